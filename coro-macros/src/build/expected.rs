//! Values that wait for a suspension, and are made what the call around them expects.
//!
//! `client.query(text, &[&id, &name])` takes `&[&dyn ToSql]`, and `Job { run: if twice { Box::new(..) } else { Box::new(..) }, .. }` a
//! `Box<dyn Fn()>`. Where such a value has to outlive a suspension it is a temporary of its own; but then rustc would give it a type
//! before it looks at the call. So the call stands once more before the value is made, in code that never runs: there rustc learns what
//! it is to be. What comes later in the call is of the same types in both, and so is what the two calls give.

use super::Builder;
use super::closures::has_closure;
use crate::ir::{Code, How, LinkId, LocalId, Piece, Step};
use crate::syntax::macros;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Expr;
use syn::spanned::Spanned;

/// A temporary that a call is about to be given, or a reference to it.
pub(super) struct Early {
    local: LocalId,
    /// How many elements it has, if it is an array behind a reference.
    len: Option<usize>,
}

/// What is known of the type of an expression that is about to be lowered, from where it stands.
#[derive(Clone, Default)]
pub(super) enum Expects {
    #[default]
    Nothing,
    /// The expression around it may say something.
    Outside,
    Type(TokenStream),
}

impl Builder<'_> {
    /// Notes a temporary that is an array, if its elements may have to be converted.
    pub(super) fn note_array(&mut self, referent: &Expr, local: LocalId) {
        let Expr::Array(array) = referent else { return };
        let plain = |element: &Expr| matches!(element, Expr::Lit(_) | Expr::Binary(_) | Expr::Unary(_));
        if !array.elems.iter().all(plain) {
            self.note_early(local, Some(array.elems.len()));
        }
    }

    /// Notes a temporary whose value may be another one where its type is known.
    pub(super) fn note_early(&mut self, local: LocalId, len: Option<usize>) {
        // It is reached through a pointer, whose type can be told before there is a value.
        self.locals[local].by_usage = true;
        self.early.push(Early { local, len });
    }

    /// Lowers what may be given such values, and tells them what it expects.
    pub(super) fn with_expected(
        &mut self,
        expr: Expr,
        expects: &Expects,
        lower: impl FnOnce(&mut Self, Expr) -> Expr,
    ) -> Expr {
        let ty = match (expects, &expr) {
            (Expects::Type(ty), _) if may_tell(&expr) => Some(ty.clone()),
            (Expects::Outside, _) if passes_on(&expr) => return lower(self, expr),
            (_, Expr::Call(_) | Expr::MethodCall(_) | Expr::Struct(_)) => None,
            _ => return lower(self, expr),
        };
        let known = self.early.len();
        let lowered = lower(self, expr);
        let early = self.early.split_off(known);
        if early.is_empty() { lowered } else { self.expect(&lowered, early, ty) }
    }

    /// Lowers what a part is taken of, or a method is called on: rustc has to know its type there, and converts nothing in it.
    pub(super) fn unexpected(&mut self, lower: impl FnOnce(&mut Self) -> Expr) -> Expr {
        let known = self.early.len();
        let lowered = lower(self);
        self.early.truncate(known);
        lowered
    }

    fn expect(&mut self, lowered: &Expr, mut early: Vec<Early>, ty: Option<TokenStream>) -> Expr {
        let (span, closures) = (lowered.span(), has_closure(lowered));
        let mut code = self.finish(lowered);
        // Each copy of a closure would be of a type of its own, and so would be what the call gives.
        let alike = !closures && !captures(&code);
        // If it stands in another block, what is given it stands there too.
        let steps = self.steps.last().map_or(&[][..], Vec::as_slice);
        early.retain(|early| {
            (alike || early.len.is_some()) && steps.iter().any(|step| makes(step, early.local))
        });
        let first = steps.iter().position(|step| early.iter().any(|early| makes(step, early.local)));
        let link = self.new_link();
        let least =
            early.iter().map(|early| early.local).min().filter(|local| !looks_into_later(&code, *local));
        if let (Some(at), Some(local)) = (first, least) {
            self.link_later(&mut code, local);
            let early = early.into_iter().map(|early| (early.local, early.len)).collect();
            let step = Step::Expect { early, ty, link: alike.then_some(link), code: code.clone() };
            self.steps.last_mut().into_iter().for_each(|steps| steps.insert(at, step.clone()));
        }
        self.hole(Piece::Expected { link, code: Box::new(code) }, span)
    }

    /// What is not there yet when the value is made has the type that it has in the end.
    fn link_later(&mut self, code: &mut Code, early: LocalId) {
        for piece in &mut code.pieces {
            let is_later = match piece {
                Piece::Await(_) | Piece::Resumed(_) | Piece::Nest(_) => true,
                Piece::Use { local, how: How::Value, .. } | Piece::Part { local, .. } => *local > early,
                Piece::Call(call) => call.local > early,
                Piece::Tokens(_)
                | Piece::Group(..)
                | Piece::Use { .. }
                | Piece::AssignPart { .. }
                | Piece::Update(_)
                | Piece::Assign { .. }
                | Piece::Capture { .. }
                | Piece::Side(_)
                | Piece::Expected { .. }
                | Piece::Asked(..)
                | Piece::Believed { .. }
                | Piece::Return(..)
                | Piece::Question(..) => false,
            };
            if is_later {
                let link = self.new_link();
                let later = std::mem::replace(piece, Piece::Tokens(TokenStream::new()));
                *piece = Piece::Expected { link, code: Box::new(Code { pieces: vec![later], inner: false }) };
                continue;
            }
            match piece {
                Piece::Group(_, _, code) => self.link_later(code, early),
                Piece::Question(_, code) | Piece::Believed { call: code, .. } => self.link_later(code, early),
                Piece::Call(call) => call.arguments.iter_mut().for_each(|code| self.link_later(code, early)),
                _ => {}
            }
        }
    }

    fn new_link(&mut self) -> LinkId {
        self.n_links += 1;
        crate::index::Id::new(self.n_links - 1)
    }
}

/// Whether the value of an operand depends on the type that is expected of it, for what is converted lies inside of it.
pub(super) fn is_shaped(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => is_shaped(&paren.expr),
        Expr::Group(group) => is_shaped(&group.expr),
        Expr::If(branch) => {
            let otherwise = branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise);
            tail_of(&branch.then_branch).is_some_and(is_converted) || otherwise.is_some_and(is_converted)
        }
        Expr::Match(branch) => branch.arms.iter().any(|arm| is_converted(&arm.body)),
        Expr::Block(block) => tail_of(&block.block).is_some_and(is_shaped),
        Expr::Unsafe(block) => tail_of(&block.block).is_some_and(is_shaped),
        Expr::Tuple(tuple) => tuple.elems.iter().any(is_converted),
        Expr::Array(array) => array.elems.iter().any(is_converted),
        Expr::Call(call) => is_constructor(call) && call.args.iter().any(is_converted),
        Expr::Macro(mac) => macros::elements_of_vec(&mac.mac).iter().any(is_converted),
        _ => false,
    }
}

/// Whether a call's first argument is what its closure is given: of the type that it has by itself, and which that has to be known by.
pub(super) fn is_accumulated(method: &TokenStream) -> bool {
    const ACCUMULATES: [&str; 5] = ["fold", "rfold", "scan", "try_fold", "try_rfold"];
    // `.fold`; with a turbofish, it may be another.
    let words: Vec<_> = method.clone().into_iter().skip(1).take(2).map(|token| token.to_string()).collect();
    matches!(words.as_slice(), [name] if ACCUMULATES.contains(&name.as_str()))
}

/// Whether it may be made another type's where that is expected: a reference (`b".."` is one to an array), a box, a closure.
fn is_converted(expr: &Expr) -> bool {
    match expr {
        Expr::Reference(_) | Expr::Closure(_) => true,
        Expr::Lit(literal) => matches!(literal.lit, syn::Lit::ByteStr(_)),
        Expr::Call(call) => is_constructor(call),
        Expr::Path(path) => path.path.get_ident().is_some(),
        Expr::Block(block) => tail_of(&block.block).is_some_and(is_converted),
        _ => is_shaped(expr),
    }
}

fn tail_of(block: &syn::Block) -> Option<&Expr> {
    match block.stmts.last() {
        Some(syn::Stmt::Expr(tail, None)) => Some(tail),
        _ => None,
    }
}

/// `Some(..)`, or `Box::new(..)`.
fn is_constructor(call: &syn::ExprCall) -> bool {
    let Expr::Path(path) = &*call.func else { return false };
    let capital = |segment: &syn::PathSegment| segment.ident.to_string().starts_with(char::is_uppercase);
    let mut segments = path.path.segments.iter().rev();
    segments
        .next()
        .is_some_and(|last| capital(last) || last.ident == "new" && segments.next().is_some_and(capital))
}

/// Whether what is expected of it, is expected of what is in it.
fn passes_on(expr: &Expr) -> bool {
    match expr {
        Expr::Call(call) => is_constructor(call),
        Expr::Tuple(_) | Expr::Array(_) | Expr::Macro(_) => true,
        _ => false,
    }
}

/// Whether a type that is expected of it may say something of what is in it.
fn may_tell(expr: &Expr) -> bool {
    passes_on(expr) || matches!(expr, Expr::Call(_) | Expr::MethodCall(_) | Expr::Struct(_))
}

/// Whether a closure in the code captures a local.
fn captures(code: &Code) -> bool {
    code.pieces.iter().any(|piece| match piece {
        Piece::Capture { .. } => true,
        Piece::Group(_, _, code) => captures(code),
        Piece::Question(_, code)
        | Piece::Expected { code, .. }
        | Piece::Believed { call: code, .. }
        | Piece::Asked(_, code) => captures(code),
        Piece::Call(call) => call.arguments.iter().any(captures),
        Piece::Tokens(_)
        | Piece::Use { .. }
        | Piece::Part { .. }
        | Piece::AssignPart { .. }
        | Piece::Update(_)
        | Piece::Assign { .. }
        | Piece::Await(_)
        | Piece::Resumed(_)
        | Piece::Side(_)
        | Piece::Nest(_)
        | Piece::Return(..) => false,
    })
}

/// Whether something is looked for in a local that is made later than another one, or either is the operand of `!` or the like: its type
/// has to be known there.
fn looks_into_later(code: &Code, early: LocalId) -> bool {
    let is_into = |next: Option<&Piece>| match next {
        Some(Piece::Group(Delimiter::Bracket, ..)) => true,
        Some(Piece::Tokens(tokens)) => match tokens.clone().into_iter().next() {
            Some(TokenTree::Punct(punct)) => punct.as_char() == '.',
            Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Bracket,
            _ => false,
        },
        _ => false,
    };
    let is_operand = |at: usize| is_operand(&code.pieces[..at]);
    code.pieces.iter().enumerate().any(|(at, piece)| match piece {
        Piece::Use { local, .. } => {
            *local > early && is_into(code.pieces.get(at + 1)) || *local >= early && is_operand(at)
        }
        Piece::Group(_, _, code) => looks_into_later(code, early),
        Piece::Question(_, code) | Piece::Believed { call: code, .. } => looks_into_later(code, early),
        Piece::Call(call) => call.arguments.iter().any(|code| looks_into_later(code, early)),
        Piece::Tokens(_)
        | Piece::Part { .. }
        | Piece::AssignPart { .. }
        | Piece::Update(_)
        | Piece::Assign { .. }
        | Piece::Capture { .. }
        | Piece::Await(_)
        | Piece::Resumed(_)
        | Piece::Side(_)
        | Piece::Nest(_)
        | Piece::Expected { .. }
        | Piece::Asked(..)
        | Piece::Return(..) => false,
    })
}

/// Whether what follows the pieces is the operand of `!`, `-` or `*`.
fn is_operand(before: &[Piece]) -> bool {
    let Some((Piece::Tokens(tokens), ahead)) = before.split_last() else { return false };
    let mut last = None;
    let mut ahead_of_last = !ahead.is_empty();
    for token in tokens.clone() {
        // Behind a value, it stands between two operands.
        ahead_of_last = last.as_ref().map_or(ahead_of_last, |token| !matches!(token, TokenTree::Punct(_)));
        last = Some(token);
    }
    matches!(last, Some(TokenTree::Punct(sign)) if "!-*".contains(sign.as_char()) && !ahead_of_last)
}

/// Whether the step gives the local its value.
fn makes(step: &Step, sought: LocalId) -> bool {
    match step {
        Step::Let { local, .. } => *local == sought,
        Step::Do(Code { pieces, .. }, _) => {
            matches!(pieces.as_slice(), [Piece::Assign { local, .. }] if *local == sought)
        }
        Step::Declare { .. }
        | Step::Unpack { .. }
        | Step::End(_)
        | Step::Receive(_)
        | Step::Yield { .. }
        | Step::Expect { .. } => false,
    }
}
