//! What a format shows. Whether it can be shown (`{}` asks for `Display`, `{:?}` for `Debug`) is said of the check's call; a macro's expansion has
//! places of its own, so that rustc would say it of the machine's once more.

use super::Builder;
use crate::syntax::formats::{Shown, shown};
use crate::syntax::macros::{self, Known, KnownCall};
use crate::syntax::outside;
use crate::syntax::{Coroutine, Param};
use proc_macro2::{Ident, Span};
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::{Expr, Macro, Type};

/// The standard library's macros of which it is asked. (Of `format_args!` the value may refer to the arguments; of `panic!` nobody does without.)
const MACROS: [&str; 7] = ["eprint", "eprintln", "format", "print", "println", "write", "writeln"];

/// The arguments that are texts or numbers: those can be shown.
pub(super) fn texts(coroutine: &Coroutine) -> HashSet<String> {
    let texts = coroutine.params.iter().filter(|param| is_text(&param.ty));
    texts.map(|Param { name, .. }| name.clone()).collect()
}

fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_text(&reference.elem),
        Type::Path(path) => path.path.is_ident("str") || path.path.is_ident("String"),
        _ => false,
    }
}

impl Builder<'_> {
    /// The arguments of a call that have to be asked for what the format wants of them: variables and fields that may be of any type.
    pub(super) fn to_be_shown(&self, mac: &Macro, call: &KnownCall) -> Vec<(usize, Shown)> {
        let is_known = matches!(call.name, Known::Format | Known::Write)
            && mac.path.segments.last().is_some_and(|last| MACROS.iter().any(|name| last.ident == name));
        if !is_known || self.is_in_closure() || macros::may_be_foreign(mac) {
            return Vec::new();
        }
        let is_asked = |number: &usize| {
            call.arguments.get(*number).is_some_and(|argument| self.may_be_any(&argument.expr))
        };
        let mut asked: Vec<_> = shown(call).into_iter().filter(|(number, _)| is_asked(number)).collect();
        asked.sort_unstable_by_key(|(number, _)| *number);
        asked
    }

    /// Asks them.
    pub(super) fn ask_to_show(&self, call: &mut KnownCall, asked: Vec<(usize, Shown)>) {
        let private = &self.private;
        for (number, how) in asked {
            let Some(argument) = call.arguments.get_mut(number) else { continue };
            let (expr, here) = (&argument.expr, argument.expr.span().resolved_at(Span::mixed_site()));
            let method = match how {
                Shown::Display => Ident::new("display", here),
                Shown::Debug => Ident::new("debug", here),
            };
            argument.expr = syn::parse_quote_spanned!(here=> #private::asked(&#expr).#method());
        }
    }

    /// Whether a call asserts what may be no condition: a variable, a field of one, or what is awaited.
    pub(super) fn is_asserted(&self, mac: &Macro, call: &KnownCall) -> bool {
        let is_any = |expr: &Expr| match expr {
            Expr::Await(_) => true,
            Expr::Field(field) => matches!(*field.base, Expr::Path(_) | Expr::Field(_)),
            _ => self.local_of(expr).is_some(),
        };
        call.name == Known::Assert
            && !self.is_in_closure()
            && !macros::may_be_foreign(mac)
            && call.arguments.first().is_some_and(|condition| is_any(&condition.expr))
    }

    /// What is asserted.
    pub(super) fn held_to_be_true(&self, condition: &Expr) -> Expr {
        let (private, here) = (&self.private, condition.span().resolved_at(Span::mixed_site()));
        syn::parse_quote_spanned!(here=> #private::asked(#condition).holds())
    }

    /// Whether a variable, a field of one, what a call gives or what is awaited may be of a type that cannot be shown.
    fn may_be_any(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Field(field) => matches!(*field.base, Expr::Path(_) | Expr::Field(_)),
            Expr::Await(_) => true,
            // Without `.await`: a future cannot be shown.
            Expr::MethodCall(call) => outside::is_async(&call.method),
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => {
                    path.path.segments.last().is_some_and(|last| outside::is_async(&last.ident))
                }
                _ => false,
            },
            _ => self.local_of(expr).is_some_and(|(local, name)| {
                let known = &self.locals[local];
                known.number.is_none() && !known.pointer && !self.texts.contains(&name.to_string())
            }),
        }
    }
}
