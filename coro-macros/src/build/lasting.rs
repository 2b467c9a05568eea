//! References to constants: `&Point { x: 1, y: 2 }`.
//!
//! rustc makes a static of what is behind such a reference, unless it has something to drop; and the reference may outlive the machine.
//! Of literals, constants and variants that is known ([`is_promoted`]), and they stay where they are. A struct may have something
//! to drop, and nothing in the text tells: its value is a temporary of the machine, with all that belongs to it, and the type
//! tells which of the two the reference leads to.

use super::Builder;
use super::unknown::inline_names;
use crate::syntax::mentions::names_in;
use crate::syntax::suspends::{
    borrows_array, is_constant_name, is_constructor, is_inert_type, is_promotable, is_promoted, starts_upper,
};
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::visit::Visit;
use syn::{Expr, Pat, RangeLimits, UnOp};

impl Builder<'_> {
    /// What is behind `&`, if it may be a static: `place` is where its value is otherwise.
    pub(super) fn lasting(&self, referent: &Expr, place: &Expr) -> Expr {
        let private = &self.private;
        syn::parse_quote!(*#private::lasting(&#place, const { &(#referent) }))
    }

    /// Whether rustc makes a static of what is behind `&`, if it has nothing to drop.
    pub(super) fn may_last(&self, referent: &Expr, mutability: Option<syn::Token![mut]>) -> bool {
        mutability.is_none() && !self.is_static(referent, mutability) && self.is_constant(referent)
    }

    /// Whether what is behind `&` stays where it is, since rustc makes a static of it. A closure that captures nothing has nothing
    /// to drop, and cannot be written a second time, where it would be of another type.
    pub(super) fn is_static(&self, referent: &Expr, mutability: Option<syn::Token![mut]>) -> bool {
        is_promoted(referent, mutability)
            || mutability.is_none() && has_closure(referent) && self.is_constant(referent)
    }

    /// The receiver of a method that is known to borrow it, as the reference that it becomes.
    pub(super) fn lasting_receiver(&self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let receiver = &*call.receiver;
        let lasts = borrows_array(call) && self.may_last(receiver, None);
        lasts.then(|| syn::parse_quote!((&#receiver)))
    }

    /// Whether the closure captures a variable, as far as its words tell. Of a name that it binds itself it is not believed: if it
    /// captures one of that name, rustc says so (E0716), and what it makes a static of must not be in the machine.
    fn captures(&self, closure: &Expr) -> bool {
        let bound = names_in(closure);
        let is_captured = |name: &Ident| self.names.is_variable(name) && !bound.contains(name);
        let mut uses = Uses { is_captured: &is_captured, found: false };
        uses.visit_expr(closure);
        uses.found
    }

    /// Whether the closure may capture a variable, also one that a macro declares: it mentions the name of one, or a name that is
    /// neither called nor bound in it, or a macro.
    pub(super) fn may_capture(&self, closure: &Expr) -> bool {
        let bound = names_in(closure);
        let is_variable = |name: &Ident| self.names.is_variable(name);
        let is_open = |name: &Ident| !is_constant_name(name) && !bound.contains(name);
        let mut names = Names { is_variable: &is_variable, is_open: &is_open, found: false };
        names.visit_expr(closure);
        names.found
    }

    /// Whether the expression is made of constants only, and of what rustc evaluates beforehand wherever it stands.
    fn is_constant(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Lit(_) | Expr::Const(_) => true,
            Expr::Closure(_) => !self.captures(expr),
            Expr::Path(path) => {
                let variable = path.path.get_ident().is_some_and(|name| self.names.is_variable(name));
                path.qself.is_none() && !variable
            }
            Expr::Paren(paren) => self.is_constant(&paren.expr),
            Expr::Group(group) => self.is_constant(&group.expr),
            Expr::Reference(reference) => {
                is_promoted(&reference.expr, reference.mutability)
                    || reference.mutability.is_none() && self.is_constant(&reference.expr)
            }
            Expr::Unary(unary) => !matches!(unary.op, UnOp::Deref(_)) && is_promotable(expr),
            Expr::Binary(_) => is_promotable(expr),
            Expr::Tuple(tuple) => tuple.elems.iter().all(|elem| self.is_constant(elem)),
            Expr::Array(array) => array.elems.iter().all(|elem| self.is_constant(elem)),
            Expr::Repeat(repeat) => self.is_constant(&repeat.expr),
            Expr::Call(call) => {
                let known = is_constructor(&call.func) || is_promoted_call(&call.func);
                known && call.args.iter().all(|argument| self.is_constant(argument))
            }
            Expr::Struct(literal) => {
                literal.fields.iter().all(|field| self.is_constant(&field.expr))
                    && literal.rest.iter().all(|rest| self.is_constant(rest))
            }
            Expr::Cast(cast) => match &*cast.ty {
                syn::Type::Reference(_) | syn::Type::Ptr(_) | syn::Type::BareFn(_) => {
                    self.is_constant(&cast.expr)
                }
                ty => is_inert_type(ty) && is_promotable(&cast.expr),
            },
            Expr::Range(range) => {
                let limits = matches!(range.limits, RangeLimits::HalfOpen(_) | RangeLimits::Closed(_));
                limits && [&range.start, &range.end].into_iter().flatten().all(|end| self.is_constant(end))
            }
            Expr::Field(field) => self.is_constant(&field.base),
            Expr::Index(index) => {
                let array = matches!(*index.expr, Expr::Array(_) | Expr::Repeat(_));
                array && matches!(*index.index, Expr::Lit(_)) && self.is_constant(&index.expr)
            }
            _ => false,
        }
    }
}

/// What is matched, as what a reference leads to: patterns that only refer to a constant refer to the static that rustc makes of it.
pub(super) fn matched_static<'a>(matched: &Expr, pats: impl IntoIterator<Item = &'a Pat>) -> Option<Expr> {
    let lasts = is_promoted(matched, None) && pats.into_iter().all(only_refers);
    lasts.then(|| syn::parse_quote!(*&(#matched)))
}

/// Whether the pattern binds nothing but shared references.
fn only_refers(pat: &Pat) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            let may_be_constant = pat.subpat.is_none() && is_constant_name(&pat.ident);
            self.0 |= (pat.by_ref.is_none() && !may_be_constant) || pat.mutability.is_some();
            syn::visit::visit_pat_ident(self, pat);
        }
    }
    let mut finder = Finder(false);
    finder.visit_pat(pat);
    !finder.0
}

/// Finds uses of captured variables.
struct Uses<'a> {
    is_captured: &'a dyn Fn(&Ident) -> bool,
    found: bool,
}

impl Uses<'_> {
    /// In what a macro is given: no field, path, or name of an argument.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let is = |at: Option<usize>, chars: &str| matches!(at.and_then(|at| tokens.get(at)), Some(TokenTree::Punct(punct)) if chars.contains(punct.as_char()));
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(name) => {
                    let is_use = !is(at.checked_sub(1), ".:") && !is(Some(at + 1), ":=");
                    self.found |= is_use && (self.is_captured)(name);
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

impl Visit<'_> for Uses<'_> {
    fn visit_expr_path(&mut self, path: &syn::ExprPath) {
        self.found |= path.path.get_ident().is_some_and(self.is_captured);
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        let mut named = Vec::new();
        inline_names(mac.tokens.clone(), &mut named);
        self.found |= named.iter().any(self.is_captured);
        self.tokens(mac.tokens.clone());
    }
}

/// Finds names that may be variables'.
struct Names<'a> {
    is_variable: &'a dyn Fn(&Ident) -> bool,
    /// It may be the name of a variable that is not known.
    is_open: &'a dyn Fn(&Ident) -> bool,
    found: bool,
}

impl Visit<'_> for Names<'_> {
    fn visit_expr_path(&mut self, path: &syn::ExprPath) {
        self.found |=
            path.path.get_ident().is_some_and(|name| (self.is_variable)(name) || (self.is_open)(name));
    }

    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        let is_function =
            |path: &syn::ExprPath| path.path.get_ident().is_none_or(|name| !(self.is_variable)(name));
        if !matches!(&*call.func, Expr::Path(path) if is_function(path)) {
            self.visit_expr(&call.func);
        }
        call.args.iter().for_each(|argument| self.visit_expr(argument));
    }

    fn visit_macro(&mut self, _: &syn::Macro) {
        self.found = true;
    }
}

/// Whether a closure is part of the value.
pub(super) fn has_closure(value: &Expr) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_expr_closure(&mut self, _: &syn::ExprClosure) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(value);
    finder.0
}

/// Whether it is one of the standard library's functions whose calls are promoted like constants.
fn is_promoted_call(func: &Expr) -> bool {
    let Expr::Path(path) = func else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (last, parent) = (names.next().unwrap_or_default(), names.next());
    match (&*last, parent.as_deref()) {
        ("from_secs" | "from_millis" | "from_micros" | "from_nanos", Some("Duration"))
        | ("size_of" | "align_of", None | Some("mem"))
        | ("new", Some("RawWaker" | "RawWakerVTable")) => true,
        ("min_value" | "max_value", Some(ty)) => !starts_upper(ty),
        _ => false,
    }
}
