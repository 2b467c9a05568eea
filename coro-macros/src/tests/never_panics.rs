//! Whatever it is given, the compiler gives tokens back, and the invariants hold on the way.

use proc_macro2::TokenStream;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % n
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

fn expand(arguments: &str, source: &str) -> TokenStream {
    let (Ok(arguments), Ok(item)) = (arguments.parse::<TokenStream>(), source.parse::<TokenStream>()) else {
        return TokenStream::new();
    };
    // A function's body may be a block's.
    if let Some(proc_macro2::TokenTree::Group(body)) = item.clone().into_iter().last() {
        let words = ["iter", "async move", "stream", "coroutine move"].get(source.len() % 16);
        let words: Option<TokenStream> = words.map(|words| words.parse().expect("words"));
        words
            .map(|words| catch_unwind(AssertUnwindSafe(|| crate::expand::co(quote::quote!(#words #body)))))
            .map(|expanded| expanded.unwrap_or_else(|_| panic!("panicked on the body of:\n{source}")));
    }
    catch_unwind(AssertUnwindSafe(|| crate::expand::coroutine(arguments, &item)))
        .unwrap_or_else(|_| panic!("panicked on:\n{source}"))
}

const TOKENS: &[&str] = &[
    "async",
    "fn",
    "f",
    "x",
    "self",
    "Self",
    "await",
    "yield",
    "return",
    "break",
    "continue",
    "let",
    "mut",
    "ref",
    "if",
    "else",
    "match",
    "while",
    "for",
    "in",
    "loop",
    "move",
    "unsafe",
    "const",
    "static",
    "impl",
    "dyn",
    "pub",
    "crate",
    "where",
    "struct",
    "'a",
    "'static",
    "r#type",
    "_",
    "0",
    "1.0",
    "\"{x}\"",
    "'c'",
    "b\"b\"",
    "->",
    "=>",
    "=",
    "==",
    "+",
    "-",
    "*",
    "/",
    "&",
    "&&",
    "|",
    "||",
    "!",
    "?",
    ".",
    "..",
    "..=",
    "...",
    ",",
    ";",
    ":",
    "::",
    "<",
    ">",
    "#",
    "#![a]",
    "#[a]",
    "@",
    "$",
    "vec!",
    "format!",
    "matches!",
    "assert!",
    "write!",
    "dbg!",
    "pin!",
    "__coro_hole_0",
    "__coro_base",
    ".await",
    "x.await",
];

fn soup(dice: &mut Dice, depth: usize, out: &mut String) {
    for _ in 0..dice.below(12) {
        let group = if depth > 0 { dice.below(5) } else { 5 };
        let (open, close) = match group {
            0 => (" ( ", " ) "),
            1 => (" { ", " } "),
            2 => (" [ ", " ] "),
            _ => {
                out.push_str(dice.pick(TOKENS));
                out.push(' ');
                continue;
            }
        };
        out.push_str(open);
        soup(dice, depth - 1, out);
        out.push_str(close);
    }
}

#[test]
fn tokens_of_any_kind() {
    for seed in 0..1500 {
        let mut dice = Dice::new(seed);
        let (mut arguments, mut text, mut more) = (String::new(), String::new(), String::new());
        soup(&mut dice, 3, &mut text);
        soup(&mut dice, 3, &mut more);
        let source = match seed % 4 {
            0 => text,
            1 => format!("async fn f({text}) {{ {more} }}"),
            2 => format!("async fn f() {{ let x = 1; {text}; {more} }}"),
            _ => format!("impl S {{ async fn f(&self) {{ {text} }} {more} }}"),
        };
        if seed % 16 == 0 {
            soup(&mut dice, 1, &mut arguments);
        }
        let _ = expand(&arguments, &source);
    }
}

/// Writes functions that parse, if they do not always make sense.
struct Writer {
    dice: Dice,
    out: String,
}

const NAMES: &[&str] = &["a", "b", "c", "d", "CONST", "r#type"];
const PATTERNS: &[&str] = &[
    "a",
    "mut b",
    "_",
    "(a, b)",
    "Some(c)",
    "ref d",
    "ref mut a",
    "Pair { left: a, .. }",
    "Pair { c, d }",
    "[a, .., b]",
    "d @ 1..=5",
    "&a",
    "Some(a) | Other(a)",
    "None",
    "CONST",
    "1",
];
const CALLS: &[&str] = &["go", "wait", "std::mem::take", "Some", "a.run", "b.c.d", "(c)", "String::from"];
const OPERATORS: &[&str] = &["+", "-", "*", "==", "<", "&&", "||", ".."];
const PLACES: &[&str] =
    &["a =", "b.c =", "*d =", "(a, b) =", "[c, _] =", "a[go()] =", "b += ", "a[0] -=", "a.b[c] ="];

impl Writer {
    fn say(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push(' ');
    }

    fn block(&mut self, depth: usize) {
        self.say("{");
        for _ in 0..self.dice.below(4) {
            self.statement(depth);
        }
        if self.dice.below(2) == 0 {
            self.expression(depth);
        }
        self.say("}");
    }

    fn statement(&mut self, depth: usize) {
        match self.dice.below(8) {
            0..=2 => {
                let pattern = self.dice.pick(PATTERNS);
                self.say(&format!("let ({pattern}) ="));
                self.say("(");
                self.expression(depth);
                self.say(")");
                if self.dice.below(5) == 0 {
                    self.say("else");
                    self.block(depth.saturating_sub(1));
                }
                self.say(";");
            }
            3 => {
                let name = self.dice.pick(&["a", "b", "mut c"]);
                self.say(&format!("let {name};"));
            }
            4 => self.say("const CONST: u32 = 1; fn go() {}"),
            _ => {
                self.say("(");
                self.expression(depth);
                self.say(");");
            }
        }
    }

    fn parenthesised(&mut self, depth: usize) {
        self.say("(");
        self.expression(depth);
        self.say(")");
    }

    fn arguments(&mut self, depth: usize) {
        for _ in 0..self.dice.below(3) {
            self.expression(depth);
            self.say(",");
        }
    }

    fn expression(&mut self, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            let leaf =
                self.dice.pick(&["a", "b", "c", "1", "\"text\"", "a.b", "*c", "&d", "go().await", "r#type"]);
            return self.say(leaf);
        };
        match self.dice.below(24) {
            0..=3 => {
                self.parenthesised(depth);
                self.say(".await");
            }
            4 => {
                self.parenthesised(depth);
                self.say("?");
            }
            5 | 6 => {
                let callee = self.dice.pick(CALLS);
                self.say(&format!("{callee}("));
                self.arguments(depth);
                self.say(")");
            }
            7 => {
                self.parenthesised(depth);
                self.say(".method::<u8>(");
                self.arguments(depth);
                self.say(")");
            }
            8 => {
                self.parenthesised(depth);
                let operator = self.dice.pick(OPERATORS);
                self.say(operator);
                self.parenthesised(depth);
            }
            9 => {
                let place = self.dice.pick(PLACES);
                self.say(place);
                self.parenthesised(depth);
            }
            10 => {
                let operator = self.dice.pick(&["&", "&mut", "*", "!", "-", "&raw const"]);
                self.say(operator);
                self.parenthesised(depth);
            }
            11 => self.branch(depth),
            12 => {
                self.say("match");
                self.parenthesised(depth);
                self.say("{");
                for _ in 0..self.dice.below(4) {
                    let pattern = self.dice.pick(PATTERNS);
                    self.say(pattern);
                    if self.dice.below(4) == 0 {
                        self.say("if");
                        self.parenthesised(depth);
                    }
                    self.say("=>");
                    self.expression(depth);
                    self.say(",");
                }
                self.say("}");
            }
            13 => {
                let head = self.dice.pick(&["loop", "'l: loop", "'m:", "unsafe", "async", "async move"]);
                self.say(head);
                self.block(depth);
            }
            14 => {
                let pattern = self.dice.pick(PATTERNS);
                self.say(&format!("for ({pattern}) in"));
                self.parenthesised(depth);
                self.block(depth);
            }
            15 => {
                self.say("while");
                self.parenthesised(depth);
                self.block(depth);
            }
            16 => {
                let leave = self.dice.pick(&["return", "break", "break 'l", "continue", "break 'unknown"]);
                self.say(leave);
                if !leave.starts_with('c') {
                    self.parenthesised(depth);
                }
            }
            17 => {
                let head = self.dice.pick(&["|a|", "move |b|", "|(c, d)|", "||", "async |a|"]);
                self.say(head);
                self.expression(depth);
            }
            18 => {
                let name = self.dice.pick(&[
                    "println",
                    "format",
                    "vec",
                    "assert",
                    "write",
                    "dbg",
                    "assert_eq",
                    "other",
                ]);
                self.say(&format!("{name}!("));
                self.arguments(depth);
                self.say(")");
            }
            19 => {
                self.say("(");
                self.arguments(depth);
                self.say(")");
            }
            20 => {
                self.say("[");
                self.arguments(depth);
                self.say("]");
            }
            21 => {
                self.say("(Pair { left:");
                self.expression(depth);
                self.say(", a, ..d })");
            }
            22 => {
                self.parenthesised(depth);
                let part = self.dice.pick(&[".0", ".field", "[1]", "[a]", "[go().await]", " as u32"]);
                self.say(part);
            }
            _ => self.block(depth),
        }
    }

    fn branch(&mut self, depth: usize) {
        self.say("if");
        if self.dice.below(2) == 0 {
            let pattern = self.dice.pick(PATTERNS);
            self.say(&format!("let {pattern} ="));
        }
        self.parenthesised(depth);
        if self.dice.below(3) == 0 {
            self.say("&& let Some(a) =");
            self.parenthesised(depth);
        }
        self.block(depth);
        if self.dice.below(2) == 0 {
            self.say("else");
            self.block(depth);
        }
    }
}

#[test]
fn functions_of_any_kind() {
    let mut parsed = 0;
    for seed in 0..800 {
        let mut writer = Writer { dice: Dice::new(seed), out: String::new() };
        let name = writer.dice.pick(NAMES);
        let (a, b) = (writer.dice.pick(PATTERNS), writer.dice.pick(&["mut b", "d", "(c, _)"]));
        let head = if name == "CONST" { "async fn f<T: Clone>(" } else { "async fn f(" };
        writer.say(&format!("{head}({a}): A, {b}: B) -> u32"));
        writer.block(4);
        let source = writer.out;
        if syn::parse_str::<syn::ItemFn>(&source).is_err() {
            continue;
        }
        parsed += 1;
        let _ = expand("", &source);
    }
    assert!(parsed > 400, "only {parsed} functions parse");
}
