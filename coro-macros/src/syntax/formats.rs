//! `format_args!(..)`, and `pin!(..)`, whose value is in use while the machine is suspended.
//!
//! It refers to temporaries of its own, which only rustc can keep across a suspension, and only in a coroutine of its own. So there is
//! one that holds them, and hands out the value:
//!
//! ```text
//!   log(format_args!("{n}")).await  →  log(formatted(&mut formatting(async { kept(format_args!("{n}")).await }))).await
//! ```
//!
//! That is a temporary like any other: it lives to the end of the statement, as those of `format_args!` do; or, with `let value =
//! format_args!(..)`, as long as the variable.
//!
//! What `pin!` refers to is a temporary of the body's: `run(pin!(future)).await` → `run(Pin::new_unchecked(&mut identity(future))).await`.

pub(crate) mod of_self;

use super::macros::{self, Argument, Known, KnownCall, MacroCall};
use super::suspends::suspends;
use proc_macro2::{Ident, Span};
use std::collections::HashMap;
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Stmt};

/// The standard library's macros that take a format first.
#[rustfmt::skip]
pub(super) const FORMATS: [&str; 10] = [
    "format", "print", "println", "eprint", "eprintln", "format_args", "panic", "todo", "unimplemented", "unreachable",
];
/// Those that take it behind what it is written to.
pub(super) const WRITES: [&str; 2] = ["write", "writeln"];
/// Macros of logs, that take it behind fields.
pub(super) const LOGS: [&str; 5] = ["trace", "debug", "info", "warn", "error"];

/// Whether a macro takes a format and its arguments.
pub(super) fn takes_format(name: &str) -> bool {
    FORMATS.contains(&name) || WRITES.contains(&name) || LOGS.contains(&name)
}

/// Finds such calls in what is awaited, and among operands before an `.await`; `write!(..).await` has one.
pub(crate) fn keep(body: &mut Block, private: &syn::Path) {
    Keeper { private }.visit_block_mut(body);
}

struct Keeper<'a> {
    private: &'a syn::Path,
}

impl VisitMut for Keeper<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        let last = stmts.iter().rposition(|stmt| match stmt {
            Stmt::Local(local) => local.init.as_ref().is_some_and(|init| suspends(&init.expr)),
            Stmt::Expr(expr, _) => suspends(expr),
            Stmt::Item(_) | Stmt::Macro(_) => false,
        });
        for (number, mut stmt) in stmts.into_iter().enumerate() {
            if last.is_some_and(|last| number < last) {
                block.stmts.extend(self.extended(&mut stmt));
            }
            block.stmts.push(stmt);
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => return,
            Expr::Await(wait) => {
                if let Some(written) = written(&wait.base) {
                    *wait.base = written;
                }
                self.operand(&mut wait.base);
            }
            Expr::Call(_) | Expr::MethodCall(_) if suspends(expr) => {
                let operands = operands(expr);
                let last = operands.iter().rposition(|operand| suspends(operand)).unwrap_or_default();
                operands.into_iter().take(last).for_each(|operand| self.operand(operand));
            }
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Keeper<'_> {
    /// `let value = format_args!(..);`, whose temporaries live as long as the variable: what has them is declared before it.
    fn extended(&self, stmt: &mut Stmt) -> Option<Stmt> {
        let Stmt::Local(syn::Local { init: Some(init), .. }) = stmt else { return None };
        let Expr::Macro(mac) = &*init.expr else { return None };
        if !is_kept(&mac.mac) {
            return None;
        }
        let (private, holder) = (self.private, Ident::new("format_holder", Span::mixed_site()));
        // Temporaries among the arguments end with the statement.
        let declared = syn::parse_quote! {
            let mut #holder = #private::formatting(async { let #holder = #mac; #private::kept(#holder).await });
        };
        *init.expr = syn::parse_quote!(#private::formatted(&mut #holder));
        Some(declared)
    }

    /// What is to live on, as part of a value or as what leads to it.
    fn operand(&self, expr: &mut Expr) {
        if let Expr::Macro(mac) = expr
            && is_kept(&mac.mac)
        {
            let private = self.private;
            *expr = syn::parse_quote!(#private::formatted(&mut #private::formatting(async { #private::kept(#mac).await })));
            return;
        }
        if let Expr::Macro(mac) = expr
            && let Some(pinned) = macros::pinned(&mac.mac)
        {
            // SAFETY (of what is written): it is moved into a temporary, which stays where it is until it is dropped.
            let private = self.private;
            *expr = syn::parse_quote!(#private::Pin::new_unchecked(&mut ::core::convert::identity(#pinned)));
            return;
        }
        operands(expr).into_iter().for_each(|operand| self.operand(operand));
    }
}

/// The operands that the temporaries of an expression live as long as.
fn operands(expr: &mut Expr) -> Vec<&mut Expr> {
    match expr {
        Expr::Call(call) => [&mut *call.func].into_iter().chain(&mut call.args).collect(),
        Expr::MethodCall(call) => [&mut *call.receiver].into_iter().chain(&mut call.args).collect(),
        Expr::Array(array) => array.elems.iter_mut().collect(),
        Expr::Tuple(tuple) => tuple.elems.iter_mut().collect(),
        Expr::Struct(literal) => literal.fields.iter_mut().map(|field| &mut field.expr).collect(),
        Expr::Cast(cast) => vec![&mut *cast.expr],
        Expr::Field(field) => vec![&mut *field.base],
        Expr::Group(group) => vec![&mut *group.expr],
        Expr::Paren(paren) => vec![&mut *paren.expr],
        Expr::Reference(reference) => vec![&mut *reference.expr],
        Expr::Try(question) => vec![&mut *question.expr],
        _ => Vec::new(),
    }
}

/// `format_args!`: its value refers to what it is given, and to temporaries, which live as long as those of a variable's initializer.
pub(crate) fn is_format_args(mac: &syn::Macro) -> bool {
    mac.path.segments.last().is_some_and(|name| name.ident == "format_args")
}

/// The same, as the standard library's is called.
pub(crate) fn lends_temporaries(mac: &syn::Macro) -> bool {
    is_format_args(mac) && matches!(macros::parse(mac), MacroCall::Known(_))
}

/// `format_args!`, with arguments that may stand in a block of their own.
fn is_kept(mac: &syn::Macro) -> bool {
    is_format_args(mac)
        && matches!(macros::parse(mac), MacroCall::Known(call) if call.arguments.iter().all(|argument| stays(&argument.expr)))
}

/// Whether the expression neither suspends nor leaves what it stands in.
fn stays(expr: &Expr) -> bool {
    struct Stays(bool);
    impl syn::visit::Visit<'_> for Stays {
        fn visit_expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) | Expr::Try(_) | Expr::Macro(_) => {
                    self.0 = false;
                }
                _ => syn::visit::visit_expr(self, expr),
            }
        }
    }
    let mut stays = Stays(!suspends(expr));
    syn::visit::Visit::visit_expr(&mut stays, expr);
    stays.0
}

/// `write!(target, ..)` as the call that it is, if that has such a value.
fn written(expr: &Expr) -> Option<Expr> {
    let Expr::Macro(mac) = expr else { return None };
    let MacroCall::Known(mut call) = macros::parse(&mac.mac) else { return None };
    if call.name != Known::Write || call.arguments.is_empty() {
        return None;
    }
    let target = call.arguments.remove(0).expr;
    if mac.mac.path.segments.last().is_some_and(|name| name.ident == "writeln") {
        macros::add_newline(&mut call);
    }
    let arguments = &call.arguments;
    let written: Expr = syn::parse_quote!((#target).write_fmt(::core::format_args!(#(#arguments),*)));
    let stays = call.arguments.iter().all(|argument| stays(&argument.expr));
    stays.then_some(written)
}

/// How a format string shows an argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shown {
    Display,
    Debug,
}

/// How each argument is shown, by its number, if it is in one way only.
pub(crate) fn shown(call: &KnownCall) -> HashMap<usize, Shown> {
    let mut all: HashMap<usize, Option<Shown>> = HashMap::new();
    let Some(format) = call.name.format_at() else { return HashMap::new() };
    let Some(text) = call.arguments.get(format).and_then(|argument| text_of(&argument.expr)) else {
        return HashMap::new();
    };
    let mut next = 0;
    for placeholder in placeholders(&text) {
        let (argument, spec) = placeholder.split_once(':').unwrap_or((placeholder, ""));
        if spec.contains(['$', '*']) {
            // An argument that is a number of columns.
            return HashMap::new();
        }
        let behind = match argument.trim() {
            "" => {
                next += 1;
                Some(next)
            }
            name => name.parse().ok().map(|number: usize| number + 1).or_else(|| {
                let is_meant =
                    |argument: &Argument| argument.name.as_ref().is_some_and(|known| known == name);
                call.arguments.iter().position(is_meant).and_then(|at| at.checked_sub(format))
            }),
        };
        let how = match spec.trim_end().chars().last() {
            Some('?') => Some(Shown::Debug),
            Some('x' | 'X' | 'o' | 'b' | 'e' | 'E' | 'p') => None,
            Some(_) | None => Some(Shown::Display),
        };
        if let Some(behind) = behind {
            let known = all.entry(format + behind).or_insert(how);
            *known = known.filter(|known| Some(*known) == how);
        }
    }
    // With too many arguments, or too few, rustc has something else to say of them.
    let fits = (format + 1..call.arguments.len()).all(|number| all.contains_key(&number))
        && all.keys().all(|number| *number < call.arguments.len());
    all.into_iter().filter_map(|(number, how)| Some((number, how.filter(|_| fits)?))).collect()
}

fn text_of(expr: &Expr) -> Option<String> {
    let Expr::Lit(literal) = expr else { return None };
    let syn::Lit::Str(text) = &literal.lit else { return None };
    Some(text.value())
}

/// What is between the braces of a format string.
fn placeholders(text: &str) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(open) = rest.find('{') {
        rest = &rest[open + 1..];
        if let Some(escaped) = rest.strip_prefix('{') {
            rest = escaped;
            continue;
        }
        let Some(close) = rest.find('}') else { break };
        found.push(&rest[..close]);
        rest = &rest[close + 1..];
    }
    found
}

/// The names that a format string captures: `{name}`, `{:width$}`, `{:.precision$}`.
pub(crate) fn inline_captures(expr: &Expr) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let text = text_of(expr).unwrap_or_default();
    placeholders(&text).into_iter().for_each(|placeholder| captures_of(placeholder, &mut names));
    names
}

fn captures_of(placeholder: &str, names: &mut Vec<String>) {
    let (argument, spec) = placeholder.split_once(':').unwrap_or((placeholder, ""));
    let counts = spec.match_indices('$').map(|(end, _)| {
        let head = &spec[..end];
        let begin = head
            .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
            .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
        &head[begin..]
    });
    for name in [argument.trim()].into_iter().chain(counts) {
        // A text that is no format may have anything between braces.
        let is_name = Ident::parse_any.parse_str(name).is_ok();
        if is_name && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens, quote};

    fn kept(body: &str) -> String {
        let mut block: syn::Block = syn::parse_str(body).expect("a block");
        super::keep(&mut block, &syn::parse_quote!(p));
        block.to_token_stream().to_string()
    }

    #[test]
    fn what_is_awaited() {
        let made = kept(r#"{ f(&[g(format_args!("{n}"))]).await?; }"#);
        let value = quote!(p::formatted(&mut p::formatting(async { p::kept(format_args!("{n}")).await })));
        assert_eq!(made, quote!({ f(&[g(#value)]).await?; }).to_string());
    }

    #[test]
    fn what_is_pinned() {
        let made = kept("{ f(self, &mut [pin!(x)]).await }");
        let value = quote!(p::Pin::new_unchecked(&mut ::core::convert::identity(x)));
        assert_eq!(made, quote!({ f(self, &mut [#value]).await }).to_string());
    }

    #[test]
    fn operands_before_an_await() {
        let made = kept(r#"{ f(format_args!("a"), x.await, format_args!("b")) }"#);
        let value = quote!(p::formatted(&mut p::formatting(async { p::kept(format_args!("a")).await })));
        assert_eq!(made, quote!({ f(#value, x.await, format_args!("b")) }).to_string());
    }

    #[test]
    fn what_is_in_nobody_s_way() {
        for body in [
            r#"{ f(format_args!("a")); x.await }"#,
            r#"{ f(format_args!("{}", x.await)).await }"#,
            r#"{ f(format_args!("{}", x?)).await }"#,
            r#"{ f(|| g(format_args!("a"))).await }"#,
        ] {
            assert_eq!(
                kept(body),
                syn::parse_str::<syn::Block>(body).expect("a block").to_token_stream().to_string()
            );
        }
    }
}
