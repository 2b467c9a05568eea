//! Which machine a program is for, and how it waits and yields.

use crate::program::Program;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Future,
    /// It yields wherever a future waits, and goes on with a number.
    Coroutine,
    /// It waits and yields, and gives no result.
    Stream,
    /// It yields between statements: what it holds may not be borrowed then.
    Iterator,
}

impl Face {
    pub(crate) const YIELDING: [Face; 3] = [Face::Coroutine, Face::Stream, Face::Iterator];

    pub(crate) fn awaits(self) -> bool {
        matches!(self, Face::Future | Face::Stream)
    }

    /// Whether it comes to a result that may be an error.
    pub(crate) fn returns(self) -> bool {
        matches!(self, Face::Future | Face::Coroutine)
    }

    /// Whether what it holds may be borrowed while it is suspended.
    pub(crate) fn is_pinned(self) -> bool {
        self != Face::Iterator
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Face::Future => "program",
            Face::Coroutine => "coroutine",
            Face::Stream => "stream",
            Face::Iterator => "iterator",
        }
    }

    /// The two sides of a program that yields.
    pub(crate) fn sides(self, body: &str) -> String {
        let (result, machine, dressed) = match self {
            Face::Future => {
                return format!(
                    "machine {{ async fn f(mut n0: u32, mut a: Noisy, mut b: Noisy) -> Result<u32, Oops> {{\n{body}        }} }}\n    plain {{ fn dressed<F>(future: F) -> F {{ future }} }}"
                );
            }
            Face::Coroutine => {
                ("Result<u32, Oops>", "Coroutine<u32, Yield = u32, Return = Result<u32, Oops>>", "Resumed")
            }
            Face::Stream => ("()", "Stream<Item = u32>", "Streamed"),
            Face::Iterator => ("()", "Iterator<Item = u32>", "Iterated"),
        };
        let emitted = if self.returns() { "emit($value).await" } else { "{ emit($value).await; }" };
        let arguments = "mut n0: u32, mut a: Noisy, mut b: Noisy";
        format!(
            "only_native {{ macro_rules! yield_ {{ ($value:expr) => {{ {emitted} }}; }} }}
    only_native {{ use crate::yields::emit; async fn f({arguments}) -> {result} {{\n{body}        }} }}
    only_native {{ fn dressed<F>(future: F) -> F {{ future }} }}
    only_machine {{ use coro::{{Coroutine, Stream, yield_}}; #[coro::coroutine] fn f({arguments}) -> impl {machine} {{\n{body}        }} }}
    only_machine {{ use crate::yields::{{{dressed}, driven}}; fn dressed<M>(machine: M) -> crate::yields::Driven<{dressed}<M>> {{ driven({dressed}(machine)) }} }}"
        )
    }
}

impl Program {
    /// The value, after a suspension.
    pub(crate) fn give(&mut self, name: &str, value: &str) -> String {
        match self.face {
            Face::Future => format!("give({name}, {value}).await"),
            Face::Stream if self.rng.one_in(2) => format!("give({name}, {value}).await"),
            Face::Coroutine | Face::Stream => {
                let yielded = self.yielded();
                format!("({{ let given = {value}; {yielded}; given }})")
            }
            Face::Iterator => format!("note({name}, {value})"),
        }
    }

    /// A number, after a suspension.
    pub(crate) fn give_number(&mut self, name: &str, value: &str) -> String {
        if self.face == Face::Coroutine && self.rng.one_in(2) {
            return format!("yield_!({value})");
        }
        self.give(name, value)
    }

    /// A number, without one.
    pub(crate) fn now(&mut self, name: &str, value: &str) -> String {
        if self.face.awaits() {
            format!("now({name}, {value}).await")
        } else {
            format!("note({name}, {value})")
        }
    }

    /// A suspension.
    pub(crate) fn suspend(&mut self, name: &str) -> String {
        if self.face == Face::Future || self.face == Face::Stream && self.rng.one_in(2) {
            return format!("wait({name}).await");
        }
        self.yielded()
    }

    fn yielded(&mut self) -> String {
        let value = 10 + self.rng.below(90);
        format!("yield_!({value})")
    }

    /// A statement that ends the program with a result.
    pub(crate) fn returns(&self, value: &str) -> String {
        if self.face.returns() { format!("return Ok({value})") } else { "return".to_owned() }
    }

    /// The same with an error.
    pub(crate) fn fails(&self, why: &str) -> String {
        if self.face.returns() { format!("return Err(Oops({why}))") } else { "return".to_owned() }
    }
}
