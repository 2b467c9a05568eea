//! What generators are written for: parsers, walks, searches, merges, each as a plain function in which `yield_!` is a call.

use crate::harness::{begin_plain, compare, compare_taken, drive_plain, drive_stream, ended, noisy, resume};

twins! {
    tokens(text: &'static str = "let x1 = (12 + y)*3 ; // end") -> String {
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            match c {
                c if c.is_whitespace() => continue,
                '0'..='9' => {
                    let mut value = c.to_digit(10).unwrap();
                    while let Some(digit) = chars.peek().and_then(|(_, c)| c.to_digit(10)) {
                        value = value * 10 + digit;
                        chars.next();
                    }
                    yield_!(effect("number", format!("number {value}")));
                }
                'a'..='z' | 'A'..='Z' | '_' => {
                    let mut end = start + c.len_utf8();
                    while let Some(&(at, c)) = chars.peek() {
                        if !c.is_alphanumeric() { break; }
                        end = at + c.len_utf8();
                        chars.next();
                    }
                    let word = &text[start..end];
                    let kind = match word { "let" | "fn" => "keyword", _ => "name" };
                    yield_!(format!("{kind} {word}"));
                }
                '/' if matches!(chars.peek(), Some((_, '/'))) => {
                    let comment: String = chars.by_ref().map(|(_, c)| c).collect();
                    yield_!(format!("comment {}", comment.trim_start_matches('/').trim()));
                    return;
                }
                other @ ('(' | ')' | '+' | '*' | '=' | ';') => yield_!(String::from(other)),
                other => { yield_!(format!("unknown {other:?}")); break; }
            }
        }
        yield_!(String::from("end"));
    }
    csv_with_quotes(text: &'static str = "a,\"b \"\"c\"\"\",\n,d\n\"open") -> Result<Vec<String>, String> {
        let mut row = Vec::new();
        let mut field = String::new();
        let mut quoted = false;
        let mut iter = text.chars().peekable();
        let kept = noisy("kept");
        loop {
            let Some(c) = iter.next() else {
                if quoted { yield_!(Err(format!("open quotation after {field:?}"))); }
                break;
            };
            match (c, quoted) {
                ('"', true) if iter.next_if_eq(&'"').is_some() => field.push('"'),
                ('"', _) => quoted = !quoted,
                (',', false) => row.push(std::mem::take(&mut field)),
                ('\n', false) => {
                    row.push(std::mem::replace(&mut field, effect("field", String::new())));
                    yield_!(Ok(std::mem::take(&mut row)));
                }
                (c, _) => field.push(c),
            }
        }
        drop(kept);
        if !field.is_empty() { yield_!(Ok(vec![field])); }
    }
    lines_by_hand(bytes: Vec<u8> = b"one\r\ntwo\n\nlast".to_vec()) -> (usize, Vec<u8>) {
        let mut rest = 0..bytes.len();
        let mut number = 0;
        while !rest.is_empty() {
            number += 1;
            let line = &bytes[rest.clone()];
            let (end, skip) = line.iter().position(|byte| *byte == b'\n').map_or((line.len(), 0), |at| (at, 1));
            let line = line[..end].strip_suffix(b"\r").unwrap_or(&line[..end]).to_vec();
            rest.start += end + skip;
            yield_!((number, line));
        }
    }
    walk_of_a_tree() -> usize {
        enum Tree { Leaf(Noisy), Fork(Box<Tree>, Box<Tree>), Many(Vec<Tree>) }
        use Tree::*;
        let tree = Fork(Box::new(Leaf(noisy("a"))), Box::new(Many(vec![Leaf(noisy("bc")), Many(vec![]), Leaf(noisy("def"))])));
        let mut stack = vec![tree];
        while let Some(tree) = stack.pop() {
            match tree {
                Leaf(leaf) if leaf.len() == 2 => { yield_!(20); drop(leaf); yield_!(21); }
                Leaf(leaf) => yield_!(leaf.len()),
                Fork(left, right) => { stack.push(*right); yield_!(100); stack.push(*left); }
                Many(trees) => { yield_!(200 + trees.len()); stack.extend(trees.into_iter().rev()); }
            }
        }
    }
    walk_by_references() -> &'static str {
        struct Node { name: &'static str, below: &'static [Node] }
        static DONE: &str = "done";
        static ROOT: Node = Node {
            name: "a",
            below: &[Node { name: "b", below: &[Node { name: "c", below: &[] }] }, Node { name: "d", below: &[] }],
        };
        let root = &ROOT;
        let mut ways = vec![std::slice::from_ref(root).iter()];
        while let Some(way) = ways.last_mut() {
            match way.next() {
                Some(Node { name, below }) => { yield_!(effect("visit", name)); ways.push(below.iter()); }
                None => { ways.pop(); }
            }
        }
        yield_!(DONE);
    }
    permutations_by_heap(items: [u8; 3] = [1, 2, 3]) -> [u8; 3] {
        let mut items = items;
        let mut counts = [0; 3];
        yield_!(items);
        let mut at = 1;
        while at < items.len() {
            if counts[at] < at {
                let with = if at % 2 == 0 { 0 } else { counts[at] };
                items.swap(with, at);
                yield_!(items);
                counts[at] += 1;
                at = 1;
            } else {
                counts[at] = 0;
                at += 1;
            }
        }
    }
    subsets_of_noisy_values() -> Vec<usize> {
        let items = vec![noisy("a"), noisy("bb"), noisy("ccc")];
        for mask in 0..1_u32 << items.len() {
            let chosen: Vec<usize> =
                items.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, item)| item.len()).collect();
            if chosen.len() == 2 { continue; }
            yield_!(chosen);
        }
    }
    breadth_first(edges: Vec<(u8, u8)> = vec![(1, 2), (1, 3), (2, 4), (3, 4), (4, 1), (4, 5)]) -> (u8, usize) {
        use std::collections::{BTreeMap, BTreeSet, VecDeque};
        let mut next: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
        for (from, to) in edges { next.entry(from).or_default().push(to); }
        let mut seen = BTreeSet::from([1]);
        let mut queue = VecDeque::from([(1, 0)]);
        while let Some((node, depth)) = queue.pop_front() {
            yield_!((node, depth));
            let Some(below) = next.get(&node).cloned() else { continue };
            for node in below {
                if seen.insert(node) { queue.push_back((node, depth + 1)); }
            }
        }
    }
    dijkstra() -> (u32, usize) {
        use std::{cmp::Reverse, collections::BinaryHeap};
        const GRAPH: [&[(usize, u32)]; 4] = [&[(1, 5), (2, 1)], &[(3, 1)], &[(1, 2), (3, 9)], &[]];
        let mut heap = BinaryHeap::from([Reverse((0, 0))]);
        let mut done = [false; GRAPH.len()];
        let witness = noisy("heap");
        'search: while let Some(Reverse((cost, node))) = heap.pop() {
            if std::mem::replace(&mut done[node], true) { continue 'search; }
            yield_!((cost, node));
            for &(to, step) in GRAPH[node] {
                if done[to] { continue; }
                heap.push(Reverse((cost + step, to)));
                if heap.len() > 4 { break 'search; }
            }
        }
        let _ = witness;
    }
    topological_order() -> Result<&'static str, Vec<&'static str>> {
        let needs = [("shirt", vec![]), ("tie", vec!["shirt"]), ("coat", vec!["tie"]), ("a", vec!["b"]), ("b", vec!["a"])];
        let mut left: Vec<_> = needs.into_iter().collect();
        let mut done: Vec<&str> = Vec::new();
        while !left.is_empty() {
            let Some(at) = left.iter().position(|(_, needs)| needs.iter().all(|need| done.contains(need))) else {
                yield_!(Err(left.iter().map(|(name, _)| *name).collect()));
                return;
            };
            let (name, needs) = left.remove(at);
            done.push(name);
            yield_!(Ok(name));
            drop(needs);
        }
    }
    merge_of_sorted_lists(left: Vec<u32> = vec![1, 4, 6], right: Vec<u32> = vec![2, 3, 6, 9]) -> u32 {
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        loop {
            yield_!(match (left.peek(), right.peek()) {
                (Some(a), Some(b)) if a == b => { let n = *a; yield_!(n * 100); right.next(); left.next().unwrap() }
                (Some(a), Some(b)) if a < b => left.next().unwrap(),
                (Some(_), None) => match left.next() { Some(n) => n, None => unreachable!() },
                (_, Some(_)) => right.next().unwrap(),
                (None, None) => break,
            });
        }
    }
    windows_and_chunks(list: Vec<u32> = vec![3, 1, 4, 1, 5]) -> Vec<u32> {
        for at in 0..=list.len() - 3 { yield_!(list[at..at + 3].to_vec()); }
        let mut chunk = Vec::with_capacity(2);
        for item in list {
            chunk.push(item);
            if chunk.len() == chunk.capacity() { yield_!(std::mem::replace(&mut chunk, Vec::with_capacity(2))); }
        }
        if !chunk.is_empty() { yield_!(chunk); }
    }
    zipped_inner_machines() -> (u32, char) {
        #[coro::coroutine]
        fn numbers(from: u32) -> impl Iterator<Item = u32> { let mut n = from; loop { coro::yield_!(n); n += 1; } }
        #[coro::coroutine]
        fn letters(kept: Noisy) -> impl Iterator<Item = char> { for c in kept.0.chars() { coro::yield_!(c); } }
        let mut all = numbers(5);
        for c in letters(noisy("abc")) { yield_!((all.next().unwrap(), c)); }
        for pair in numbers(9).zip(letters(noisy("de"))) { yield_!(pair); }
        let inner: Vec<_> = letters(noisy("xy")).collect();
        for c in inner { yield_!((all.next().unwrap(), c)); }
    }
    groups_of_equal_keys(list: Vec<(u8, &'static str)> = vec![(1, "a"), (1, "b"), (2, "c"), (1, "d")]) -> (u8, Vec<&'static str>) {
        let mut open: Option<(u8, Vec<&str>)> = None;
        for (key, value) in list {
            match &mut open {
                Some((last, values)) if *last == key => values.push(value),
                _ => if let Some(group) = open.replace((key, vec![value])) { yield_!(effect("group", group)) },
            }
        }
        if let Some(group) = open.take() { yield_!(group); }
    }
    run_lengths(text: String = String::from("aabccc")) -> (char, usize) {
        let mut chars = text.chars().collect::<Vec<_>>().into_iter();
        let Some(mut last) = chars.next() else { return };
        let mut count = 1;
        for c in chars {
            if c == last { count += 1; continue; }
            yield_!((std::mem::replace(&mut last, c), std::mem::replace(&mut count, 1)));
        }
        yield_!((last, count));
    }
    sieve(to: usize = 30) -> usize {
        let mut marked = vec![false; to + 1];
        for n in 2..=to {
            if marked[n] { continue; }
            for multiple in (n * n..=to).step_by(n) { marked[multiple] = true; }
            yield_!(n);
        }
    }
    collatz_until_it_is_known(n: u64 = 7) -> u64 {
        let mut n = n;
        let mut known = std::collections::HashSet::new();
        while known.insert(n) {
            yield_!(n);
            n = if n % 2 == 0 { n / 2 } else { n.checked_mul(3).and_then(|n| n.checked_add(1)).unwrap() };
        }
    }
    bits_of_words(words: [u16; 2] = [0b1010, 0x8001]) -> (usize, u32) {
        for (at, mut word) in words.into_iter().enumerate() {
            while word != 0 {
                let bit = word.trailing_zeros();
                word &= word - 1;
                yield_!((at, bit));
            }
        }
    }
    escapes(text: &'static str = "a\\n\\u{41}\\q") -> Result<char, String> {
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let value = if c == '\\' {
                match chars.next() {
                    Some('n') => '\n',
                    Some('u') => {
                        let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                        let code = match u32::from_str_radix(&digits, 16) { Ok(code) => code, Err(error) => { yield_!(Err(error.to_string())); continue } };
                        char::from_u32(code).unwrap_or('?')
                    }
                    other => { yield_!(Err(format!("{other:?}"))); return; }
                }
            } else { c };
            yield_!(Ok(effect("char", value)));
        }
    }
    expressions_in_reverse_polish(text: &'static str = "1 + 2 * ( 3 - 4 )") -> String {
        fn weight(op: &str) -> u8 { match op { "*" | "/" => 2, "+" | "-" => 1, _ => 0 } }
        let mut ops: Vec<&str> = Vec::new();
        for token in text.split(' ') {
            match token {
                "(" => ops.push(token),
                ")" => while let Some(op) = ops.pop() { if op == "(" { break; } yield_!(op.to_owned()); },
                op if weight(op) > 0 => {
                    while ops.last().is_some_and(|last| weight(last) >= weight(op)) { yield_!(ops.pop().unwrap().to_owned()); }
                    ops.push(op);
                }
                number => yield_!(format!("<{number}>")),
            }
        }
        while let Some(op) = ops.pop() { yield_!(String::from(op)); }
    }
    tower_of_hanoi(disks: u32 = 3) -> (char, char) {
        let mut todo = vec![(disks, 'a', 'c', 'b')];
        while let Some((disks, from, to, by)) = todo.pop() {
            let 1.. = disks else { continue };
            if disks == 1 { yield_!((from, to)); continue; }
            todo.extend([(disks - 1, by, to, from), (1, from, to, by), (disks - 1, from, by, to)]);
        }
    }
    n_queens() -> [usize; 5] {
        const N: usize = 5;
        let mut rows = [0; N];
        let mut row = 0;
        'search: loop {
            let free = |rows: &[usize; N], column| (0..row).all(|r| rows[r] != column && rows[r].abs_diff(column) != row - r);
            while rows[row] < N {
                if free(&rows, rows[row]) {
                    if row + 1 == N { yield_!(rows); } else { row += 1; rows[row] = 0; continue 'search; }
                }
                rows[row] += 1;
            }
            if row == 0 { break; }
            row -= 1;
            rows[row] += 1;
        }
    }
    primes_by_inner_closures() -> u32 {
        let mut found: Vec<u32> = vec![];
        let mut n = 1;
        while found.len() < 5 {
            n += 1;
            let is_prime = found.iter().take_while(|p| **p * **p <= n).all(|p| n % p != 0);
            if is_prime { found.push(n); yield_!(n); }
        }
        yield_!(found.iter().sum());
    }
    numbers_of_a_text(text: &'static str = "12 x 7") -> Result<u32, std::num::ParseIntError> {
        for word in text.split(' ') {
            let kept = noisy("kept");
            let n: u32 = match word.parse() { Ok(n) => n, error => { yield_!(error); break } };
            yield_!(Ok(n + kept.len() as u32));
        }
    }
    windows_of_a_ring_buffer() -> Vec<usize> {
        let mut ring: std::collections::VecDeque<Noisy> = Default::default();
        for name in ["a", "bb", "ccc", "dddd"] {
            if ring.len() == 2 { let old = ring.pop_front(); yield_!(vec![old.map_or(0, |old| old.len())]); }
            ring.push_back(noisy(name));
            let lengths = ring.iter().map(Noisy::len).collect();
            yield_!(lengths);
        }
    }
    layers_of_an_onion() -> u32 {
        struct Layer { depth: u32, inside: Option<Box<Layer>>, mark: Noisy }
        let mut layer = Some(Box::new(Layer { depth: 3, mark: noisy("outer"), inside: Some(Box::new(Layer { depth: 4, inside: None, mark: noisy("inner") })) }));
        while let Some(boxed) = layer {
            let Layer { depth, inside, mark } = *boxed;
            yield_!(depth);
            layer = inside;
            yield_!(mark.len() as u32);
        }
    }
    moved_fields_one_by_one() -> usize {
        struct Parts { a: Noisy, b: (Noisy, Noisy), c: Option<Noisy> }
        let mut parts = Parts { a: noisy("a"), b: (noisy("bb"), noisy("ccc")), c: Some(noisy("dddd")) };
        yield_!(parts.a.len());
        let a = parts.a;
        yield_!(parts.b.1.len());
        drop(parts.b.0);
        yield_!(a.len());
        parts.a = if let Some(c) = parts.c.take() { yield_!(c.len()); c } else { noisy("none") };
        yield_!(parts.a.len() + parts.b.1.len());
    }
    locked_and_counted() -> usize {
        use std::{cell::RefCell, rc::Rc, sync::Mutex};
        let shared = Rc::new(RefCell::new(vec![noisy("a")]));
        let other = Rc::clone(&shared);
        for round in 0..3 {
            other.borrow_mut().push(noisy("more"));
            let n = shared.borrow().iter().map(|noisy| noisy.len()).sum::<usize>();
            yield_!(n + round);
            if round == 1 { shared.borrow_mut().clear(); }
        }
        let lock = Mutex::new(Some(noisy("locked")));
        let n = lock.lock().unwrap().as_ref().map_or(0, Noisy::len);
        yield_!(n);
        let taken = lock.lock().unwrap().take();
        yield_!(taken.is_some() as usize);
    }
    generic_inner_machines() -> String {
        #[coro::coroutine]
        fn interleaved<A, B, T>(a: A, b: B) -> impl Iterator<Item = T> where A: IntoIterator<Item = T>, B: IntoIterator<Item = T> {
            let (mut a, mut b) = (a.into_iter(), b.into_iter());
            loop {
                match (a.next(), b.next()) {
                    (None, None) => return,
                    (x, y) => { if let Some(x) = x { coro::yield_!(x); } if let Some(y) = y { coro::yield_!(y) } }
                }
            }
        }
        #[coro::coroutine]
        fn chunks<const N: usize, I: Iterator>(mut items: I) -> impl Iterator<Item = [I::Item; N]> where I::Item: Default + Copy {
            'all: loop {
                let mut chunk = [I::Item::default(); N];
                for place in &mut chunk { let Some(item) = items.next() else { break 'all }; *place = item; }
                coro::yield_!(chunk);
            }
        }
        for item in interleaved(["a", "b"].map(String::from), vec![String::from("x")]) { yield_!(item); }
        for [a, b] in chunks::<2, _>(1..6) { yield_!(format!("{a}{b}")); }
    }
    blocks_that_capture(limit: usize = 2) -> usize {
        let names = [noisy("a"), noisy("bb"), noisy("ccc")];
        let lengths = coro::co!(iter { for name in &names { if name.len() >= limit { yield name.len(); } } });
        let lengths: Vec<usize> = lengths.collect();
        for n in lengths { yield_!(n); }
        let all = coro::co!(iter move { for name in names { yield (name.len(), name); } });
        for (n, name) in all { if n == limit { continue; } yield_!(n * 10); drop(name); }
    }
    answers_with_question_marks(texts: Vec<&'static str> = vec!["1", "2", "x", "4"]) -> Result<i32, std::num::ParseIntError> {
        for text in texts {
            let parsed: Result<i32, std::num::ParseIntError> = (|| { let n: i32 = text.parse()?; Ok(n * 2) })();
            let stop = parsed.is_err();
            yield_!(parsed);
            if stop { return; }
        }
    }
    labelled_blocks() -> u32 {
        let n = 'found: {
            for n in [3, 5, 8] { let guard = noisy("guard"); yield_!(n); if n % 2 == 0 { break 'found n; } drop(guard); }
            0
        };
        let m = loop { yield_!(n); if let Some(m) = n.checked_sub(4) { break m; } };
        yield_!(if m > 3 { yield_!(90); m } else { yield_!(91); 0 });
    }
    shadowed_and_rebound(n: u32 = 2) -> String {
        let n = n.to_string();
        yield_!(n.clone());
        let n = { yield_!(String::from("inner")); n + "!" };
        let n = &*n;
        let upper = n.to_uppercase();
        yield_!(upper);
    }
    struct_update_and_tuples() -> (usize, u8) {
        struct Config { name: Noisy, level: u8, more: Noisy }
        let base = Config { name: noisy("base"), level: { yield_!((0, 0)); 1 }, more: noisy("more") };
        let next = Config { name: { yield_!((1, 1)); noisy("next") }, ..base };
        yield_!((next.name.len(), next.level));
        yield_!((base.name.len(), base.level));
        let Config { name, .. } = next;
        yield_!((name.len(), 9));
    }
    boxed_closures_and_functions(seed: u32 = 3) -> u32 {
        let steps: Vec<Box<dyn Fn(u32) -> u32>> = vec![Box::new(|n| n + 1), Box::new(move |n| n * seed), Box::new(|n| n - 1)];
        let mut n = seed;
        for step in steps.iter().map(|step| step(n)).collect::<Vec<_>>() { yield_!(step); }
        for at in 0..steps.len() { n = steps[at](n); yield_!(n); }
    }
}

resumed_twins! {
    accumulator_with_commands() -> usize, Vec<usize> {
        let mut all = Vec::new();
        loop {
            let sum: usize = all.iter().sum();
            let command = yield_!(sum);
            match command.len() {
                2 if all.len() > 3 => break all,
                2 => all.push(2),
                n @ 3..=4 => { all.push(n); let next = yield_!(100); all.push(next.len() * 10); }
                _ => return all,
            }
        }
    }
    a_connection(name: Noisy = noisy("peer")) -> String, Result<usize, Noisy> {
        enum State { Idle, Opened { by: Noisy }, Data { first: Noisy, bytes: usize }, Closed(Noisy) }
        let mut state = State::Idle;
        loop {
            state = match state {
                State::Idle => State::Opened { by: yield_!(String::from("idle")) },
                State::Opened { by } if by.len() == 2 => { let first = yield_!(format!("opened by {}", by.0)); State::Data { first, bytes: 0 } }
                State::Opened { by } => return Err(by),
                State::Data { first, bytes } if bytes > 5 => { drop(first); break; }
                State::Data { first, bytes } => {
                    let more = yield_!(format!("{} and {bytes}", first.0));
                    if more.len() == 3 { State::Closed(more) } else { State::Data { first, bytes: bytes + more.len() } }
                }
                State::Closed(by) => return Ok(by.len()),
            };
            if let State::Closed(by) = &state { yield_!(format!("closed {}", by.0)); }
        }
        yield_!(String::from("over"));
        Err(name)
    }
    a_form_that_asks_again() -> &'static str, (Noisy, Noisy) {
        let name = loop {
            let answer = yield_!("name?");
            if answer.len() > 2 { break answer; }
            yield_!("too short");
        };
        let mut tries = 0;
        let number = loop {
            let answer = yield_!("number?");
            tries += 1;
            if answer.into_name().ends_with('-') || tries > 2 { break yield_!("good"); }
        };
        (name, number)
    }
    a_stack_machine() -> Option<usize>, Vec<usize> {
        let mut stack: Vec<usize> = vec![];
        while stack.len() < 6 {
            let word = yield_!(stack.last().copied());
            let top = match (word.len(), stack.as_slice()) {
                (2, [.., a, b]) if a != b => { let n = a + b; stack.pop(); stack.push(1); n }
                (n, _) => n,
            };
            stack.push(effect("push", top));
        }
        stack
    }
    a_producer_with_room() -> Vec<usize>, usize {
        let items = [noisy("a"), noisy("bb"), noisy("ccc"), noisy("dddd"), noisy("eeeee")];
        let mut items = items.into_iter();
        let mut sent = 0;
        let mut room = (yield_!(vec![])).len();
        loop {
            let batch: Vec<usize> = items.by_ref().take(room).map(|item| item.len()).collect();
            if batch.is_empty() { return sent; }
            sent += batch.len();
            room = yield_!(batch).len() - 1;
        }
    }
    questions_and_early_returns() -> usize, Result<Noisy, std::num::ParseIntError> {
        let first = yield_!(0);
        let kept = noisy("kept");
        let n: usize = first.0[1..2].parse()?;
        yield_!(n);
        let wrong = yield_!(kept.len());
        let m: usize = wrong.0[2..].parse()?;
        yield_!(m);
        Ok(wrong)
    }
    handed_on_by_turns() -> usize, String {
        let mut text = String::new();
        for n in 1..3 {
            let last = yield_from!(asking(n));
            text.push_str(last.0);
            text += (yield_!(text.len())).0;
        }
        text + &yield_from!(asking(0)).0
    }
    values_in_operands() -> &'static str, usize {
        let both = (yield_!("left"), yield_!("right"));
        let list = [yield_!("one").len(), { let kept = noisy("kept"); yield_!("two").len() + kept.len() }];
        let text = format!("{}{}", yield_!("first").0, yield_!("second").len());
        both.0.len() * list[yield_!("index").len() % 2] + text.len() + both.1.len()
    }
    a_lexer_fed_in_pieces() -> Vec<String>, String {
        let mut buffer = String::new();
        let mut words = Vec::new();
        while buffer.len() < 12 {
            buffer.push_str((yield_!(std::mem::take(&mut words))).0);
            while let Some((word, rest)) = buffer.split_once('-') {
                if word.is_empty() { break; }
                words.push(word.to_owned());
                buffer = rest.trim_start_matches('-').to_owned();
            }
            if words.len() > 1 { break; }
            buffer.push('.');
        }
        buffer
    }
}

stream_twins! {
    fetched_in_pages(last: usize = 3) -> (usize, usize) {
        async fn page(number: usize) -> Vec<Noisy> {
            let n = pause("page").await;
            (0..n.min(number)).map(|_| noisy("entry")).collect()
        }
        let mut number = 0;
        loop {
            let entries = page(number).await;
            if entries.is_empty() && number > 0 || number == last { break; }
            for (at, entry) in entries.into_iter().enumerate() { yield_!((number, at)); drop(entry); }
            number += 1;
        }
    }
    tried_again_with_waits() -> Result<usize, String> {
        async fn attempt(n: usize) -> Result<usize, Noisy> {
            if pause("try").await > n { Err(noisy("failed")) } else { Ok(n) }
        }
        let mut wait = 1;
        let result = 'tries: {
            for n in 1..5 {
                match attempt(n).await {
                    Ok(n) => break 'tries Ok(n),
                    Err(error) if wait > 8 => break 'tries Err(error.0.to_owned()),
                    Err(error) => { yield_!(Err(error.0.to_owned())); for _ in 0..wait { pause("back off").await; } }
                }
                wait *= 2;
            }
            Err(String::from("never"))
        };
        yield_!(result);
    }
    whichever_is_first() -> String {
        use std::{future::poll_fn, pin::pin, task::Poll};
        async fn named(name: &'static str, waits: usize) -> Noisy { for _ in 0..waits { pause(name).await; } noisy(name) }
        for (a, b) in [(1, 2), (2, 1), (1, 1)] {
            let mut left = pin!(named("left", a));
            let mut right = pin!(named("right", b));
            let first = poll_fn(|cx| match left.as_mut().poll(cx) {
                Poll::Ready(value) => Poll::Ready(Ok(value)),
                Poll::Pending => right.as_mut().poll(cx).map(Err),
            }).await;
            match first {
                Ok(left) => { yield_!(format!("left {}", left.len())); }
                Err(value) => { yield_!(format!("right {}", value.len())); yield_!(format!("then {}", left.await.len())); }
            }
        }
    }
    lines_of_a_reader() -> String {
        struct Reader { pieces: Vec<&'static str>, kept: Noisy }
        impl Reader {
            async fn read(&mut self, buffer: &mut String) -> usize {
                pause("read").await;
                let Some(piece) = self.pieces.pop() else { return 0 };
                buffer.push_str(piece);
                piece.len()
            }
        }
        let mut reader = Reader { pieces: vec!["last", "wo\nth", "one\nt"], kept: noisy("reader") };
        let mut buffer = String::new();
        while reader.read(&mut buffer).await > 0 {
            while let Some(end) = buffer.find('\n') {
                let rest = buffer.split_off(end + 1);
                let line = std::mem::replace(&mut buffer, rest);
                yield_!(line.trim_end().to_owned());
            }
        }
        if !buffer.is_empty() { yield_!(buffer); }
        yield_!(reader.kept.0.to_owned());
    }
    sums_of_windows(list: Vec<usize> = vec![1, 2, 3]) -> usize {
        let mut sum = 0;
        for window in list.windows(2) {
            if let [a, b] = window { sum += a * pause("weight").await + b; yield_!(sum); }
        }
        let ref total = sum;
        pause("end").await;
        yield_!(*total);
    }
    batches_that_are_flushed() -> Vec<usize> {
        let mut batch = Vec::new();
        let mut flushes = 0;
        for name in ["a", "bbbb", "cc", "dddddd"] {
            let n = pause(name).await;
            let guard = noisy("guard");
            batch.push(n);
            if n > 3 || batch.len() == 3 { flushes += 1; yield_!(std::mem::take(&mut batch)); }
            if flushes == 2 { drop(guard); return; }
        }
    }
    a_scan_with_a_lock() -> usize {
        let total = std::cell::RefCell::new(noisy("total"));
        for step in 1..3 {
            let old = { let mut total = total.borrow_mut(); std::mem::replace(&mut *total, noisy("next")) };
            yield_!(old.len() + pause("step").await * step);
        }
        let borrowed = total.borrow();
        pause("while borrowed").await;
        yield_!(borrowed.len());
    }
    boxed_futures_in_a_list() -> usize {
        use std::pin::Pin;
        let mut list: Vec<Pin<Box<dyn Future<Output = usize>>>> = vec![Box::pin(pause("a")), Box::pin(async { let n = noisy("n"); pause("bb").await + n.len() })];
        while let Some(future) = list.pop() {
            let n = future.await;
            if n == 3 { list.push(Box::pin(pause("pushed"))); }
            yield_!(n);
        }
    }
    awaits_in_patterns_and_guards(flag: Option<Noisy> = Some(noisy("flag"))) -> usize {
        match flag {
            Some(ref kept) if { yield_!(1); pause("ask").await == kept.len() } => yield_!(2),
            Some(kept) if kept.len() == pause("flag").await => { pause("in").await; yield_!(kept.len()); }
            Some(_) | None => yield_!(3),
        }
        let (a, mut b) = (pause("a").await, vec![pause("b").await; 2]);
        b[{ yield_!(4); pause("i").await - 1 }] += a;
        yield_!(b.iter().sum());
    }
}
