//! Derives the invariants of [`Body`], [`Facts`] and [`Frame`] again, in another way than the passes do.
//!
//! Takes all three, gives nothing; panics if one does not hold. Runs in this project's tests only: a machine that is
//! made of broken data would be unsound, and no test of its behaviour is sure to see it.
//!
//! - Points are numbered in the order of the tree, and each stands there once.
//! - A step suspends in one piece at most, and nothing that has an effect is evaluated before that piece.
//! - A local is declared before it is used, in a scope that the use is in; so is the future of a point.
//! - An ordinary variable of the resume closure is used in the segment that declares it only.
//! - What a point holds is in scope there.
//! - What a point holds, and what has a flag, has a slot; what is held together does not lie over each other.
//! - What one call decides about is above or below what it is held with, unless only one of the two is there.
//! - Edges of the flow lead to blocks that exist.

mod remains;
mod resumed;
mod slots;

use crate::analysis::{Class, Facts};
use crate::frame::Frame;
use crate::index::Id;
use crate::ir::{
    Arm, ArmBody, Block, Body, Code, Condition, Guard, How, LocalId, Node, Origin, Piece, PointId, Step,
};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Checks everything that code generation relies on.
pub(crate) fn validate(body: &Body, facts: &Facts, frame: &Frame) {
    let broken = [flow(body), tree(body, facts), slots::check(body, facts, frame)];
    if let Some(what) = broken.into_iter().find_map(Result::err) {
        panic!("bug in coro-macros: {what}\n\n{}", body.dump());
    }
}

type Checked = Result<(), String>;

fn ensure(holds: bool, message: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(message()) }
}

fn flow(body: &Body) -> Checked {
    let blocks = &body.flow.blocks;
    ensure(body.flow.entry.index() < blocks.len(), || String::from("the flow has no entry"))?;
    for (id, block) in blocks.iter() {
        for target in &block.targets {
            ensure(target.index() < blocks.len(), || {
                format!("{id:?} leads to {target:?}, which does not exist")
            })?;
        }
    }
    Ok(())
}

/// Everything about the tree.
fn tree(body: &Body, facts: &Facts) -> Checked {
    let outside = |local: &LocalId| matches!(body.locals[*local].origin, Origin::Param | Origin::Outer);
    let scopes = vec![body.locals.ids().filter(outside).map(|local| (local, None)).collect()];
    let mut walk = Walk { body, facts, scopes, next_point: 0, segments: Vec::new(), n_segments: 0 };
    walk.block(&body.root)?;
    ensure(walk.next_point == body.points.len(), || {
        format!("{} points are in the tree, {} there are", walk.next_point, body.points.len())
    })
}

/// A walk over the tree in the order of the generated code.
struct Walk<'a> {
    body: &'a Body,
    facts: &'a Facts,
    /// The locals in scope, and the segment that declares them, if it is one that a resume may skip.
    scopes: Vec<Vec<(LocalId, Option<usize>)>>,
    next_point: usize,
    /// The segments that the walk is in, innermost last.
    segments: Vec<usize>,
    n_segments: usize,
}

impl Walk<'_> {
    fn declare(&mut self, local: LocalId) {
        let segment = self.segments.last().copied();
        if let Some(scope) = self.scopes.last_mut() {
            scope.push((local, segment));
        }
    }

    fn is_in_scope(&self, local: LocalId) -> bool {
        self.scopes.iter().flatten().any(|(declared, _)| *declared == local)
    }

    fn mention(&self, local: LocalId) -> Checked {
        let found = self.scopes.iter().rev().flatten().rev().find(|(declared, _)| *declared == local);
        let Some((_, segment)) = found else {
            return Err(format!("{local:?} is used where it is not in scope"));
        };
        let reached = segment.is_none_or(|segment| self.segments.contains(&segment));
        ensure(reached || self.facts.class[local] != Class::Native, || {
            format!("{local:?} is an ordinary variable, and used in another segment than it is declared in")
        })
    }

    /// A block, cut as code generation cuts it: a step that suspends begins a segment, and the last one cannot be
    /// skipped unless the block's value suspends.
    fn block(&mut self, block: &Block) -> Checked {
        self.scopes.push(Vec::new());
        let starts: Vec<bool> = block.steps.iter().map(step_suspends).collect();
        let value_suspends = block.value.as_ref().is_some_and(code_suspends);
        let last_start = starts.iter().rposition(|start| *start);
        let depth = self.segments.len();
        for (number, step) in block.steps.iter().enumerate() {
            resumed::check(step, &block.steps[number + 1..], block.value.as_ref())?;
            if number == 0 || starts[number] {
                self.segments.truncate(depth);
                let can_be_skipped = value_suspends || last_start.is_some_and(|last| number < last);
                if can_be_skipped {
                    self.segments.push(self.n_segments);
                    self.n_segments += 1;
                }
            }
            self.step(step)?;
        }
        self.segments.truncate(depth);
        if let Some(value) = &block.value {
            self.suspending_code(value)?;
        }
        self.scopes.pop();
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Checked {
        match step {
            Step::Let { local, code, .. } => {
                self.suspending_code(code)?;
                self.declare(*local);
            }
            Step::Declare { local, .. } | Step::Receive(local) => self.declare(*local),
            Step::Unpack { code, place, bindings, otherwise, .. } => {
                self.suspending_code(code)?;
                if let Some(matched) = place {
                    self.mention(matched.place.local)?;
                }
                if let Some(otherwise) = otherwise {
                    ensure(!code_suspends(otherwise), || {
                        String::from("the else block of a pattern suspends")
                    })?;
                    self.code(otherwise)?;
                }
                for binding in bindings {
                    self.declare(binding.local);
                }
            }
            Step::Do(code, _) => self.suspending_code(code)?,
            // Nothing is generated for a local that is known to be gone.
            Step::End(local) if self.facts.ends_alive.contains(*local) => self.mention(*local)?,
            Step::End(_) | Step::Expect { .. } => {}
            Step::Yield { code, .. } => self.suspending_code(code)?,
        }
        Ok(())
    }

    /// Code that may suspend: in one piece, that comes first.
    fn suspending_code(&mut self, code: &Code) -> Checked {
        let (mut effects, mut suspensions) = (None, 0);
        leads(code, &mut effects, &mut suspensions)?;
        ensure(suspensions <= 1, || format!("{suspensions} pieces of one step suspend"))?;
        self.code(code)
    }

    fn code(&mut self, code: &Code) -> Checked {
        code.pieces.iter().try_for_each(|piece| self.piece(piece))
    }

    fn piece(&mut self, piece: &Piece) -> Checked {
        match piece {
            Piece::Tokens(_) => Ok(()),
            Piece::Group(_, _, code) => self.code(code),
            Piece::Use { local, .. } | Piece::Part { local, .. } => self.mention(*local),
            // Where a value is about to be.
            Piece::Side(_) => Ok(()),
            Piece::AssignPart { local, value, .. } | Piece::Assign { local, value, .. } => {
                self.code(value)?;
                self.mention(*local)
            }
            Piece::Update(update) => {
                update.fields.iter().try_for_each(|(_, value)| self.code(value))?;
                self.mention(update.local)
            }
            Piece::Call(call) => {
                call.arguments.iter().try_for_each(|argument| self.code(argument))?;
                self.mention(call.local)
            }
            Piece::Capture { captures, closure, .. } => {
                captures.iter().try_for_each(|captured| self.mention(captured.local))?;
                self.code(closure)
            }
            Piece::Await(point) | Piece::Resumed(point) => self.point(*point),
            Piece::Nest(node) => self.node(node),
            Piece::Return(_, value) => value.iter().try_for_each(|value| self.code(value)),
            Piece::Question(_, value)
            | Piece::Expected { code: value, .. }
            | Piece::Believed { call: value, .. }
            | Piece::Asked(_, value) => self.code(value),
        }
    }

    fn point(&mut self, point: PointId) -> Checked {
        ensure(point.index() == self.next_point, || {
            format!("{point:?} stands where point {} is to stand", self.next_point)
        })?;
        self.next_point += 1;
        for (held, _) in &self.facts.held[point] {
            ensure(self.is_in_scope(*held), || {
                format!("{held:?} is held at {point:?}, and not in scope there")
            })?;
        }
        self.body.points[point].future.map_or(Ok(()), |future| self.mention(future))
    }

    fn node(&mut self, node: &Node) -> Checked {
        match node {
            Node::Block(block) | Node::Chain(block) | Node::Loop { body: block, .. } => self.block(block),
            Node::If { condition, then, otherwise, .. } => {
                match condition {
                    Condition::Code(code) => self.suspending_code(code)?,
                    Condition::Block(block) => self.block(block)?,
                }
                self.block(then)?;
                otherwise.iter().try_for_each(|otherwise| self.block(otherwise))
            }
            Node::Match { scrutinee, place, arms, .. } => {
                if let Some(place) = place {
                    self.mention(place.local)?;
                }
                self.suspending_code(scrutinee)?;
                self.scopes.push(Vec::new());
                let lent = arms.iter().flat_map(|arm| arm.lent.iter().flatten());
                let bound = lent.chain(arms.iter().flat_map(|arm| &arm.carriers));
                bound.for_each(|carrier| self.declare(carrier.local));
                // Guards are asked before any body is run.
                arms.iter().try_for_each(|arm| self.guard(arm))?;
                for arm in arms {
                    match &arm.body {
                        ArmBody::Block(block) => self.block(block)?,
                        ArmBody::Code(code) => {
                            ensure(!code_suspends(code), || {
                                String::from("the body of a plain arm suspends")
                            })?;
                            self.code(code)?;
                        }
                    }
                }
                self.scopes.pop();
                Ok(())
            }
        }
    }

    fn guard(&mut self, arm: &Arm) -> Checked {
        match &arm.guard {
            Some(Guard::Code(code)) => {
                ensure(!code_suspends(code), || String::from("a plain guard suspends"))?;
                self.code(code)
            }
            Some(Guard::Block(block)) => self.block(block),
            None => Ok(()),
        }
    }
}

fn step_suspends(step: &Step) -> bool {
    resumed::step_code(step).is_some_and(code_suspends)
}

fn code_suspends(code: &Code) -> bool {
    code.pieces.iter().any(piece_suspends)
}

fn piece_suspends(piece: &Piece) -> bool {
    match piece {
        Piece::Tokens(_) | Piece::Use { .. } | Piece::Part { .. } | Piece::Side(_) => false,
        Piece::Await(_) | Piece::Resumed(_) => true,
        Piece::Group(_, _, code) => code_suspends(code),
        Piece::Update(update) => update.fields.iter().any(|(_, value)| code_suspends(value)),
        Piece::Call(call) => call.arguments.iter().any(code_suspends),
        Piece::AssignPart { value, .. } | Piece::Assign { value, .. } => code_suspends(value),
        Piece::Question(_, code) | Piece::Believed { call: code, .. } => code_suspends(code),
        Piece::Capture { closure: code, .. } | Piece::Expected { code, .. } | Piece::Asked(_, code) => {
            code_suspends(code)
        }
        Piece::Return(_, value) => value.as_deref().is_some_and(code_suspends),
        Piece::Nest(node) => node_suspends(node),
    }
}

fn block_suspends(block: &Block) -> bool {
    block.steps.iter().any(step_suspends) || block.value.as_ref().is_some_and(code_suspends)
}

fn node_suspends(node: &Node) -> bool {
    let head = match node {
        Node::Match { scrutinee, .. } => code_suspends(scrutinee),
        Node::If { condition: Condition::Code(code), .. } => code_suspends(code),
        Node::Block(_) | Node::Chain(_) | Node::If { .. } | Node::Loop { .. } => false,
    };
    head || node.blocks().into_iter().any(block_suspends)
}

/// Walks code in the order of evaluation up to the piece that suspends; `effects` is what was evaluated so far that a
/// resume must not do again.
fn leads(code: &Code, effects: &mut Option<String>, suspensions: &mut usize) -> Checked {
    for piece in &code.pieces {
        match piece {
            Piece::Await(_) | Piece::Resumed(_) | Piece::Nest(_) if piece_suspends(piece) => {
                *suspensions += 1;
                if let Some(effect) = effects {
                    return Err(format!("{effect} is evaluated in the same step before a suspension"));
                }
            }
            Piece::Group(_, _, code) => leads(code, effects, suspensions)?,
            Piece::Question(_, code)
            | Piece::Expected { code, .. }
            | Piece::Believed { call: code, .. }
            | Piece::Asked(_, code) => {
                leads(code, effects, suspensions)?;
            }
            Piece::Assign { value: code, .. } | Piece::AssignPart { value: code, .. } => {
                leads(code, effects, suspensions)?;
            }
            Piece::Update(update) => {
                update.fields.iter().try_for_each(|(_, value)| leads(value, effects, suspensions))?;
                effects.get_or_insert_with(|| format!("the rest of {:?}", update.local));
            }
            Piece::Call(call) => {
                call.arguments.iter().try_for_each(|argument| leads(argument, effects, suspensions))?;
                effects.get_or_insert_with(|| format!("a call on {:?}", call.local));
            }
            Piece::Return(_, value) => {
                value.iter().try_for_each(|value| leads(value, effects, suspensions))?;
            }
            Piece::Use { local, how: How::Value, .. } | Piece::Part { local, .. } => {
                effects.get_or_insert_with(|| format!("the value of {local:?}"));
            }
            Piece::Capture { .. } => {
                effects.get_or_insert_with(|| String::from("a closure"));
            }
            Piece::Tokens(tokens) if assigns(tokens.clone()) => *effects = None,
            Piece::Tokens(tokens) => {
                if calls(tokens.clone()) {
                    effects.get_or_insert_with(|| format!("`{tokens}`"));
                }
            }
            Piece::Use { .. } | Piece::Side(_) | Piece::Await(_) | Piece::Resumed(_) | Piece::Nest(_) => {}
        }
    }
    Ok(())
}

/// Whether there is an assignment in the tokens: what stands before it is evaluated after what follows.
fn assigns(tokens: TokenStream) -> bool {
    let text: Vec<TokenTree> = tokens.into_iter().collect();
    let is =
        |at: usize, c: char| matches!(text.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == c);
    (0..text.len()).any(|at| {
        let compared = at > 0 && (is(at - 1, '=') || is(at - 1, '!') || is(at - 1, '<') || is(at - 1, '>'));
        let shifted = at > 1 && (is(at - 1, '<') && is(at - 2, '<') || is(at - 1, '>') && is(at - 2, '>'));
        is(at, '=') && !is(at + 1, '=') && !is(at + 1, '>') && (!compared || shifted)
    })
}

/// Whether there is a complete call of a function in the tokens; constructors have no effect.
fn calls(tokens: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_label =
        |at: usize| at > 0 && matches!(&tokens[at - 1], TokenTree::Punct(punct) if punct.as_char() == '\'');
    tokens.windows(2).enumerate().any(|(at, pair)| match pair {
        [TokenTree::Ident(name), TokenTree::Group(group)] => {
            let name = name.to_string();
            let keyword =
                matches!(name.as_str(), "if" | "match" | "while" | "in" | "return" | "break" | "as" | "move");
            group.delimiter() == Delimiter::Parenthesis
                && !keyword
                && !is_label(at)
                && name.starts_with(|c: char| c.is_lowercase() || c == '_')
        }
        _ => false,
    })
}
