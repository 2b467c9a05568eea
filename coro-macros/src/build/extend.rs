//! Temporaries whose life a `let` extends: they become locals of the block (Reference, "Temporary lifetime extension").

use super::expected::Expects;
use super::names::Meaning;
use super::parts_of_values::is_part_of_value;
use super::temporaries::makes_temporaries;
use super::{Builder, Want, ours};
use crate::ir::{Event, LocalId, Origin, Step, Words, mutable};
use crate::syntax::edition::Edition;
use crate::syntax::macros;
use crate::syntax::suspends::{is_constructor, is_place, is_promoted, is_pure};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Expr, Pat, Stmt, Token, UnOp};

impl Builder<'_> {
    /// `let x = &value;`: the value lives as long as `x`, so it becomes a local of the block. So does what a pattern refers
    /// to by `ref`.
    pub(super) fn extend_temporaries(&mut self, init: Expr, pat: &Pat) -> Expr {
        let Referred { any, mutability } = Referred::by(pat);
        if any && extends_operand(&init, mutability) {
            return self.extend_operand(init, mutability);
        }
        self.extend(init)
    }

    fn extend(&mut self, init: Expr) -> Expr {
        match init {
            Expr::Reference(mut reference) => {
                *reference.expr = self.extend_operand(*reference.expr, reference.mutability);
                Expr::Reference(reference)
            }
            Expr::Macro(mac) if macros::is_pin(&mac.mac) => match macros::pinned(&mac.mac) {
                Some(pinned) => {
                    let pinned = self.extend(pinned);
                    let place = self.extended(pinned);
                    let private = &self.private;
                    syn::parse_quote!(#private::Pin::new_unchecked(&mut #place))
                }
                None => Expr::Macro(mac),
            },
            Expr::Paren(paren) => self.extend(*paren.expr),
            Expr::Cast(mut cast) if extends(&cast.expr) => {
                *cast.expr = self.extend(*cast.expr);
                Expr::Cast(cast)
            }
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) if extends(&init) => {
                let mut init = init;
                self.extend_tails(&mut init);
                init
            }
            mut init if extends(&init) => {
                self.extend_parts(parts_mut(&mut init));
                init
            }
            init => init,
        }
    }

    /// The parts of an expression in the order in which they are evaluated.
    fn extend_parts(&mut self, parts: Vec<&mut Expr>) {
        let last = parts.iter().rposition(|part| extends(part));
        for (number, part) in parts.into_iter().enumerate() {
            let value = part.clone();
            if extends(&value) {
                *part = self.extend(value);
            } else if last.is_some_and(|last| number < last) && !is_pure(&value, |_| true) {
                // It comes before a temporary that is made here and now.
                *part = match self.extends_from {
                    Some(_) => self.inside_extension(|this| this.settled_value(value, true)),
                    None => self.extended(value),
                };
            }
        }
    }

    /// What is behind `&`: the value that it, or a part of it, is.
    fn extend_operand(&mut self, operand: Expr, mutability: Option<Token![mut]>) -> Expr {
        if self.is_static(&operand, mutability) {
            return operand;
        }
        let lasts = self.may_last(&operand, mutability).then(|| operand.clone());
        let place = self.extend_part(operand);
        match lasts {
            Some(referent) => self.lasting(&referent, &place),
            None => place,
        }
    }

    fn extend_part(&mut self, operand: Expr) -> Expr {
        match operand {
            Expr::Field(mut field) => {
                *field.base = self.extend_base(*field.base);
                Expr::Field(field)
            }
            Expr::Index(mut index) => {
                *index.expr = self.extend_base(*index.expr);
                Expr::Index(index)
            }
            Expr::Unary(mut unary) if matches!(unary.op, UnOp::Deref(_)) => {
                *unary.expr = self.extend_base(*unary.expr);
                Expr::Unary(unary)
            }
            Expr::Paren(paren) => self.extend_part(*paren.expr),
            operand if is_place(&operand) => operand,
            operand => {
                let value = self.extend(operand);
                self.extended(value)
            }
        }
    }

    /// Of a value of which a part is referred to only that part lives on, and nothing that it refers to; but for a reference itself.
    fn extend_base(&mut self, base: Expr) -> Expr {
        match base {
            Expr::Field(_) | Expr::Index(_) | Expr::Unary(_) | Expr::Paren(_) | Expr::Reference(_) => {
                self.extend_part(base)
            }
            base if is_place(&base) => base,
            base => self.extended(base),
        }
    }

    fn extended(&mut self, value: Expr) -> Expr {
        let ty = self.extended_type.take();
        let (span, known) = (value.span(), self.known(&value));
        let (name, ident) = self.extended_name(&value);
        let local = match self.extends_from {
            Some(_) => self.extended_beside(value, &name, ty),
            None => self.statement(|this| {
                this.expects = ty.clone().map_or(Expects::Nothing, Expects::Type);
                let value = this.lower(value, Want::Value, true);
                let local = this.new_local(name.clone(), Origin::Temporary);
                this.stand_where(local, &value);
                let code = this.finish(&value);
                let ident = ours(&name, span);
                this.bind((local, &ident), Some(mutable()), ty, code);
                this.event(Event::Init(local));
                local
            }),
        };
        self.note(local, known);
        self.names.declare(&ident, Meaning::Local(local));
        self.extended.push(ident.clone());
        syn::parse_quote!(#ident)
    }

    /// The same where other parts of the statement are evaluated behind it: what is temporary in the value lives as long as they do. The
    /// extended value outlives that, and so it is declared before.
    fn extended_beside(&mut self, value: Expr, name: &str, ty: Option<TokenStream>) -> LocalId {
        let ident = ours(name, value.span());
        self.expects = ty.clone().map_or(Expects::Nothing, Expects::Type);
        let value = self.inside_extension(|this| this.lower(value, Want::Value, true));
        let local = self.new_local(name, Origin::Temporary);
        self.locals[local].crosses = true;
        self.stand_where(local, &value);
        if let (Some(at), Some(steps)) = (&mut self.extends_from, self.steps.last_mut()) {
            let (ident, mutable) = (ident.clone(), Some(mutable()));
            steps.insert(*at, Step::Declare { local, ident, mutable, ty, words: Words::ours() });
            *at += 1;
        }
        let assign = self.assign_local(local, ident, <Token![=]>::default(), &value);
        let code = self.finish(&assign);
        self.step(Step::Do(code, self.words));
        local
    }

    /// A part of what a `let` is given. Statements inside of it are others.
    fn inside_extension<T>(&mut self, part: impl FnOnce(&mut Self) -> T) -> T {
        let (hold, from) = (std::mem::replace(&mut self.hold, true), self.extends_from.take());
        let result = part(self);
        (self.hold, self.extends_from) = (hold, from);
        result
    }

    fn extended_name(&self, value: &Expr) -> (String, Ident) {
        let name = format!("extended{}", self.locals.len());
        let ident = ours(&name, value.span());
        (name, ident)
    }

    /// The last words of branches and blocks: what they refer to is declared before the whole, and gets its value there.
    fn extend_tails(&mut self, expr: &mut Expr) {
        match expr {
            Expr::If(branch) => {
                self.extend_tail_of(&mut branch.then_branch);
                if let Some((_, otherwise)) = &mut branch.else_branch {
                    self.extend_tails(otherwise);
                }
            }
            Expr::Match(branch) => branch.arms.iter_mut().for_each(|arm| self.extend_tails(&mut arm.body)),
            Expr::Block(block) if extends(&Expr::Block(block.clone())) => {
                self.extend_tail_of(&mut block.block);
            }
            Expr::Reference(reference) if extends_reference(reference) => {
                let referent = (*reference.expr).clone();
                let (ident, value) = self.declare_extended(&mut reference.expr);
                if self.may_last(&referent, reference.mutability) {
                    *reference.expr = self.lasting(&referent, &reference.expr);
                }
                *expr = syn::parse_quote!({ #ident = #value; #expr });
            }
            Expr::Macro(mac) if macros::is_pin(&mac.mac) => {
                if let Some(mut pinned) = macros::pinned(&mac.mac) {
                    let (ident, value) = self.declare_extended(&mut pinned);
                    let private = &self.private;
                    *expr = syn::parse_quote!({ #ident = #value; #private::Pin::new_unchecked(&mut #ident) });
                }
            }
            Expr::Paren(paren) => self.extend_tails(&mut paren.expr),
            Expr::Cast(cast) => self.extend_tails(&mut cast.expr),
            expr if extends(expr) => parts_mut(expr).into_iter().for_each(|part| self.extend_tails(part)),
            _ => {}
        }
    }

    fn extend_tail_of(&mut self, block: &mut syn::Block) {
        if let Some(Stmt::Expr(tail, None)) = block.stmts.last_mut() {
            self.extend_tails(tail);
        }
    }

    /// Declares a local for the value that is referred to, or of which a part is; its name, which takes the place of the
    /// value, and the value.
    fn declare_extended(&mut self, operand: &mut Expr) -> (Ident, Expr) {
        match operand {
            Expr::Field(field) => return self.declare_extended(&mut field.base),
            Expr::Index(index) => return self.declare_extended(&mut index.expr),
            Expr::Paren(paren) => return self.declare_extended(&mut paren.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
                return self.declare_extended(&mut unary.expr);
            }
            _ => {}
        }
        let (name, ident) = self.extended_name(operand);
        let local: LocalId = self.new_local(name.clone(), Origin::User(None));
        self.locals[local].crosses = true;
        self.names.declare(&ident, Meaning::Local(local));
        self.step(Step::Declare {
            local,
            ident: ident.clone(),
            mutable: Some(mutable()),
            ty: None,
            words: self.words,
        });
        let mut value = std::mem::replace(operand, syn::parse_quote!(#ident));
        self.extend_tails(&mut value);
        (ident, value)
    }
}

/// Whether a `let` of the expression extends the life of a temporary while other parts are evaluated behind it, and there may be other
/// temporaries, which live to the end of the statement.
pub(super) fn extends_beside_others(init: &Expr, edition: Edition) -> bool {
    extends(init) && n_parts(init) > 1 && makes_temporaries(init, edition)
}

/// How many parts of such an expression are evaluated one after the other; none that has no effect.
fn n_parts(expr: &Expr) -> usize {
    match expr {
        Expr::Reference(reference) => n_parts_of_operand(&reference.expr),
        Expr::Paren(paren) => n_parts(&paren.expr),
        Expr::Cast(cast) => n_parts(&cast.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().map(n_parts).sum(),
        Expr::Array(array) => array.elems.iter().map(n_parts).sum(),
        Expr::Struct(literal) => {
            let fields = literal.fields.iter().map(|field| n_parts(&field.expr));
            fields.chain(literal.rest.as_deref().map(n_parts)).sum()
        }
        Expr::Call(call) if is_constructor(&call.func) => call.args.iter().map(n_parts).sum(),
        expr => usize::from(!is_pure(expr, |_| false)),
    }
}

/// The same of what is behind `&`.
fn n_parts_of_operand(operand: &Expr) -> usize {
    match operand {
        Expr::Field(field) => n_parts_of_operand(&field.base),
        Expr::Index(index) => n_parts_of_operand(&index.expr) + n_parts(&index.index),
        Expr::Unary(unary) => n_parts_of_operand(&unary.expr),
        Expr::Paren(paren) => n_parts_of_operand(&paren.expr),
        operand if extends(operand) => n_parts(operand),
        operand => usize::from(!is_pure(operand, |_| false)),
    }
}

/// Whether a `let` of the expression extends the life of a temporary in it.
fn extends(expr: &Expr) -> bool {
    match expr {
        Expr::Reference(reference) => extends_reference(reference),
        Expr::Macro(mac) => macros::is_pin(&mac.mac),
        Expr::Paren(paren) => extends(&paren.expr),
        Expr::Cast(cast) => extends(&cast.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().any(extends),
        Expr::Array(array) => array.elems.iter().any(extends),
        Expr::Struct(literal) => literal.fields.iter().any(|field| extends(&field.expr)),
        Expr::Call(call) => is_constructor(&call.func) && call.args.iter().any(extends),
        Expr::If(branch) => {
            let otherwise = branch.else_branch.as_ref();
            block_extends(&branch.then_branch) || otherwise.is_some_and(|(_, otherwise)| extends(otherwise))
        }
        Expr::Match(branch) => branch.arms.iter().any(|arm| extends(&arm.body)),
        Expr::Block(block) => block_extends(&block.block),
        _ => false,
    }
}

fn extends_reference(reference: &syn::ExprReference) -> bool {
    extends_operand(&reference.expr, reference.mutability)
}

fn extends_operand(operand: &Expr, mutability: Option<Token![mut]>) -> bool {
    match operand {
        Expr::Field(field) => extends_operand(&field.base, mutability),
        Expr::Index(index) => extends_operand(&index.expr, mutability),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => extends_operand(&unary.expr, mutability),
        Expr::Paren(paren) => extends_operand(&paren.expr, mutability),
        operand => !is_place(operand) && !is_promoted(operand, mutability),
    }
}

fn block_extends(block: &syn::Block) -> bool {
    matches!(block.stmts.last(), Some(Stmt::Expr(tail, None)) if extends(tail))
}

/// What a pattern refers to, of the value or of its parts.
#[derive(Default)]
struct Referred {
    any: bool,
    /// It refers to something exclusively.
    mutability: Option<Token![mut]>,
}

impl Referred {
    fn by(pat: &Pat) -> Self {
        let mut referred = Referred::default();
        syn::visit::Visit::visit_pat(&mut referred, pat);
        referred
    }
}

impl syn::visit::Visit<'_> for Referred {
    fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
        if pat.by_ref.is_some() {
            self.any = true;
            self.mutability = self.mutability.or(pat.mutability);
        }
        syn::visit::visit_pat_ident(self, pat);
    }
}

/// What an expression is put together of, in the order of evaluation.
fn parts_mut(expr: &mut Expr) -> Vec<&mut Expr> {
    match expr {
        Expr::Tuple(tuple) => tuple.elems.iter_mut().collect(),
        Expr::Array(array) => array.elems.iter_mut().collect(),
        Expr::Call(call) => call.args.iter_mut().collect(),
        Expr::Struct(literal) => {
            literal.fields.iter_mut().for_each(|field| {
                field.colon_token.get_or_insert_default();
            });
            literal.fields.iter_mut().map(|field| &mut field.expr).collect()
        }
        _ => Vec::new(),
    }
}

/// Of the value whose life a `let` extends: of a list of `T`, in `let list: &[T] = &[a, b];`, and the type itself in
/// `let ref name: T = value;`.
pub(super) fn extended_type(ty: &syn::Type, pat: &Pat, init: &Expr) -> Option<TokenStream> {
    if matches!(pat, Pat::Ident(name) if name.by_ref.is_some())
        && !is_part_of_value(init)
        && !matches!(init, Expr::Index(_))
    {
        return Some(ty.to_token_stream());
    }
    let (syn::Type::Reference(ty), Expr::Reference(init)) = (ty, init) else { return None };
    let elem = match (&*ty.elem, &*init.expr) {
        (syn::Type::Slice(list), Expr::Array(_)) => &list.elem,
        (syn::Type::Array(list), Expr::Array(_)) => &list.elem,
        // To rustc `.await` is a `match`: its value becomes what is expected, if that has a size.
        (ty, Expr::Await(_)) if may_hold_dyn(ty) => return Some(ty.to_token_stream()),
        _ => return None,
    };
    Some(quote!([#elem; _]))
}

/// Whether a type may be one that others are converted to, and certainly has a size.
fn may_hold_dyn(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Reference(_) => true,
        syn::Type::Path(ty) => ty.path.segments.last().is_some_and(|last| last.ident == "Box"),
        _ => false,
    }
}
