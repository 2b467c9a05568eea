//! Statements that take values apart, put them together, and hand them to closures, blocks and boxes.

use crate::program::Program;

impl Program {
    pub(crate) fn move_statement(&mut self, indent: usize) {
        match self.rng.below(13) {
            0 => self.closure(indent),
            1 => self.async_block(indent),
            2 => self.array(indent),
            3 => self.boxed(indent),
            4 => self.let_else(indent),
            5 => self.alternatives(indent),
            6 => self.guarded(indent),
            7 => self.value_block(indent),
            8 => self.list(indent),
            9 => self.update(indent),
            10 => self.take_apart(indent),
            11 => self.option(indent),
            _ => self.operands(indent),
        }
    }

    fn closure(&mut self, indent: usize) {
        let Some(place) = self.take_variable() else { return };
        let (name, value) = (self.fresh("f"), self.number(1));
        self.line(indent, &format!("let {name} = move |k: u32| eat({place}) ^ k;"));
        self.wait(indent);
        if !self.rng.one_in(3) {
            self.line(indent, &format!("n0 ^= {name}({value});"));
        }
    }

    fn async_block(&mut self, indent: usize) {
        if !self.face.awaits() {
            return;
        }
        let Some(place) = self.take_variable() else { return };
        let (name, wait, value) = (self.fresh("b"), self.fresh_text("w"), self.number(1));
        self.line(indent, &format!("let {name} = async move {{ wait({wait}).await; eat({place}) }};"));
        self.line(indent, &format!("n0 ^= {value};"));
        if !self.rng.one_in(3) {
            self.line(indent, &format!("n0 ^= {name}.await;"));
        }
    }

    fn array(&mut self, indent: usize) {
        let name = self.fresh("a");
        let element = |which: &str| format!("noisy(\"{name}{which}\")");
        let (wait, second) = (self.fresh_text("w"), element("b"));
        let (first, others) = (element("a"), [element("c"), element("d")].join(", "));
        let second = self.give(&wait, &second);
        self.line(indent, &format!("let {name} = [{first}, {second}, {others}];"));
        self.wait(indent);
        let (x, y) = (self.fresh("v"), self.fresh("v"));
        match self.rng.below(4) {
            0 => {
                self.line(indent, &format!("let [mut {x}, .., mut {y}] = {name};"));
                self.declare(&x);
                self.declare(&y);
            }
            1 => {
                self.line(indent, &format!("let [mut {x}, {y} @ ..] = {name};"));
                self.declare(&x);
                self.wait(indent);
                self.line(indent, &format!("let [.., mut {y}, _] = {y};"));
                self.declare(&y);
            }
            2 => {
                self.line(indent, &format!("let [_, mut {x}, ref {y}, _] = {name};"));
                self.line(indent, &format!("n0 ^= {y}.name().len() as u32;"));
                self.declare(&x);
            }
            _ => self.line(indent, &format!("n0 ^= {name}[(n0 % 4) as usize].name().len() as u32;")),
        }
        // How rustc drops an array of which elements are moved nowhere but after the last suspension depends on where it is left.
        let wait = self.fresh_text("w");
        let wait = self.suspend(&wait);
        self.line(indent, &format!("{wait};"));
    }

    fn boxed(&mut self, indent: usize) {
        let (name, wait) = (self.fresh("x"), self.fresh_text("w"));
        let value = self.give(&wait, &format!("noisy(\"{name}\")"));
        self.line(indent, &format!("let mut {name} = Box::new({value});"));
        self.declare(&format!("(*{name})"));
    }

    fn let_else(&mut self, indent: usize) {
        let (name, wait, condition) = (self.fresh("v"), self.fresh_text("o"), self.condition(1));
        let option = format!("if {condition} {{ Some(noisy({name:?})) }} else {{ None }}");
        let given = self.give(&wait, &option);
        let (value, why) = (self.number(1), self.fresh_text("x"));
        let otherwise = match self.rng.below(3) {
            0 => self.returns(&value),
            1 => {
                let wait = self.suspend(&why);
                format!("{wait}; {}", self.fails(&why))
            }
            _ => format!("panic!({why})"),
        };
        self.line(indent, &format!("let Some(mut {name}) = {given} else {{ {otherwise} }};"));
        self.declare(&name);
    }

    fn alternatives(&mut self, indent: usize) {
        let (result, name, condition) = (self.fresh("r"), self.fresh("v"), self.condition(1));
        let (ok, err) = (format!("\"{name}ok\""), format!("\"{name}err\""));
        self.line(
            indent,
            &format!("let {result}: Result<(Noisy, u32), Noisy> = if {condition} {{ Ok((noisy({ok}), 1)) }} else {{ Err(noisy({err})) }};"),
        );
        self.wait(indent);
        self.line(indent, &format!("let (Ok((mut {name}, _)) | Err(mut {name})) = {result};"));
        self.declare(&name);
    }

    /// A guard that waits, and looks at what its arm then moves.
    fn guarded(&mut self, indent: usize) {
        let (pair, wait, condition) = (self.fresh("p"), self.fresh_text("w"), self.condition(1));
        let (left, right) = (format!("\"{pair}l\""), format!("\"{pair}r\""));
        self.line(indent, &format!("let {pair} = Some((noisy({left}), noisy({right})));"));
        self.wait(indent);
        let (first, second) = (self.number(1), self.number(1));
        let tail = self.rng.pick(&["(_, y)", "(x, y)", "(ref x, y)"]).copied().unwrap_or_default();
        self.line(indent, &format!("n0 ^= match {pair} {{"));
        let condition = self.give(&wait, &condition);
        let guard = format!("x.name().len() > 1 && {condition}");
        self.line(indent + 1, &format!("Some((x, _)) if {guard} => eat(x) ^ {first},"));
        self.line(indent + 1, &format!("Some({tail}) => eat(y) ^ {second},"));
        self.line(indent + 1, "None => 0,");
        self.line(indent, "};");
    }

    fn value_block(&mut self, indent: usize) {
        let (name, label, held) = (self.fresh("n"), self.fresh("'l"), self.fresh_text("t"));
        let (early, condition, value) = (self.number(1), self.condition(1), self.number(1));
        self.line(indent, &format!("let mut {name}: u32 = {label}: {{"));
        self.line(indent + 1, &format!("let held = noisy({held});"));
        self.line(indent + 1, &format!("if {condition} {{ break {label} {early}; }}"));
        self.line(indent + 1, &format!("held.name().len() as u32 ^ {value}"));
        self.line(indent, "};");
        self.numbers.push(name);
    }

    /// The list is borrowed for its call before the arguments, and not used before it.
    fn list(&mut self, indent: usize) {
        let (name, first, pushed) = (self.fresh("l"), self.number(1), self.typed(1));
        let (index, value) = (self.typed(1), self.number(1));
        self.line(indent, &format!("let mut {name}: Vec<u32> = vec![{first}, 2];"));
        self.line(indent, &format!("{name}.push({pushed} ^ {name}.len() as u32);"));
        self.line(indent, &format!("{name}[({index} % 3) as usize] ^= {value};"));
        self.line(indent, &format!("n0 ^= {name}[(n0 % 3) as usize];"));
    }

    /// A pair of a new left side and another's right one.
    fn update(&mut self, indent: usize) {
        let Some(right) = self.take_where(|place| place.strip_suffix(".right").is_some()) else { return };
        let (name, wait) = (self.fresh("p"), self.fresh_text("w"));
        let (base, left) = (right.trim_end_matches(".right"), format!("{name}.left"));
        let value = self.give(&wait, &format!("noisy({left:?})"));
        self.line(indent, &format!("let mut {name} = Pair {{ left: {value}, ..{base} }};"));
        self.declare(&left);
        self.declare(&format!("{name}.right"));
    }

    fn take_apart(&mut self, indent: usize) {
        let name = self.fresh("p");
        let (left, right) = (format!("\"{name}l\""), format!("\"{name}r\""));
        let (x, y) = (self.fresh("v"), self.fresh("v"));
        self.line(indent, &format!("let {name} = Pair {{ left: noisy({left}), right: noisy({right}) }};"));
        self.wait(indent);
        match self.rng.below(3) {
            0 => {
                self.line(indent, &format!("let Pair {{ left: mut {x}, right: mut {y} }} = {name};"));
                self.declare(&y);
            }
            1 => {
                let condition = self.condition(1);
                self.line(
                    indent,
                    &format!("if {condition} {{ let Pair {{ right: {y}, .. }} = {name}; eat({y}); }}"),
                );
                self.wait(indent);
                self.line(indent, &format!("let Pair {{ left: mut {x}, .. }} = {name};"));
            }
            _ => self.line(indent, &format!("let Pair {{ left: mut {x}, .. }} = {name};")),
        }
        self.declare(&x);
    }

    fn option(&mut self, indent: usize) {
        let (option, name, condition) = (self.fresh("o"), self.fresh("v"), self.condition(1));
        self.line(
            indent,
            &format!("let {option} = if {condition} {{ Some(noisy({name:?})) }} else {{ None }};"),
        );
        self.wait(indent);
        let (yes, no) = (self.number(1), self.number(1));
        self.line(
            indent,
            &format!("n0 ^= if let Some({name}) = {option} {{ eat({name}) ^ {yes} }} else {{ 0 ^ {no} }};"),
        );
    }

    /// Operands that wait, with temporaries that are borrowed among them.
    fn operands(&mut self, indent: usize) {
        let [a, b, c, d] = ["s", "s", "s", "s"].map(|kind| self.fresh_text(kind));
        let (first, second, wait) = (self.number(1), self.number(1), self.fresh_text("w"));
        let borrowed = format!("noisy({b}).same().name().len() as u32");
        let third = self.give(&wait, &format!("noisy({c})"));
        self.line(
            indent,
            &format!("n0 ^= mix(noisy({a}), {first} ^ {borrowed}, &{third}, {second}) ^ eat(noisy({d}));"),
        );
    }

    fn wait(&mut self, indent: usize) {
        if self.rng.one_in(2) {
            let wait = self.fresh_text("w");
            let wait = self.suspend(&wait);
            self.line(indent, &format!("{wait};"));
        }
    }

    /// A closure captures a variable as a whole, or a part of it by its own rules.
    fn take_variable(&mut self) -> Option<String> {
        self.take_where(|place| !place.contains(['.', '*']))
    }
}
