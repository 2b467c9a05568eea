//! The text dump of a body: for the snapshots, and for the message of a broken invariant.
//!
//! ```text
//! locals
//!   _0 name: argument, inert, crosses
//! points
//!   p0 sleep(10) awaits _2
//! tree
//!   let _1 = move _0
//!   value #1
//!     #1 = if move _1 { .. }             a construct that suspends, under the step that holds it
//! flow
//!   bb0: init _0, move _0, suspend p0 -> bb1
//! ```

use super::{
    Arm, ArmBody, Binding, Block, Body, Call, Code, Condition, Event, FlowBlock, Guard, How, Local, Node,
    Origin, Piece, Step,
};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fmt::Write;

impl Body {
    /// The body as text.
    pub(crate) fn dump(&self) -> String {
        let mut out = String::from("locals\n");
        for (id, local) in self.locals.iter() {
            let _ = writeln!(out, "  {id:?} {}: {}", local.name, facts_of(local));
        }
        out.push_str("points\n");
        for (id, point) in self.points.iter() {
            let does = match point.future {
                Some(future) => format!("awaits {future:?}"),
                None => String::from("yields"),
            };
            let _ = writeln!(out, "  {id:?} {}: {} {does}", point.name, point.text);
        }
        out.push_str("tree\n");
        Tree { out: &mut out, depth: 1 }.block(&self.root);
        out.push_str("flow\n");
        for (id, block) in self.flow.blocks.iter() {
            let _ = writeln!(out, "  {id:?}: {}", flow_line(block));
        }
        out
    }
}

fn facts_of(local: &Local) -> String {
    let origin = match local.origin {
        Origin::Param => String::from("argument"),
        Origin::User(Some(from)) => format!("variable of {from:?}"),
        Origin::User(None) => String::from("variable"),
        Origin::Temporary => String::from("temporary"),
        Origin::Future => String::from("future"),
        Origin::Carrier => String::from("carrier"),
        Origin::Outer => String::from("outside"),
        Origin::Receiver(of, _) => format!("receiver {of:?}"),
    };
    let flags = [
        (local.inert, "inert"),
        (local.crosses, "crosses"),
        (local.looks.may_last(), "borrowed"),
        (local.aggregate, "aggregate"),
        (local.owner, "owner"),
        (local.by_usage, "by usage"),
    ];
    let flags = flags.iter().filter(|(set, _)| *set).map(|(_, name)| (*name).to_owned());
    let parts = local.parts.iter().enumerate().map(|(number, part)| match &part.pattern {
        None => format!("part {number} `{}`", line(part.projection.of(&base()))),
        Some(pattern) => {
            let (pattern, place) = (line(pattern.alone.clone()), line(part.projection.of(&base())));
            format!("part {number} `{pattern}` of `{place}`")
        }
    });
    std::iter::once(origin).chain(flags).chain(parts).collect::<Vec<_>>().join(", ")
}

fn base() -> TokenStream {
    quote::quote!(it)
}

fn flow_line(block: &FlowBlock) -> String {
    let events: Vec<String> = block.events.iter().map(|event| event_text(*event)).collect();
    let targets: Vec<String> = block.targets.iter().map(|target| format!("{target:?}")).collect();
    let to = if targets.is_empty() { String::from("end") } else { format!("-> {}", targets.join(" ")) };
    if events.is_empty() { to } else { format!("{} {to}", events.join(", ")) }
}

fn event_text(event: Event) -> String {
    match event {
        Event::Init(local) => format!("init {local:?}"),
        Event::Part(local) => format!("part {local:?}"),
        Event::Touch(id, local) => format!("touch {local:?}/{id:?}"),
        Event::Move(id, local) => format!("move {local:?}/{id:?}"),
        Event::Usage(id, local) => format!("usage {local:?}/{id:?}"),
        Event::Capture(id, local) => format!("capture {local:?}/{id:?}"),
        Event::Taken(id, local) => format!("taken {local:?}/{id:?}"),
        Event::Called(call) => format!("called {call:?}"),
        Event::End(local) => format!("end {local:?}"),
        Event::Leave(local) => format!("leave {local:?}"),
        Event::Suspend(point) => format!("suspend {point:?}"),
    }
}

/// Writes the tree, one step on a line.
struct Tree<'a> {
    out: &'a mut String,
    depth: usize,
}

/// A line of code, and the constructs that it refers to by number.
#[derive(Default)]
struct Line<'a> {
    text: String,
    nodes: Vec<&'a Node>,
}

impl Tree<'_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{:1$}{text}", "", self.depth * 2);
    }

    fn inside(&mut self, fill: impl FnOnce(&mut Self)) {
        self.depth += 1;
        fill(self);
        self.depth -= 1;
    }

    fn block(&mut self, block: &Block) {
        if !block.items.is_empty() {
            self.line(&format!("items {}", line(block.items.clone())));
        }
        block.steps.iter().for_each(|step| self.step(step));
        if let Some(value) = &block.value {
            self.code("value ", value, "");
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Let { local, mutable, ty, code, .. } => {
                let mutable = if mutable.is_some() { "mut " } else { "" };
                self.code(&format!("let {mutable}{local:?}{} = ", type_text(ty.as_ref())), code, "");
            }
            Step::Declare { local, ty, .. } => {
                self.line(&format!("let {local:?}{}", type_text(ty.as_ref())));
            }
            Step::Unpack { pattern, ty, code, place, bindings, otherwise, .. } => {
                let names: Vec<String> =
                    bindings.iter().map(|binding| format!("{}={:?}", binding.ident, binding.local)).collect();
                let place = place.as_ref().map(|matched| {
                    let place = matched.place.projection.of(&quote::quote!(it));
                    format!(" (parts {:?} of {:?}, `{}`)", matched.parts, matched.place.local, line(place))
                });
                let pattern = line(pattern.full.clone());
                let head = format!("unpack {pattern}{} [{}] = ", type_text(ty.as_ref()), names.join(" "));
                self.code(&head, code, &place.unwrap_or_default());
                if let Some(otherwise) = otherwise {
                    self.inside(|this| this.code("else ", otherwise, ""));
                }
            }
            Step::Do(code, _) => self.code("do ", code, ""),
            Step::End(local) => self.line(&format!("end {local:?}")),
            Step::Receive(local) => self.line(&format!("receive {local:?}")),
            Step::Expect { early, .. } => {
                early.iter().for_each(|(local, _)| self.line(&format!("expect {local:?}")));
            }
            Step::Yield { point, code } => self.code(&format!("yield {point:?} "), code, ""),
        }
    }

    fn code(&mut self, head: &str, code: &Code, tail: &str) {
        let mut shown = Line::default();
        shown.code(code);
        self.line(&format!("{head}{}{tail}", shown.text));
        self.inside(|this| {
            for (number, node) in shown.nodes.iter().enumerate() {
                this.node(number + 1, node);
            }
        });
    }

    fn node(&mut self, number: usize, node: &Node) {
        match node {
            Node::Block(block) | Node::Chain(block) => {
                let label = block.label.clone().map(line).unwrap_or_default();
                self.line(format!("#{number} = block {label}").trim_end());
                self.inside(|this| this.block(block));
            }
            Node::Loop { label, body, own: _ } => {
                let label = label.clone().map(line).unwrap_or_default();
                self.line(format!("#{number} = loop {label}").trim_end());
                self.inside(|this| this.block(body));
            }
            Node::If { condition, then, otherwise, .. } => {
                match condition {
                    Condition::Code(code) => self.code(&format!("#{number} = if "), code, ""),
                    Condition::Block(block) => {
                        self.line(&format!("#{number} = if"));
                        self.inside(|this| this.block(block));
                    }
                }
                self.line("then");
                self.inside(|this| this.block(then));
                if let Some(otherwise) = otherwise {
                    self.line("else");
                    self.inside(|this| this.block(otherwise));
                }
            }
            Node::Match { scrutinee, place, arms, .. } => {
                let place = place.as_ref().map(|place| format!(" (place of {:?})", place.local));
                self.code(&format!("#{number} = match "), scrutinee, &place.unwrap_or_default());
                for arm in arms {
                    self.arm(arm);
                }
            }
        }
    }

    fn arm(&mut self, arm: &Arm) {
        let bound = |bindings: &[Binding]| {
            let names: Vec<String> =
                bindings.iter().map(|name| format!("{}={:?}", name.ident, name.local)).collect();
            names.join(" ")
        };
        let lent = arm.lent.as_ref().map(|lent| format!(" lent [{}]", bound(lent))).unwrap_or_default();
        let part = if arm.parts.is_empty() { String::new() } else { format!(" parts {:?}", arm.parts) };
        let pattern = line(arm.pattern.full.clone());
        self.line(&format!("arm {pattern} [{}]{lent}{part}", bound(&arm.carriers)));
        self.inside(|this| {
            match &arm.guard {
                Some(Guard::Code(code)) => this.code("guard ", code, ""),
                Some(Guard::Block(block)) => {
                    this.line("guard");
                    this.inside(|this| this.block(block));
                }
                None => {}
            }
            match &arm.body {
                ArmBody::Block(block) => this.block(block),
                ArmBody::Code(code) => this.code("plain ", code, ""),
            }
        });
    }
}

impl<'a> Line<'a> {
    fn code(&mut self, code: &'a Code) {
        code.pieces.iter().for_each(|piece| self.piece(piece));
    }

    fn piece(&mut self, piece: &'a Piece) {
        match piece {
            Piece::Tokens(tokens) => write_tokens(tokens.clone(), &mut self.text),
            Piece::Expected { code, .. } | Piece::Asked(_, code) | Piece::Believed { call: code, .. } => {
                self.code(code);
            }
            Piece::Group(delimiter, _, code) => {
                let (open, close) = delimiters(*delimiter);
                self.spaced(open);
                self.code(code);
                self.text.push_str(close);
            }
            Piece::Use { local, how, .. } => self.spaced(&format!("{}{local:?}", word_of(*how))),
            Piece::Part { local, projection, part, .. } => {
                self.spaced(&format!("part {part} {}", projected(*local, &projection.0)));
            }
            Piece::AssignPart { local, projection, value, .. } => {
                self.spaced(&format!("{} = ", projected(*local, &projection.0)));
                self.code(value);
            }
            Piece::Update(update) => {
                self.spaced(&format!("{} {{ ", line(update.path.clone())));
                for (member, value) in &update.fields {
                    self.spaced(&format!("{}: ", line(quote::quote!(#member))));
                    self.code(value);
                    self.text.push_str(", ");
                }
                let (part, place) = (update.part, projected(update.local, &update.projection.0));
                self.spaced(&format!("..part {part} {place} }}"));
            }
            Piece::Call(call) => self.call(call),
            Piece::Assign { local, value, .. } => {
                self.spaced(&format!("{local:?} = "));
                self.code(value);
            }
            Piece::Capture { captures, closure, .. } => {
                let captures: Vec<String> = captures
                    .iter()
                    .map(|captured| {
                        let how = match (captured.by_value, captured.exclusive) {
                            (true, _) => "move ",
                            (false, true) => "&mut ",
                            (false, false) => "&",
                        };
                        format!("{how}{:?}", captured.local)
                    })
                    .collect();
                self.spaced(&format!("[{}] ", captures.join(" ")));
                self.code(closure);
            }
            Piece::Await(point) => self.spaced(&format!("await {point:?}")),
            Piece::Resumed(point) => self.spaced(&format!("resumed {point:?}")),
            Piece::Side(local) => self.spaced(&format!("side of {local:?}")),
            Piece::Nest(node) => {
                self.nodes.push(node);
                let number = self.nodes.len();
                self.spaced(&format!("#{number}"));
            }
            Piece::Return(_, value) => {
                self.spaced("return ");
                if let Some(value) = value {
                    self.code(value);
                }
            }
            Piece::Question(_, value) => {
                self.spaced("(");
                self.code(value);
                self.text.push_str(")?");
            }
        }
    }

    fn call(&mut self, call: &'a Call) {
        let kind = match (call.part, call.plain) {
            (Some(part), _) => format!("part {part} "),
            (None, true) => String::from("usage "),
            (None, false) => String::new(),
        };
        let receiver = projected(call.local, &call.projection.0);
        self.spaced(&format!("{kind}{receiver}{}(", line(call.method.clone())));
        for (number, argument) in call.arguments.iter().enumerate() {
            if number > 0 {
                self.text.push_str(", ");
            }
            self.code(argument);
        }
        self.text.push(')');
    }

    fn spaced(&mut self, text: &str) {
        space_before(text, &mut self.text);
        self.text.push_str(text);
    }
}

fn projected(local: super::LocalId, projection: &TokenStream) -> String {
    line(projection.clone()).replace(super::Projection::BASE, &format!("{local:?}"))
}

fn type_text(ty: Option<&TokenStream>) -> String {
    ty.map(|ty| format!(": {}", line(ty.clone()))).unwrap_or_default()
}

/// Tokens on one line, with spaces about where a person would put them.
pub(crate) fn line(tokens: TokenStream) -> String {
    let mut text = String::new();
    write_tokens(tokens, &mut text);
    text
}

fn write_tokens(tokens: TokenStream, out: &mut String) {
    let mut joint = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = delimiters(group.delimiter());
                space_before(open, out);
                out.push_str(open);
                write_tokens(group.stream(), out);
                out.push_str(close);
                joint = false;
            }
            TokenTree::Punct(punct) => {
                let text = punct.as_char().to_string();
                if !joint {
                    space_before(&text, out);
                }
                out.push_str(&text);
                joint = punct.spacing() == proc_macro2::Spacing::Joint;
            }
            other => {
                let text = other.to_string();
                if !joint {
                    space_before(&text, out);
                }
                out.push_str(&text);
                joint = false;
            }
        }
    }
}

fn delimiters(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{ ", " }"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

/// A space between what is there and what comes next, if they would look glued together.
fn space_before(next: &str, out: &mut String) {
    let opens_call =
        next == "(" && out.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '!' || c == '>');
    let glued = out.is_empty()
        || out.ends_with([' ', '(', '[', '.', '&', '\''])
        || out.ends_with("::")
        || next.starts_with([',', ';', '.', '?'])
        || next == ":" && out.ends_with(|c: char| c.is_alphanumeric()) && !ends_with_keyword(out)
        || next == "!" && out.ends_with(|c: char| c.is_alphanumeric())
        || next == "[" && out.ends_with('!')
        || opens_call && !ends_with_keyword(out)
        || next.is_empty();
    if !glued {
        out.push(' ');
    }
}

fn ends_with_keyword(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(word, "if" | "match" | "in" | "return" | "let" | "break" | "else" | "while" | "move")
}

fn word_of(how: How) -> &'static str {
    match how {
        How::Place => "",
        How::Unknown => "macro ",
        How::Value => "move ",
        How::Captured | How::CapturedFields | How::Witnessed => "captured ",
        How::Bound => "bound ",
        How::Kept => "kept ",
        How::Owned => "owned ",
        How::Rebound(_) => "rebound ",
        How::Named | How::NamedStill => "name ",
    }
}
