//! Machines with a name: types that follow from arguments, also from what is in the structs and enums of the file.

use coro::yield_;
use std::cell::Cell;
use std::rc::Rc;

struct Item {
    name: String,
    tags: Vec<String>,
    place: (u32, u32),
}

struct Shop<'s, T> {
    items: Vec<Item>,
    extra: Option<Box<Item>>,
    note: &'s str,
    pair: [T; 2],
}

fn item(name: &str) -> Item {
    Item { name: name.to_owned(), tags: vec![String::from("x"), String::from("y")], place: (1, 2) }
}

#[coro::coroutine(type = Told)]
fn told(shop: &Shop<'_, u8>) -> impl Iterator<Item = String> {
    for item in &shop.items {
        for tag in &item.tags {
            yield_!(format!("{}{tag}", item.name));
        }
    }
    if let Some(extra) = &shop.extra {
        yield_!(extra.name.clone());
        yield_!(extra.place.1.to_string());
    }
    let note = shop.note;
    for number in &shop.pair {
        yield_!(number.to_string());
        yield_!(note.to_owned());
    }
}

#[test]
fn fields_of_an_argument() {
    let (items, extra) = (vec![item("a"), item("b")], Some(Box::new(item("e"))));
    let shop = Shop { items, extra, note: "n", pair: [1, 2] };
    assert_eq!(told(&shop).collect::<Vec<_>>(), ["ax", "ay", "bx", "by", "e", "2", "1", "n", "2", "n"]);
}

struct Tree {
    left: Option<Box<Tree>>,
    value: i32,
    right: Option<Box<Self>>,
}

#[coro::coroutine(type = InOrder)]
fn in_order(tree: &Tree) -> impl Iterator<Item = &i32> {
    let mut stack: Vec<&Tree> = vec![];
    let mut next = Some(tree);
    loop {
        while let Some(tree) = next {
            stack.push(tree);
            next = tree.left.as_deref();
        }
        let Some(tree) = stack.pop() else { break };
        yield_!(&tree.value);
        next = tree.right.as_deref();
    }
}

mod beside {
    use super::Tree;
    use coro::yield_;

    #[coro::coroutine(type = Two)]
    pub(super) fn two(tree: &Tree) -> impl Iterator<Item = i32> {
        let (left, value) = (tree.left.as_deref(), tree.value);
        yield_!(value);
        if let Some(left) = left {
            yield_!(left.value);
            yield_!(value);
        }
    }
}

#[test]
fn a_tree() {
    let leaf = |value| Some(Box::new(Tree { left: None, value, right: None }));
    let tree = Tree { left: leaf(1), value: 2, right: leaf(3) };
    assert!(in_order(&tree).eq(&[1, 2, 3]));
    assert!(beside::two(&tree).eq([2, 1, 2]));
}

enum Node<T> {
    Leaf,
    Fork(Box<Node<T>>, T, Box<Node<T>>),
    Named { name: String, inner: Vec<T> },
}

#[coro::coroutine(type = Visited)]
fn visited(node: &Node<u32>) -> impl Iterator<Item = &u32> {
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        match node {
            Node::Leaf => {}
            Node::Fork(left, value, right) => {
                yield_!(value);
                stack.push(&**right);
                yield_!(value);
                stack.push(left);
            }
            Node::Named { inner, name } => {
                for value in inner {
                    yield_!(value);
                    assert!(!name.is_empty());
                }
            }
        }
    }
}

#[test]
fn patterns_of_an_enum() {
    let named = Node::Named { name: String::from("n"), inner: vec![7, 8] };
    let tree = Node::Fork(Box::new(Node::Leaf), 4, Box::new(named));
    assert!(visited(&tree).eq(&[4, 4, 7, 8]));
}

struct Pair(u8, String);

#[coro::coroutine(type = Taken)]
fn taken(pair: Pair, items: Vec<Item>) -> impl Iterator<Item = String> {
    let Pair(number, text) = pair;
    for Item { name, tags, place: (x, _) } in items {
        yield_!(name);
        for tag in tags {
            yield_!(tag);
        }
        yield_!(x.to_string());
    }
    yield_!(number.to_string());
    yield_!(text);
}

#[test]
fn patterns_that_move() {
    let pair = Pair(3, String::from("p"));
    assert_eq!(taken(pair, vec![item("z")]).collect::<Vec<_>>(), ["z", "x", "y", "1", "3", "p"]);
}

#[coro::coroutine(type = Arrays)]
fn arrays<T: Default + Copy, const N: usize>(list: &[T]) -> impl Iterator<Item = [T; N]> {
    let mut array = [T::default(); N];
    let mut filled = 0;
    for item in list {
        array[filled] = *item;
        filled += 1;
        if filled == N {
            yield_!(array);
            filled = 0;
        }
    }
}

#[coro::coroutine(type = Pieces)]
fn pieces(text: &str) -> impl Iterator<Item = String> {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letters.peek().is_none() {
            yield_!(format!("{letter}!"));
        }
        yield_!(letter.to_string());
    }
    for word in text.split(' ') {
        yield_!(word.to_owned());
    }
    let mut rest = text;
    while let Some((word, after)) = rest.split_once(", ") {
        yield_!(word.to_owned());
        rest = after;
    }
}

#[coro::coroutine(type = Sums)]
fn sums<'a>(left: &'a [u8], right: &'a [u8]) -> impl Iterator<Item = u8> + 'a {
    for (left, right) in left.iter().zip(right) {
        yield_!(left + right);
    }
    for chunk in left.chunks(2) {
        for item in chunk {
            yield_!(*item);
        }
    }
    for item in left.iter().chain(right).copied() {
        yield_!(item);
    }
    let first = left.first();
    yield_!(0);
    if let Some(first) = first {
        yield_!(*first);
    }
}

#[coro::coroutine(type = Wrapped)]
fn wrapped(number: u32) -> impl Iterator<Item = u32> {
    let (boxed, counted, cell) = (Box::new(number), Rc::new(number), Cell::new(number));
    let maybe = Some(number);
    yield_!(*boxed);
    yield_!(*counted);
    cell.set(5);
    yield_!(cell.get());
    if let Some(number) = maybe {
        yield_!(number);
    }
}

#[test]
fn methods_and_makers_of_the_standard_library() {
    assert_eq!(arrays::<u8, 2>(&[1, 2, 3]).collect::<Vec<_>>(), [[1, 2]]);
    assert_eq!(pieces("a, b").collect::<Vec<_>>(), ["a", ",", " ", "b!", "b", "a,", "b", "a"]);
    assert_eq!(sums(&[1, 2], &[3, 4]).collect::<Vec<_>>(), [4, 6, 1, 2, 1, 2, 3, 4, 0, 1]);
    assert_eq!(wrapped(3).collect::<Vec<_>>(), [3, 3, 5, 3]);
}
