//! Programs as people write them: each compiles, and does what it says.

use coro::CoroutineState::Complete;
use coro::{Coroutine, yield_, yield_from};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::pin::Pin;

#[coro::coroutine]
fn peek<I: Iterator<Item = char>>(iter: I) -> impl Iterator<Item = String> {
    let mut it = iter.peekable();
    while let Some(c) = it.next() {
        if c.is_ascii_digit() {
            let mut s = c.to_string();
            while let Some(d) = it.next_if(char::is_ascii_digit) {
                s.push(d);
            }
            yield_!(s);
        } else if let Some(n) = it.peek() {
            let n = *n;
            yield_!(format!("{c}{n}"));
        } else {
            yield_!(c.to_string());
        }
    }
}
#[coro::coroutine]
fn bfs(graph: &HashMap<u32, Vec<u32>>, start: u32) -> impl Iterator<Item = u32> {
    let mut seen = HashSet::new();
    let mut queue = VecDeque::from([start]);
    seen.insert(start);
    while let Some(node) = queue.pop_front() {
        yield_!(node);
        if let Some(next) = graph.get(&node) {
            for &n in next {
                if seen.insert(n) {
                    queue.push_back(n);
                }
            }
        }
    }
}
struct Buffer {
    data: Vec<u8>,
    pos: usize,
}
impl Buffer {
    #[coro::coroutine]
    fn take_lines(&mut self) -> impl Iterator<Item = Vec<u8>> {
        while self.pos < self.data.len() {
            let rest = &self.data[self.pos..];
            let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
            let line = rest[..end].to_vec();
            self.pos += end + 1;
            yield_!(line);
        }
    }
    #[coro::coroutine]
    fn into_pairs(self) -> impl Iterator<Item = (u8, u8)> {
        let Buffer { data, pos: _ } = self;
        for pair in data.chunks_exact(2).map(|p| (p[0], p[1])).collect::<Vec<_>>() {
            yield_!(pair);
        }
    }
}
enum Shape {
    Circle(f64),
    Rect { w: f64, h: f64 },
    Named(String, Box<Shape>),
}
#[coro::coroutine]
fn areas(shapes: Vec<Shape>) -> impl Iterator<Item = (String, f64)> {
    let mut stack: Vec<(String, Shape)> = shapes.into_iter().rev().map(|s| (String::new(), s)).collect();
    while let Some((name, shape)) = stack.pop() {
        match shape {
            Shape::Circle(r) if r <= 0.0 => continue,
            Shape::Circle(r) => yield_!((name, r * r * 3.0)),
            Shape::Rect { w, h } => {
                let area = w * h;
                yield_!((name.clone(), area));
                yield_!((name, w));
            }
            Shape::Named(name, inner) => stack.push((name, *inner)),
        }
    }
}
#[coro::coroutine]
fn window<T: Copy + PartialOrd, const N: usize>(list: [T; N]) -> impl Iterator<Item = Option<T>> {
    let mut best = None;
    for x in list {
        best = match best {
            None => Some(x),
            Some(b) if b < x => Some(x),
            keep => keep,
        };
        yield_!(best);
    }
}
#[coro::coroutine]
fn merge<A, B, T: Ord>(a: A, b: B) -> impl Iterator<Item = T>
where
    A: IntoIterator<Item = T>,
    B: IntoIterator<Item = T>,
{
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    let (mut x, mut y) = (a.next(), b.next());
    loop {
        let item;
        match (x, y) {
            (Some(l), Some(r)) => {
                if l <= r {
                    item = l;
                    x = a.next();
                    y = Some(r);
                } else {
                    item = r;
                    y = b.next();
                    x = Some(l);
                }
            }
            (Some(l), None) => {
                item = l;
                x = a.next();
                y = None;
            }
            (None, Some(r)) => {
                item = r;
                x = None;
                y = b.next();
            }
            (None, None) => break,
        }
        yield_!(item);
    }
}
#[coro::coroutine]
fn grouped<'a>(text: &'a str, sep: char) -> impl Iterator<Item = (usize, &'a str)> + 'a {
    let mut counts: BTreeMap<&'a str, usize> = BTreeMap::new();
    for word in text.split(sep) {
        *counts.entry(word).or_default() += 1;
    }
    let mut sorted: Vec<(usize, &str)> = counts.into_iter().map(|(w, n)| (n, w)).collect();
    sorted.sort_by_key(|(n, w)| (std::cmp::Reverse(*n), *w));
    'all: for (n, w) in sorted {
        for _ in 0..n {
            if w == "stop" {
                break 'all;
            }
        }
        yield_!((n, w));
    }
}
#[coro::coroutine]
fn lazy(f: &mut dyn FnMut() -> Option<u32>, mut log: impl FnMut(u32)) -> impl Iterator<Item = u32> {
    let mut total = 0;
    while let Some(n) = f() {
        total += n;
        log(total);
        yield_!(total);
    }
    let closing = |x: u32| x + 1;
    yield_!(closing(total));
}
#[coro::coroutine]
fn dynamic(parts: Vec<Box<dyn Iterator<Item = u8>>>) -> impl Iterator<Item = u8> {
    for mut part in parts {
        if let Some(first) = part.next() {
            yield_!(first);
            yield_from!(part);
        }
    }
}
#[coro::coroutine]
fn tuple_state() -> impl Coroutine<(i32, String), Yield = usize, Return = Vec<String>> + Unpin {
    let mut all = vec![];
    loop {
        let (n, s) = yield_!(all.len());
        if n < 0 {
            return all;
        }
        for _ in 0..n {
            all.push(s.clone());
        }
        if let Some(last) = all.last_mut() {
            last.push('!');
        }
    }
}

#[test]
fn programs() {
    assert_eq!(peek("a12b3cd".chars()).collect::<Vec<_>>(), ["a1", "12", "b3", "3", "cd", "d"]);
    let graph = HashMap::from([(1, vec![2, 3]), (2, vec![4]), (3, vec![4])]);
    assert_eq!(bfs(&graph, 1).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let mut buffer = Buffer { data: b"ab\ncd\n\nx".to_vec(), pos: 0 };
    assert_eq!(
        buffer.take_lines().collect::<Vec<_>>(),
        [b"ab".to_vec(), b"cd".to_vec(), Vec::new(), b"x".to_vec()]
    );
    assert_eq!(buffer.into_pairs().collect::<Vec<_>>(), [(97, 98), (10, 99), (100, 10), (10, 120)]);
    let rect = Shape::Named(String::from("r"), Box::new(Shape::Rect { w: 2.0, h: 3.0 }));
    let names: Vec<_> =
        areas(vec![Shape::Circle(2.0), Shape::Circle(-1.0), rect]).map(|(name, _)| name).collect();
    assert_eq!(names, ["", "r", "r"]);
    assert_eq!(window([3, 1, 4, 5]).collect::<Vec<_>>(), [Some(3), Some(3), Some(4), Some(5)]);
    assert_eq!(merge([1, 4, 6], vec![2, 3, 9, 10]).collect::<Vec<_>>(), [1, 2, 3, 4, 6, 9, 10]);
    assert_eq!(grouped("a b a c b a stop z", ' ').collect::<Vec<_>>(), [(3, "a"), (2, "b"), (1, "c")]);
    let (mut left, mut log) = (vec![3, 2, 1], Vec::new());
    assert_eq!(lazy(&mut || left.pop(), |n| log.push(n)).collect::<Vec<_>>(), [1, 3, 6, 7]);
    assert_eq!(log, [1, 3, 6]);
    let parts: Vec<Box<dyn Iterator<Item = u8>>> =
        vec![Box::new(0..3), Box::new(std::iter::empty()), Box::new(7..9)];
    assert_eq!(dynamic(parts).collect::<Vec<_>>(), [0, 1, 2, 7, 8]);
    let mut machine = tuple_state();
    let _ = Pin::new(&mut machine).start();
    let _ = Pin::new(&mut machine).resume((2, String::from("x")));
    let all = Pin::new(&mut machine).resume((-1, String::new()));
    assert_eq!(all, Complete(vec![String::from("x"), String::from("x!")]));
}
