//! Uses in macro calls, as far as their names tell what they evaluate.

use super::{Found, Kind, Walker, place_of};
use crate::syntax::block::CoBlock;
use crate::syntax::captures;
use crate::syntax::formats::inline_captures;
use crate::syntax::macros::{self, Known, MacroCall, SelectArm};
use crate::syntax::suspends::is_place;
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, Macro};

impl Walker<'_, '_> {
    /// A macro call: the arguments of the standard library's are expressions; of others, names stay as they are.
    pub(super) fn call(&mut self, mac: &mut Macro) {
        if let Some(mut block) = CoBlock::of(mac) {
            self.moving(block.moves, |this| this.whole(|this| this.block(&mut block.body)));
            return;
        }
        match macros::parse(mac) {
            MacroCall::Known(mut call) => {
                let by_value = call.name.arguments_by_value();
                for (number, argument) in call.arguments.iter_mut().enumerate() {
                    let kind = match call.name {
                        _ if by_value.contains(&number) || !is_place(&argument.expr) => Kind::Value,
                        Known::Write if number == 0 => Kind::Method,
                        _ => Kind::Place,
                    };
                    self.expr(&mut argument.expr, kind);
                }
                if let Some(format) = call.name.format_at().and_then(|at| call.arguments.get(at)) {
                    let named = |name: &String| {
                        let mut names = call.arguments.iter().filter_map(|argument| argument.name.as_ref());
                        names.any(|known| known == name)
                    };
                    let span = syn::spanned::Spanned::span(&format.expr);
                    let captured = inline_captures(&format.expr).into_iter();
                    let captured: Vec<String> = captured.filter(|name| !named(name)).collect();
                    self.mentions(captured, span);
                }
                mac.tokens = call.tokens();
            }
            MacroCall::Matches { mut scrutinee, pattern, mut guard } => {
                self.expr(&mut scrutinee, Kind::Place);
                self.scope(|this| {
                    this.bind_pattern(&pattern);
                    guard.iter_mut().for_each(|guard| this.expr(guard, Kind::Value));
                });
                let guard = guard.map(|guard| quote!(if #guard));
                mac.tokens = quote!(#scrutinee, #pattern #guard);
            }
            MacroCall::Constant => {}
            MacroCall::Expressions { mut list, by_value } => {
                self.literals(mac);
                self.whole(|this| {
                    macros::visit_values(&mut list, |expr| {
                        let value = by_value || !is_place(expr);
                        this.expr(expr, if value { Kind::Value } else { Kind::Place });
                    });
                });
                self.rename_self(mac);
            }
            MacroCall::Select(arms) => {
                self.whole(|this| arms.into_iter().for_each(|arm| this.arm(arm)));
                self.rename_self(mac);
            }
            MacroCall::Fields(_) | MacroCall::Soup => {
                self.literals(mac);
                let mut names = Vec::new();
                possible_names(mac.tokens.clone(), &mut names);
                for name in names {
                    self.name(&name, Vec::new(), Kind::Place);
                }
                self.rename_self(mac);
            }
        }
    }

    fn arm(&mut self, arm: SelectArm) {
        match arm {
            SelectArm::Word(_) => {}
            SelectArm::Future { pat, mut future, mut condition, mut body } => {
                self.expr(&mut future, Kind::Value);
                condition.iter_mut().for_each(|condition| self.expr(condition, Kind::Value));
                self.scope(|this| {
                    this.bind_pattern(&pat);
                    this.expr(&mut body, Kind::Value);
                });
            }
            SelectArm::Otherwise { mut body, .. } => self.expr(&mut body, Kind::Value),
        }
    }

    /// Uses in tokens that stay as they are: of whole variables, that keep their names.
    fn whole(&mut self, walk: impl FnOnce(&mut Walker<'_, '_>)) {
        let tell = &mut *self.tell;
        let mut tell_whole = |found: &Found| {
            // What is called is a function, unless it is known otherwise.
            if found.kind != Kind::Call {
                let kind = if found.fields.is_empty() { found.kind } else { place_of(found.kind) };
                tell(&Found { root: found.root.clone(), fields: Vec::new(), kind });
            }
            None
        };
        let (scopes, moves) = (self.scopes.clone(), self.moves);
        walk(&mut Walker { scopes, moves, tell: &mut tell_whole });
    }

    /// The names that the literals of a call capture, if they are formats.
    fn literals(&mut self, mac: &Macro) {
        if captures::formatted(mac) {
            let mut names = Vec::new();
            literal_names(mac.tokens.clone(), &mut names);
            self.mentions(names, syn::spanned::Spanned::span(&mac.path));
        }
    }

    fn mentions(&mut self, names: Vec<String>, span: proc_macro2::Span) {
        for name in names {
            if let Ok(name) = syn::parse_str::<Ident>(&name) {
                self.name(&Ident::new(&name.to_string(), span), Vec::new(), Kind::Place);
            }
        }
    }

    /// `self` has another name as a captured variable.
    fn rename_self(&mut self, mac: &mut Macro) {
        if mentions_self(mac.tokens.clone()) {
            let this = Ident::new("self", proc_macro2::Span::call_site());
            if let Some((name, _)) = self.name(&this, Vec::new(), Kind::Place) {
                mac.tokens = without_self(mac.tokens.clone(), &name);
            }
        }
    }
}

/// The words of a macro call that may be the names of variables.
fn possible_names(tokens: TokenStream, out: &mut Vec<Ident>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |at: Option<usize>, is: char| {
        let token = at.and_then(|at| tokens.get(at));
        token.is_some_and(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == is))
    };
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) => {
                let named = is(Some(at + 1), '=') && !is(Some(at + 2), '=');
                let in_path =
                    is(Some(at + 1), ':') || is(at.checked_sub(1), ':') && is(at.checked_sub(2), ':');
                let called = matches!(tokens.get(at + 1), Some(TokenTree::Group(_))) || is(Some(at + 1), '!');
                let keyword = *ident != "self" && syn::parse_str::<Ident>(&ident.to_string()).is_err();
                let field = is(at.checked_sub(1), '.');
                if !named && !in_path && !called && !keyword && !field {
                    out.push(ident.clone());
                }
            }
            TokenTree::Group(group) => possible_names(group.stream(), out),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn literal_names(tokens: TokenStream, out: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => {
                let literal = TokenTree::Literal(literal).to_token_stream();
                let names = syn::parse2::<Expr>(literal).map(|literal| inline_captures(&literal));
                out.extend(names.unwrap_or_default());
            }
            TokenTree::Group(group) => literal_names(group.stream(), out),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "self",
        TokenTree::Group(group) => mentions_self(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn without_self(tokens: TokenStream, name: &Ident) -> TokenStream {
    let token = |token| match token {
        TokenTree::Ident(ident) if ident == "self" => TokenTree::Ident(name.clone()),
        TokenTree::Group(group) => {
            let mut replaced = Group::new(group.delimiter(), without_self(group.stream(), name));
            replaced.set_span(group.span());
            TokenTree::Group(replaced)
        }
        other => other,
    };
    tokens.into_iter().map(token).collect()
}
