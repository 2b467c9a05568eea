//! Macro calls: their arguments as code, and what a suspension in them becomes.

use super::believed::{evaluates, is_believed};
use super::ends::macro_never_returns;
use super::given::{Around, NamedLocal};
use super::temporaries::makes_temporaries;
use super::{Builder, Want, ours};
use crate::syntax::formats::inline_captures;
use crate::syntax::macros::{self, Argument, Known, KnownCall, MacroCall};
use crate::syntax::parens;
use crate::syntax::suspends::{is_place, suspends};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, Macro};

impl Builder<'_> {
    /// A macro call that does not suspend, and what is said around it.
    pub(super) fn opaque_macro(&mut self, mac: &mut Macro) -> Around {
        let before = self.before_call();
        let around = self.around_macro(mac);
        self.doubt_moves(&before);
        self.doubt_if(macro_never_returns(&mac.path));
        around
    }

    /// The same, with the call as an expression.
    pub(super) fn opaque_macro_call(&mut self, mac: &mut syn::ExprMacro) -> (Expr, Around) {
        let (before, is_inner) = (self.before_call(), self.believes);
        let is_believed = !is_inner && is_believed(&mac.mac);
        self.believes = is_inner || is_believed;
        let around = self.opaque_macro(&mut mac.mac);
        self.believes = is_inner;
        let mut call = Expr::Macro(mac.clone());
        if is_believed {
            call = self.believed(call, &before);
        }
        if self.surely_ends(mac) {
            call = self.no_way_behind(&call);
        }
        (self.beside_witness(&around, call, mac.mac.path.span()), around)
    }

    /// A macro call as an expression, with what is said around it.
    pub(super) fn opaque_macro_value(&mut self, mac: &mut syn::ExprMacro, want: Want) -> Expr {
        if self.opaque_pin(&mut mac.mac) {
            return Expr::Macro(mac.clone());
        }
        let value = ours("value", mac.span());
        let (mac, around) = self.opaque_macro_call(mac);
        let called: Expr = match (around.behind(&self.private), want) {
            (None, _) => mac,
            (Some(behind), Want::Value) => syn::parse_quote!(match #mac { #value => { #behind #value } }),
            (Some(behind), Want::Look) => syn::parse_quote!(*match &#mac { #value => { #behind #value } }),
            (Some(behind), Want::Place) => {
                syn::parse_quote!(*match &mut #mac { #value => { #behind #value } })
            }
        };
        let before = &around.before;
        if before.is_empty() { called } else { syn::parse_quote!({ #(#before)* #called }) }
    }

    /// `pin!` as an expression, whose value may refer to what the closure at hand has captured: the standard library's, as the check
    /// has it.
    fn opaque_pin(&mut self, mac: &mut Macro) -> bool {
        if self.in_macro {
            return false;
        }
        let Some((_, mut pinned)) = macros::take_pinned(mac) else { return false };
        self.opaque(&mut pinned, Want::Value);
        mac.tokens = quote!(#pinned);
        true
    }

    /// The arguments as code; the names that its literals capture.
    pub(super) fn macro_arguments(&mut self, mac: &mut Macro) -> Vec<NamedLocal> {
        match macros::parse(mac) {
            MacroCall::Known(mut call) => {
                call.say_condition(mac);
                self.captured_arguments(&mut call);
                let shown = self.to_be_shown(mac, &call);
                let holds = self.is_asserted(mac, &call);
                if !evaluates(mac, &call) {
                    // Nobody knows which of its arguments it evaluates.
                    self.maybe(|this| this.opaque_arguments(&mut call, 0..usize::MAX));
                } else if is_debug(mac) {
                    // A release build evaluates nothing of it.
                    self.maybe(|this| this.opaque_known(&mut call));
                } else {
                    self.opaque_known(&mut call);
                }
                self.ask_to_show(&mut call, shown);
                if let Some(condition) = call.arguments.first_mut().filter(|_| holds) {
                    condition.expr = self.held_to_be_true(&condition.expr);
                }
                mac.tokens = call.tokens();
            }
            MacroCall::Matches { mut scrutinee, pattern, mut guard } => {
                let want = match is_place(&scrutinee) {
                    true if self.is_in_closure() => Want::Look,
                    true => Want::Place,
                    false => Want::Value,
                };
                if macros::may_be_foreign(mac) {
                    self.maybe(|this| this.opaque(&mut scrutinee, want));
                } else {
                    self.opaque(&mut scrutinee, want);
                }
                self.names.enter();
                self.declare_inner(&pattern);
                if let Some(guard) = &mut guard {
                    self.maybe(|this| this.opaque(guard, Want::Value));
                }
                self.names.leave();
                let guard = guard.map(|guard| quote!(if #guard));
                mac.tokens = quote!(#scrutinee, #pattern #guard);
            }
            MacroCall::Constant => {}
            MacroCall::Expressions { list, by_value } => {
                let names = self.captured_names(mac.tokens.clone());
                mac.tokens = self.opaque_expressions(list, by_value);
                return names;
            }
            MacroCall::Select(arms) => {
                mac.tokens = self.opaque_select_arms(arms);
            }
            MacroCall::Fields(fields) => {
                let names = self.captured_names(mac.tokens.clone());
                // Nothing is evaluated where nobody listens.
                mac.tokens = self.maybe(|this| this.opaque_fields(mac.tokens.clone(), fields));
                return names;
            }
            MacroCall::Soup => {
                let names = self.captured_names(mac.tokens.clone());
                let is_json = mac.path.segments.last().is_some_and(|last| last.ident == "json");
                let tokens = mac.tokens.clone();
                mac.tokens = if is_json { self.opaque_json(tokens) } else { self.opaque_soup(tokens) };
                return names;
            }
        }
        Vec::new()
    }

    /// Names that the format string captures become arguments.
    fn captured_arguments(&mut self, call: &mut KnownCall) {
        let Some(format) = call.name.format_at().and_then(|at| call.arguments.get(at)) else { return };
        let span = syn::spanned::Spanned::span(&format.expr);
        for name in inline_captures(&format.expr) {
            let known = call
                .arguments
                .iter()
                .any(|argument| argument.name.as_ref().is_some_and(|known| *known == name));
            if known {
                continue;
            }
            let ident = super::code::named(&name, span);
            if self.names.get(&ident).is_some() {
                let expr =
                    Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path: ident.clone().into() });
                call.arguments.push(Argument { name: Some(ident), expr });
            }
        }
    }

    /// All arguments, as code. Those of an assertion's message are evaluated if it fails, and control does not come back.
    fn opaque_known(&mut self, call: &mut KnownCall) {
        let message = match call.name {
            Known::Assert | Known::AssertTwo => call.name.format_at().unwrap_or(usize::MAX),
            Known::Format | Known::Write | Known::Vec | Known::VecRepeat | Known::Dbg | Known::Made => {
                usize::MAX
            }
        };
        self.opaque_arguments(call, 0..message);
        if message < call.arguments.len() {
            self.maybe(|this| {
                this.opaque_arguments(call, message..usize::MAX);
                this.diverge();
            });
        }
    }

    /// The arguments of these numbers, as code.
    fn opaque_arguments(&mut self, call: &mut KnownCall, numbers: std::ops::Range<usize>) {
        for (number, argument) in call.arguments.iter_mut().enumerate() {
            if numbers.contains(&number) {
                let want = match want_of(call.name, number) {
                    // A closure that only shows a variable refers to it as others do.
                    Want::Place if self.is_in_closure() && call.name.only_looks_at(number) => Want::Look,
                    want => want,
                };
                self.opaque(&mut argument.expr, want);
            }
        }
    }

    /// A macro call with a suspension in its arguments.
    pub(super) fn lower_macro(&mut self, mac: &Macro, lead: bool) -> Expr {
        let is_own_statement = std::mem::take(&mut self.is_own_statement);
        match macros::parse(mac) {
            MacroCall::Known(call) => match call.name {
                Known::Assert => self.lower_assert(mac, call, lead),
                Known::AssertTwo => self.lower_assert_two(mac, call, lead),
                Known::Write => self.lower_write(mac, call, lead),
                Known::Dbg => match expanded_dbg(mac) {
                    Some(expanded) => self.lower(expanded, Want::Value, lead),
                    None => Expr::Macro(syn::ExprMacro { attrs: Vec::new(), mac: mac.clone() }),
                },
                Known::Format if !is_own_statement && self.ends_apart(mac, &call, lead) => {
                    self.lower_as_statement(mac, lead)
                }
                Known::Format | Known::Vec | Known::VecRepeat | Known::Made => {
                    self.lower_arguments(mac, call, lead)
                }
            },
            MacroCall::Matches { scrutinee, pattern, guard } => {
                let guard = guard.map(|guard| quote!(if #guard));
                let scrutinee = parens::before_block(&scrutinee);
                let expr = syn::parse_quote!(match #scrutinee { #pattern #guard => true, _ => false });
                self.lower(expr, Want::Value, lead)
            }
            // What may suspend in these is marked, and lowered as a nested future.
            MacroCall::Expressions { .. }
            | MacroCall::Select(_)
            | MacroCall::Fields(_)
            | MacroCall::Constant
            | MacroCall::Soup => Expr::Macro(syn::ExprMacro { attrs: Vec::new(), mac: mac.clone() }),
        }
    }

    /// Whether the macro ends before the statement around it, and something of its arguments would last to the end of that:
    /// `format!` is a block with a statement.
    fn ends_apart(&self, mac: &Macro, call: &KnownCall, lead: bool) -> bool {
        let is_block = mac.path.segments.last().is_some_and(|last| is_statement(&last.ident.to_string()));
        let waits = call.arguments.iter().position(|argument| suspends(&argument.expr)).unwrap_or_default();
        let mut others = call.arguments.iter().enumerate().filter(|(number, _)| *number != waits);
        let spills = |(number, argument): (usize, &Argument)| {
            let value = !is_place(&argument.expr) && !matches!(argument.expr, Expr::Lit(_));
            suspends(&argument.expr) || number < waits && value
        };
        let leaves = || call.arguments.iter().any(|argument| makes_temporaries(&argument.expr, self.edition));
        is_block && (self.hold || !lead || others.any(spills) || leaves())
    }

    /// `{ let value = format!(..); value }`
    fn lower_as_statement(&mut self, mac: &Macro, lead: bool) -> Expr {
        self.is_own_statement = true;
        let (value, span) = (ours("value", mac.span()), mac.span());
        self.lower(syn::parse_quote_spanned!(span=> { let #value = #mac; #value }), Want::Value, lead)
    }

    /// Arguments are evaluated in order, before the macro does anything.
    fn lower_arguments(&mut self, mac: &Macro, mut call: KnownCall, lead: bool) -> Expr {
        let before = self.before_call();
        self.captured_arguments(&mut call);
        let (name, shown) = (call.name, self.to_be_shown(mac, &call));
        let operands: Vec<_> = call
            .arguments
            .iter()
            .enumerate()
            .map(|(number, argument)| (argument.expr.clone(), want_of(name, number)))
            .collect();
        // `vec!` allocates before it evaluates, and so do others: nothing may suspend in it.
        let allocates = name != Known::Format;
        let operands = self.operands(operands, lead && !allocates);
        for (argument, operand) in call.arguments.iter_mut().zip(operands) {
            argument.expr = operand;
        }
        self.ask_to_show(&mut call, shown);
        self.believed_to_wait(with_arguments(mac, &call), &before)
    }

    /// `assert!(condition, message)`: the message is only evaluated if the condition fails.
    fn lower_assert(&mut self, mac: &Macro, mut call: KnownCall, lead: bool) -> Expr {
        let before = self.before_call();
        let late = call.arguments.iter().skip(1).any(|argument| suspends(&argument.expr));
        // Without a message, the text of the condition is the message.
        if call.arguments.len() > 1 && !late && !is_debug(mac) {
            let holds = self.is_asserted(mac, &call);
            let condition = self.lower(call.arguments[0].expr.clone(), Want::Value, lead);
            call.arguments[0].expr = if holds { self.held_to_be_true(&condition) } else { condition };
            self.captured_arguments(&mut call);
            self.opaque_arguments(&mut call, 1..usize::MAX);
            return self.believed_to_wait(with_arguments(mac, &call), &before);
        }
        call.say_condition(mac);
        let holds = self.is_asserted(mac, &call);
        let condition = call.arguments.remove(0).expr;
        let condition = if holds { self.held_to_be_true(&condition) } else { condition };
        let message = &call.arguments;
        let asserted = syn::parse_quote!(if !(#condition) { ::core::panic!(#(#message),*) });
        self.lower_if_debug(mac, asserted, lead)
    }

    /// `debug_` macros evaluate nothing where debug assertions are off.
    fn lower_if_debug(&mut self, mac: &Macro, asserted: Expr, lead: bool) -> Expr {
        let expr = if is_debug(mac) {
            syn::parse_quote!(if ::core::cfg!(debug_assertions) { #asserted })
        } else {
            asserted
        };
        self.lower(expr, Want::Value, lead)
    }

    /// `assert_eq!(left, right, message)`
    fn lower_assert_two(&mut self, mac: &Macro, mut call: KnownCall, lead: bool) -> Expr {
        let before = self.before_call();
        let late = call.arguments.iter().skip(2).any(|argument| suspends(&argument.expr));
        if !late && !is_debug(mac) {
            let rest = call.arguments.split_off(2.min(call.arguments.len()));
            let operands: Vec<_> =
                call.arguments.iter().map(|argument| (argument.expr.clone(), Want::Place)).collect();
            let operands = self.operands(operands, lead);
            for (argument, operand) in call.arguments.iter_mut().zip(operands) {
                argument.expr = operand;
            }
            call.arguments.extend(rest);
            self.captured_arguments(&mut call);
            self.opaque_arguments(&mut call, 2..usize::MAX);
            return self.believed_to_wait(with_arguments(mac, &call), &before);
        }
        if !late {
            let plain = proc_macro2::Ident::new(plain_name(mac), proc_macro2::Span::mixed_site());
            let arguments = &call.arguments;
            return self.lower_if_debug(mac, syn::parse_quote!(::core::#plain!(#(#arguments),*)), lead);
        }
        let (left, right) = (call.arguments.remove(0).expr, call.arguments.remove(0).expr);
        let arguments = &call.arguments;
        let [l, r, op] = ["left", "right", "operator"].map(|name| ours(name, proc_macro2::Span::call_site()));
        let (unequal, operator) = if plain_name(mac) == "assert_eq" {
            (quote!(!(*#l == *#r)), "==")
        } else {
            (quote!(*#l == *#r), "!=")
        };
        // The operator is an argument, as in the standard library: the message takes its room the same way.
        let text = "assertion `left {} right` failed: {}\n  left: {:?}\n right: {:?}";
        let expr = syn::parse_quote!(match (&(#left), &(#right)) {
            (#l, #r) => if #unequal {
                let #op = #operator;
                ::core::panic!(#text, #op, ::core::format_args!(#(#arguments),*), &*#l, &*#r)
            }
        });
        self.lower_if_debug(mac, expr, lead)
    }

    /// `write!(target, ..)` is `target.write_fmt(format_args!(..))`.
    fn lower_write(&mut self, mac: &Macro, mut call: KnownCall, lead: bool) -> Expr {
        let target = call.arguments.remove(0).expr;
        let newline = mac.path.segments.last().is_some_and(|last| last.ident == "writeln");
        if newline {
            macros::add_newline(&mut call);
        }
        let arguments = &call.arguments;
        let expr = syn::parse_quote!((#target).write_fmt(::core::format_args!(#(#arguments),*)));
        self.lower(expr, Want::Value, lead)
    }
}

/// `dbg!(a, b)`, expanded: the values are handed on; what is printed is what the user wrote, and where.
pub(super) fn expanded_dbg(mac: &Macro) -> Option<Expr> {
    let MacroCall::Known(call @ KnownCall { name: Known::Dbg, .. }) = macros::parse(mac) else { return None };
    let span = mac.path.span();
    let parts = call.arguments.iter().zip(call.words(mac)).map(|(Argument { expr, .. }, text)| -> Expr {
        let value = ours("value", span);
        let scrutinee = parens::before_block(expr);
        syn::parse_quote_spanned!(span=> match #scrutinee {
            #value => {
                ::std::eprintln!(
                    "[{}:{}:{}] {} = {:#?}",
                    ::core::file!(), ::core::line!(), ::core::column!(), #text, &#value
                );
                #value
            }
        })
    });
    let parts: Vec<Expr> = parts.collect();
    match parts.as_slice() {
        [] => None,
        [part] => Some(part.clone()),
        parts => Some(syn::parse_quote!((#(#parts),*))),
    }
}

/// Whether the standard library's macro of that name is a block with a statement: what is temporary in it ends there.
fn is_statement(name: &str) -> bool {
    matches!(name, "format" | "print" | "println" | "eprint" | "eprintln")
}

/// A user's macro may have the name: what it is given by reference may stay borrowed.
fn want_of(name: Known, number: usize) -> Want {
    if name.arguments_by_value().contains(&number) { Want::Value } else { Want::Place }
}

fn with_arguments(mac: &Macro, call: &KnownCall) -> Expr {
    let mac = macros::with_tokens(mac, call.tokens());
    Expr::Macro(syn::ExprMacro { attrs: Vec::new(), mac })
}

fn is_debug(mac: &Macro) -> bool {
    mac.path.segments.last().is_some_and(|last| last.ident.to_string().starts_with("debug_"))
}

fn plain_name(mac: &Macro) -> &'static str {
    let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    if name.ends_with("_ne") { "assert_ne" } else { "assert_eq" }
}
