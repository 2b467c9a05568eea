//! Expressions: numbers and conditions. They wait and borrow, and never move anything.

use crate::program::Program;

impl Program {
    /// An expression of type `u32`, nested so deep.
    pub(crate) fn number(&mut self, depth: usize) -> String {
        let kinds = if depth == 0 { 4 } else { 12 };
        match self.rng.below(kinds) {
            0 => self.rng.below(9).to_string(),
            1 => self.numbers_in_scope(),
            2 => self.length_of_object(),
            3 => {
                let (name, value) = (self.fresh_text("g"), self.numbers_in_scope());
                self.give_number(&name, &value)
            }
            4 => {
                let (name, value) = (self.fresh_text("g"), self.number(depth - 1));
                self.give_number(&name, &value)
            }
            5 => {
                let (name, value) = (self.fresh_text("n"), self.number(depth - 1));
                self.now(&name, &value)
            }
            6 => format!("note({}, {})", self.fresh_text("e"), self.number(depth - 1)),
            7 => format!("({}).wrapping_add({})", self.typed(depth - 1), self.number(depth - 1)),
            8 => format!("({} ^ {})", self.typed(depth - 1), self.number(depth - 1)),
            9 => {
                let (condition, yes, no) =
                    (self.condition(depth - 1), self.number(depth - 1), self.number(depth - 1));
                format!("(if {condition} {{ {yes} }} else {{ {no} }})")
            }
            10 => {
                let (name, before) = (self.fresh_text("t"), self.number(depth - 1));
                let after = self.number(depth - 1);
                format!("{{ let held = noisy({name}); let n: u32 = {before}; held.same(); n ^ {after} }}")
            }
            _ => {
                let (on, zero, other) =
                    (self.typed(depth - 1), self.number(depth - 1), self.number(depth - 1));
                let guard = self.condition(0);
                format!("(match {on} % 3 {{ 0 => {zero}, n if {guard} => n, _ => {other} }})")
            }
        }
    }

    /// A number whose type is clear on its own.
    pub(crate) fn typed(&mut self, depth: usize) -> String {
        format!("same({})", self.number(depth))
    }

    /// An expression of type `bool`.
    pub(crate) fn condition(&mut self, depth: usize) -> String {
        let kinds = if depth == 0 { 2 } else { 6 };
        match self.rng.below(kinds) {
            0 => format!("{} % 2 == {}", self.typed(0), self.rng.below(2)),
            1 => format!("{} > {}", self.typed(0), self.rng.below(6)),
            2 => {
                let (name, value) = (self.fresh_text("c"), self.condition(depth - 1));
                self.give(&name, &value)
            }
            3 => format!("({} && {})", self.condition(depth - 1), self.condition(depth - 1)),
            4 => format!("({} || {})", self.condition(depth - 1), self.condition(depth - 1)),
            _ => format!("!({})", self.condition(depth - 1)),
        }
    }

    fn numbers_in_scope(&mut self) -> String {
        let names: Vec<_> = self.numbers.iter().chain(&self.indices).collect();
        self.rng.pick(&names).map_or("1".to_owned(), ToString::to_string)
    }

    fn length_of_object(&mut self) -> String {
        let names: Vec<_> =
            self.objects.iter().filter(|object| object.alive).map(|object| &object.place).collect();
        let Some(place) = self.rng.pick(&names).map(ToString::to_string) else { return "2".to_owned() };
        match self.rng.below(3) {
            0 => format!("({place}.name().len() as u32)"),
            1 if self.face.awaits() => format!("(borrow(&{place}).await.name().len() as u32)"),
            _ => {
                let name = self.fresh_text("b");
                format!("({place}.same().name().len() as u32 + {})", self.give(&name, "1"))
            }
        }
    }
}
