//! Statements and blocks. Whatever is written here borrow-checks: the writer knows which objects are alive.

use crate::face::Face;
use crate::rng::Rng;
use std::fmt::Write;

/// A place that holds a noisy value.
#[derive(Clone)]
pub(crate) struct Object {
    pub(crate) place: String,
    pub(crate) alive: bool,
    /// How many loops were around it where it was declared: it may be moved out only there.
    loops: usize,
    /// Borrows that are used again at the end of some block.
    borrows: usize,
}

/// Something that `break` may leave.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Block,
    Loop,
    ValueLoop,
}

pub(crate) struct Program {
    pub(crate) face: Face,
    pub(crate) rng: Rng,
    pub(crate) objects: Vec<Object>,
    /// Variables of type `u32` that may be assigned to.
    pub(crate) numbers: Vec<String>,
    /// Variables of type `u32` that may not.
    pub(crate) indices: Vec<String>,
    text: String,
    names: usize,
    statements: usize,
    labels: Vec<(String, Kind)>,
    /// All places that were moved out of so far.
    moved: Vec<String>,
}

/// One `twins!` with the program that this seed gives.
pub(crate) fn write(face: Face, seed: u64) -> String {
    let mut program = Program {
        face,
        rng: Rng::new(seed),
        objects: Vec::new(),
        numbers: vec!["n0".to_owned()],
        indices: Vec::new(),
        text: String::new(),
        names: 0,
        statements: 8,
        labels: Vec::new(),
        moved: Vec::new(),
    };
    program.declare("a");
    program.declare("b");
    while program.statements > 0 {
        program.statement(2, 2);
    }
    let last = program.number(2);
    let last = if face.returns() { format!("Ok({last})") } else { format!("note(\"last\", {last});") };
    program.line(2, &last);
    let (name, sides) = (face.name(), face.sides(&program.text));
    format!(
        "twins! {{
    {name}_{seed}: |run| {{ for n in [0, 1, 2, 7] {{ run.drive(dressed(f(n, noisy(\"a\"), noisy(\"b\")))); }} }};
    {sides}
    plain {{
        fn same(n: u32) -> u32 {{ n }}
        fn eat(object: Noisy) -> u32 {{ object.name().len() as u32 }}
        fn mix(a: Noisy, n: u32, b: &Noisy, m: u32) -> u32 {{ eat(a) ^ n ^ m ^ b.name().len() as u32 }}
    }}
}}
"
    )
}

impl Program {
    /// A name that nothing else has, with quotes.
    pub(crate) fn fresh_text(&mut self, kind: &str) -> String {
        format!("{:?}", self.fresh(kind))
    }

    pub(crate) fn fresh(&mut self, kind: &str) -> String {
        self.names += 1;
        format!("{kind}{}", self.names)
    }

    pub(crate) fn declare(&mut self, place: &str) {
        self.objects.push(Object { place: place.to_owned(), alive: true, loops: self.loops(), borrows: 0 });
    }

    fn loops(&self) -> usize {
        self.labels.iter().filter(|(_, kind)| *kind != Kind::Block).count()
    }

    pub(crate) fn line(&mut self, indent: usize, line: &str) {
        writeln!(self.text, "{:1$}{line}", "", 4 * indent + 4).expect("text takes everything");
    }

    /// Marks some object as moved out of, and gives its place.
    fn take(&mut self) -> Option<String> {
        self.take_where(|_| true)
    }

    /// The same for one whose place is as wanted.
    pub(crate) fn take_where(&mut self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        let loops = self.loops();
        let free: Vec<_> = (0..self.objects.len())
            .filter(|i| {
                let object = &self.objects[*i];
                object.alive && object.borrows == 0 && object.loops == loops && wanted(&object.place)
            })
            .collect();
        let taken = *self.rng.pick(&free)?;
        self.objects[taken].alive = false;
        let place = self.objects[taken].place.clone();
        self.moved.push(place.clone());
        Some(place)
    }

    fn statement(&mut self, indent: usize, depth: usize) {
        self.statements = self.statements.saturating_sub(1);
        if self.rng.one_in(3) {
            return self.move_statement(indent);
        }
        match self.rng.below(if depth == 0 { 9 } else { 18 }) {
            0 => {
                let name = self.fresh("v");
                self.line(indent, &format!("let mut {name} = noisy({name:?});"));
                self.declare(&name);
            }
            1 => {
                let wait = self.fresh_text("w");
                let wait = self.suspend(&wait);
                self.line(indent, &format!("{wait};"));
            }
            2 => {
                let (name, value) = (self.fresh("n"), self.number(2));
                self.line(indent, &format!("let mut {name}: u32 = {value};"));
                self.numbers.push(name);
            }
            3 => {
                let (value, place) = (self.number(2), self.rng.pick(&self.numbers).cloned());
                let operator = if self.rng.one_in(2) { "=" } else { "^=" };
                self.line(indent, &format!("{} {operator} {value};", place.expect("n0 is always there")));
            }
            4 => self.pair(indent),
            5 => self.move_out(indent),
            6 => self.assign(indent),
            7 => self.question_mark(indent),
            8 => {
                let (name, value) = (self.fresh_text("t"), self.number(1));
                self.line(indent, &format!("n0 ^= noisy({name}).same().name().len() as u32 + {value};"));
            }
            9 | 10 => self.branches(indent, depth),
            11 => self.match_arms(indent, depth),
            12 => self.for_loop(indent, depth),
            13 => self.while_loop(indent, depth),
            14 => self.value_loop(indent, depth),
            15 => self.labelled_block(indent, depth),
            16 => self.if_let(indent, depth),
            _ => self.leave(indent),
        }
    }

    fn pair(&mut self, indent: usize) {
        let name = self.fresh("p");
        let (left, right) = (format!("{name}.left"), format!("{name}.right"));
        let wait = self.fresh_text("w");
        let given = self.give(&wait, &format!("noisy({right:?})"));
        let value = format!("Pair {{ left: noisy({left:?}), right: {given} }}");
        self.line(indent, &format!("let mut {name} = {value};"));
        self.declare(&left);
        self.declare(&right);
    }

    fn move_out(&mut self, indent: usize) {
        let Some(place) = self.take() else { return };
        let value = self.number(1);
        match self.rng.below(4) {
            0 => self.line(indent, &format!("drop({place});")),
            1 => self.line(indent, &format!("n0 ^= eat({place}) ^ {value};")),
            2 => {
                let name = self.fresh("v");
                self.line(indent, &format!("let mut {name} = {place};"));
                self.declare(&name);
            }
            _ => {
                let alive: Vec<_> = self.objects.iter().filter(|object| object.alive).collect();
                let other = self
                    .rng
                    .pick(&alive)
                    .map_or("noisy(\"other\")".to_owned(), |object| object.place.clone());
                let last = self.number(1);
                self.line(indent, &format!("n0 ^= mix({place}, {value}, &{other}, {last});"));
            }
        }
    }

    /// Puts a new value where one is, or was.
    fn assign(&mut self, indent: usize) {
        let free: Vec<_> = (0..self.objects.len()).filter(|i| self.objects[*i].borrows == 0).collect();
        let Some(&at) = self.rng.pick(&free) else { return };
        let (place, name, wait) =
            (self.objects[at].place.clone(), self.fresh_text("v"), self.fresh_text("w"));
        let value = if self.rng.one_in(2) {
            format!("noisy({name})")
        } else {
            self.give(&wait, &format!("noisy({name})"))
        };
        self.line(indent, &format!("{place} = {value};"));
        self.objects[at].alive = true;
    }

    fn question_mark(&mut self, indent: usize) {
        let (name, condition, value, why) =
            (self.fresh("n"), self.condition(1), self.number(1), self.fresh_text("q"));
        if self.face.returns() {
            self.line(
                indent,
                &format!("let tried = if {condition} {{ Err(Oops({why})) }} else {{ Ok({value}) }};"),
            );
            let given = self.give(&why, "tried");
            self.line(indent, &format!("let mut {name}: u32 = {given}?;"));
        } else {
            self.line(indent, &format!("let mut {name}: u32 = {value};"));
            self.line(indent, &format!("yield_!({name} ^ n0);"));
        }
        self.numbers.push(name);
    }

    /// Some statements between braces; what they declare ends there.
    fn block(&mut self, indent: usize, depth: usize) {
        let (objects, numbers) = (self.objects.len(), self.numbers.len());
        let borrow = if self.rng.one_in(3) && self.face.is_pinned() { self.borrow(indent) } else { None };
        for _ in 0..=self.rng.below(3) {
            self.statement(indent, depth);
        }
        if let Some((name, at)) = borrow {
            let what = self.fresh_text("r");
            self.line(indent, &format!("note({what}, {name}.name());"));
            self.objects[at].borrows -= 1;
        }
        self.objects.truncate(objects);
        self.numbers.truncate(numbers);
    }

    fn borrow(&mut self, indent: usize) -> Option<(String, usize)> {
        let alive: Vec<_> = (0..self.objects.len()).filter(|i| self.objects[*i].alive).collect();
        let at = *self.rng.pick(&alive)?;
        let (name, place) = (self.fresh("r"), self.objects[at].place.clone());
        self.line(indent, &format!("let {name} = &{place};"));
        self.objects[at].borrows += 1;
        Some((name, at))
    }

    /// A block that may or may not run: afterwards an object is alive only if it is in both cases.
    fn maybe_block(&mut self, indent: usize, depth: usize, before: &[Object], after: &mut [Object]) {
        self.objects = before.to_vec();
        self.block(indent, depth);
        for (after, object) in after.iter_mut().zip(&self.objects) {
            after.alive &= object.alive;
        }
    }

    fn branches(&mut self, indent: usize, depth: usize) {
        let condition = self.condition(2);
        self.line(indent, &format!("if {condition} {{"));
        let before = self.objects.clone();
        let mut after: Vec<_> =
            before.iter().map(|object| Object { alive: true, ..object.clone() }).collect();
        self.maybe_block(indent + 1, depth - 1, &before, &mut after);
        self.line(indent, "} else {");
        self.maybe_block(indent + 1, depth - 1, &before, &mut after);
        self.line(indent, "}");
        self.objects = after;
    }

    fn match_arms(&mut self, indent: usize, depth: usize) {
        let (on, guard) = (self.typed(2), self.condition(1));
        self.line(indent, &format!("match {on} % 4 {{"));
        let before = self.objects.clone();
        let mut after: Vec<_> =
            before.iter().map(|object| Object { alive: true, ..object.clone() }).collect();
        for pattern in ["0".to_owned(), format!("m if {guard}"), "1 | 2".to_owned(), "_".to_owned()] {
            self.line(indent + 1, &format!("{pattern} => {{"));
            self.maybe_block(indent + 2, depth - 1, &before, &mut after);
            self.line(indent + 1, "}");
        }
        self.line(indent, "}");
        self.objects = after;
    }

    fn if_let(&mut self, indent: usize, depth: usize) {
        let (name, wait, condition) = (self.fresh("v"), self.fresh_text("o"), self.condition(1));
        let option = format!("if {condition} {{ Some(noisy({name:?})) }} else {{ None }}");
        let given = self.give(&wait, &option);
        self.line(indent, &format!("if let Some(mut {name}) = {given} {{"));
        let before = self.objects.clone();
        self.declare(&name);
        self.block(indent + 1, depth - 1);
        self.line(indent, "}");
        self.objects.truncate(before.len());
        for (object, before) in self.objects.iter_mut().zip(&before) {
            object.alive &= before.alive;
        }
    }

    /// The body of a loop: what is outside can only be borrowed and assigned to.
    fn body(&mut self, indent: usize, depth: usize, label: &str, kind: Kind) {
        let before = self.objects.clone();
        self.labels.push((label.to_owned(), kind));
        self.block(indent, depth);
        self.labels.pop();
        self.objects = before;
    }

    fn for_loop(&mut self, indent: usize, depth: usize) {
        let (label, index, rounds) = (self.fresh("'l"), self.fresh("i"), 1 + self.rng.below(2));
        self.line(indent, &format!("{label}: for {index} in 0..{rounds}_u32 {{"));
        self.indices.push(index);
        self.body(indent + 1, depth - 1, &label, Kind::Loop);
        self.indices.pop();
        self.line(indent, "}");
    }

    fn while_loop(&mut self, indent: usize, depth: usize) {
        let (label, counter, condition) = (self.fresh("'l"), self.fresh("c"), self.condition(2));
        self.line(indent, &format!("let mut {counter} = 0;"));
        self.line(indent, &format!("{label}: while {counter} < 2 && {condition} {{"));
        self.line(indent + 1, &format!("{counter} += 1;"));
        self.body(indent + 1, depth - 1, &label, Kind::Loop);
        self.line(indent, "}");
    }

    fn value_loop(&mut self, indent: usize, depth: usize) {
        let (label, counter, name) = (self.fresh("'l"), self.fresh("c"), self.fresh("n"));
        let (last, condition, value) = (self.number(1), self.condition(1), self.number(1));
        self.line(indent, &format!("let mut {counter} = 0;"));
        self.line(indent, &format!("let mut {name}: u32 = {label}: loop {{"));
        self.line(indent + 1, &format!("{counter} += 1;"));
        self.line(indent + 1, &format!("if {counter} > 2 {{ break {last}; }}"));
        self.body(indent + 1, depth - 1, &label, Kind::ValueLoop);
        self.line(indent + 1, &format!("if {condition} {{ break {label} ({value}); }}"));
        self.line(indent, "};");
        self.numbers.push(name);
    }

    fn labelled_block(&mut self, indent: usize, depth: usize) {
        let label = self.fresh("'l");
        let (before, moved) = (self.objects.clone(), self.moved.len());
        self.line(indent, &format!("{label}: {{"));
        self.labels.push((label, Kind::Block));
        self.block(indent + 1, depth - 1);
        self.labels.pop();
        self.line(indent, "}");
        let moved = &self.moved[moved..];
        for (object, before) in self.objects.iter_mut().zip(&before) {
            object.alive &= before.alive && !moved.contains(&object.place);
        }
    }

    /// A jump out of something, on a condition.
    fn leave(&mut self, indent: usize) {
        let (condition, value, why) = (self.condition(1), self.number(1), self.fresh_text("x"));
        let jump = match (self.rng.pick(&self.labels).cloned(), self.rng.below(6)) {
            (_, 0) => format!("{};", self.returns(&value)),
            (_, 1) => format!("{};", self.fails(&why)),
            (Some((label, Kind::Loop | Kind::ValueLoop)), 2 | 3) => format!("continue {label};"),
            (Some((label, Kind::ValueLoop)), _) => format!("break {label} ({value});"),
            (Some((label, _)), _) => format!("break {label};"),
            (None, _) => format!("panic!({why});"),
        };
        self.line(indent, &format!("if {condition} {{ {jump} }}"));
    }
}
