//! What is compared: each iterator as a function that yields, and as a struct.

use coro::recursive::Step;
use coro::{Coroutine, yield_};
use std::io::{self, Write};

#[coro::coroutine]
pub(crate) fn count(to: u64) -> impl Iterator<Item = u64> {
    let mut n = 0;
    while n < to {
        yield_!(n);
        n += 1;
    }
}

pub(crate) struct Count {
    n: u64,
    to: u64,
}

impl Count {
    pub(crate) fn new(to: u64) -> Self {
        Count { n: 0, to }
    }
}

impl Iterator for Count {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        (self.n < self.to).then(|| {
            self.n += 1;
            self.n - 1
        })
    }
}

#[coro::coroutine]
pub(crate) fn fibonacci() -> impl Iterator<Item = u64> {
    let (mut a, mut b) = (0_u64, 1_u64);
    loop {
        yield_!(a);
        (a, b) = (b, a.wrapping_add(b));
    }
}

pub(crate) struct Fibonacci {
    a: u64,
    b: u64,
}

impl Fibonacci {
    pub(crate) fn new() -> Self {
        Fibonacci { a: 0, b: 1 }
    }
}

impl Iterator for Fibonacci {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        let a = self.a;
        (self.a, self.b) = (self.b, self.a.wrapping_add(self.b));
        Some(a)
    }
}

/// The lengths of the fields of a text.
#[coro::coroutine]
pub(crate) fn csv(text: &[u8]) -> impl Iterator<Item = u64> {
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        if matches!(text[at], b',' | b'\n') {
            yield_!((at - start) as u64);
            start = at + 1;
        }
        at += 1;
    }
}

pub(crate) struct Csv<'a> {
    text: &'a [u8],
    start: usize,
    at: usize,
}

impl<'a> Csv<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Csv { text, start: 0, at: 0 }
    }
}

impl Iterator for Csv<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        while self.at < self.text.len() {
            let byte = self.text[self.at];
            self.at += 1;
            if matches!(byte, b',' | b'\n') {
                let length = (self.at - 1 - self.start) as u64;
                self.start = self.at;
                return Some(length);
            }
        }
        None
    }
}

/// The first numbers of all permutations, by Heap's algorithm.
#[coro::coroutine]
pub(crate) fn permutations(n: usize) -> impl Iterator<Item = u64> {
    let mut list: Vec<u64> = (0..n as u64).collect();
    let mut counts = vec![0_usize; n];
    yield_!(list[0]);
    let mut i = 0;
    while i < list.len() {
        if counts[i] < i {
            list.swap(if i.is_multiple_of(2) { 0 } else { counts[i] }, i);
            counts[i] += 1;
            i = 0;
            yield_!(list[0]);
        } else {
            counts[i] = 0;
            i += 1;
        }
    }
}

pub(crate) struct Permutations {
    list: Vec<u64>,
    counts: Vec<usize>,
    i: usize,
    begun: bool,
}

impl Permutations {
    pub(crate) fn new(n: usize) -> Self {
        Permutations { list: (0..n as u64).collect(), counts: vec![0; n], i: 0, begun: false }
    }
}

impl Iterator for Permutations {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        if !std::mem::replace(&mut self.begun, true) {
            return Some(self.list[0]);
        }
        while self.i < self.list.len() {
            let i = self.i;
            if self.counts[i] < i {
                self.list.swap(if i.is_multiple_of(2) { 0 } else { self.counts[i] }, i);
                self.counts[i] += 1;
                self.i = 0;
                return Some(self.list[0]);
            }
            self.counts[i] = 0;
            self.i += 1;
        }
        None
    }
}

/// A binary tree of numbers.
pub(crate) struct Tree {
    value: u64,
    left: Option<Box<Tree>>,
    right: Option<Box<Tree>>,
}

impl Tree {
    /// A balanced one of so many nodes, in order from a number on.
    pub(crate) fn balanced(from: u64, nodes: u64) -> Option<Box<Tree>> {
        let before = nodes.checked_sub(1)? / 2;
        Some(Box::new(Tree {
            value: from + before,
            left: Tree::balanced(from, before),
            right: Tree::balanced(from + before + 1, nodes - before - 1),
        }))
    }
}

/// The values in order: the way down is kept in a vector.
#[coro::coroutine]
pub(crate) fn walk(tree: Option<&Tree>) -> impl Iterator<Item = u64> {
    let (mut way, mut next) = (Vec::new(), tree);
    loop {
        while let Some(tree) = next {
            way.push(tree);
            next = tree.left.as_deref();
        }
        let Some(tree) = way.pop() else { break };
        yield_!(tree.value);
        next = tree.right.as_deref();
    }
}

/// The same by recursion, step by step.
#[coro::coroutine]
pub(crate) fn steps(tree: &Tree) -> impl Iterator<Item = Step<'_, u64>> {
    if let Some(left) = &tree.left {
        yield_!(Step::into(steps(left)));
    }
    yield_!(Step::Item(tree.value));
    if let Some(right) = &tree.right {
        yield_!(Step::into(steps(right)));
    }
}

pub(crate) struct Walk<'a> {
    way: Vec<&'a Tree>,
    next: Option<&'a Tree>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(tree: Option<&'a Tree>) -> Self {
        Walk { way: Vec::new(), next: tree }
    }
}

impl Iterator for Walk<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        while let Some(tree) = self.next {
            self.way.push(tree);
            self.next = tree.left.as_deref();
        }
        let tree = self.way.pop()?;
        self.next = tree.right.as_deref();
        Some(tree.value)
    }
}

/// Writes lines into a buffer, and the buffer to a file when it is full; it yields how many bytes it has taken so far.
#[coro::coroutine]
pub(crate) fn writer<W: Write>(
    mut file: W,
) -> impl Coroutine<&'static str, Yield = u64, Return = io::Result<W>> + Unpin {
    let (mut buffer, mut taken) = (Vec::with_capacity(FULL), 0);
    loop {
        let line = yield_!(taken);
        if line.is_empty() {
            break;
        }
        taken += line.len() as u64 + 1;
        buffer.extend_from_slice(line.as_bytes());
        buffer.push(b'\n');
        if buffer.len() >= FULL {
            file.write_all(&buffer)?;
            buffer.clear();
        }
    }
    file.write_all(&buffer)?;
    Ok(file)
}

/// A buffer of this size is written.
const FULL: usize = 1 << 13;

/// The same by hand.
pub(crate) struct Writer<W> {
    file: W,
    buffer: Vec<u8>,
    taken: u64,
}

impl<W: Write> Writer<W> {
    pub(crate) fn new(file: W) -> Self {
        Writer { file, buffer: Vec::with_capacity(FULL), taken: 0 }
    }

    /// Takes a line; none ends it.
    #[inline]
    pub(crate) fn line(&mut self, line: &str) -> io::Result<u64> {
        if line.is_empty() {
            self.file.write_all(&self.buffer)?;
            return Ok(self.taken);
        }
        self.taken += line.len() as u64 + 1;
        self.buffer.extend_from_slice(line.as_bytes());
        self.buffer.push(b'\n');
        if self.buffer.len() >= FULL {
            self.file.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(self.taken)
    }
}
