//! Iterators written as functions that yield: a tokenizer, and a walk over a tree that borrows it.

#[path = "support/texts.rs"]
mod texts;

use coro::{yield_, yield_from};

#[derive(Debug, PartialEq)]
enum Token<'a> {
    Number(f64),
    Name(&'a str),
    Sign(char),
}

/// `?` gives the error as the last item.
#[coro::coroutine]
fn tokens<'a>(text: &'a str) -> impl Iterator<Item = Result<Token<'a>, String>> {
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_part = |c: char| c.is_alphanumeric() || c == '.';
        let end =
            if is_part(first) { rest.find(|c| !is_part(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (word, after) = rest.split_at(end);
        yield_!(Ok(match first {
            '0'..='9' => Token::Number(word.parse().map_err(|error| format!("`{word}`: {error}"))?),
            _ if is_part(first) => Token::Name(word),
            sign => Token::Sign(sign),
        }));
        rest = after.trim_start();
    }
}

struct Tree {
    name: &'static str,
    children: Vec<Tree>,
}

/// Goes through the tree with a stack of its own: the depth costs nothing for an item.
#[coro::coroutine]
fn names(root: &Tree) -> impl Iterator<Item = (usize, &str)> {
    let mut stack = vec![(0, root)];
    while let Some((depth, tree)) = stack.pop() {
        yield_!((depth, tree.name));
        stack.extend(tree.children.iter().rev().map(|child| (depth + 1, child)));
    }
}

#[coro::coroutine]
fn fibonacci() -> impl Iterator<Item = u64> {
    let (mut a, mut b) = (0, 1);
    loop {
        yield_!(a);
        (a, b) = (b, a + b);
    }
}

#[coro::coroutine]
fn countdown(from: u64) -> impl Iterator<Item = u64> {
    yield_from!((1..=from).rev());
    yield_!(0);
}

const HELP: &str = "\
Takes texts apart into tokens, walks over a tree, and counts.

usage: generator [TEXT]..

  TEXT      what to take apart, for example '2*(x + 1)'
  --help    prints this
";

fn main() {
    for text in texts::given_or(&["x1 = 2.5*(y + 3)", "1.2.3 + 4"], HELP) {
        println!("{text}");
        for token in tokens(&text) {
            match token {
                Ok(token) => println!("  {token:?}"),
                Err(error) => println!("  error: {error}"),
            }
        }
    }
    let leaf = |name| Tree { name, children: Vec::new() };
    let usr = Tree { name: "usr", children: vec![leaf("bin"), leaf("lib")] };
    let root = Tree { name: "/", children: vec![leaf("etc"), usr] };
    for (depth, name) in names(&root) {
        println!("{:1$}{name}", "", depth * 2);
    }
    println!("{:?}", fibonacci().skip(10).step_by(10).take(4).collect::<Vec<_>>());
    println!("{:?}", countdown(3).collect::<Vec<_>>());
}
