//! Functions, blocks and statements.

use super::ends::leaves_before;
use super::expected::Expects;
use super::extend::{extended_type, extends_beside_others};
use super::known::{Known, is_container, makes_capture, makes_container, owns_all};
use super::once::is_called_once;
use super::owners::Told;
use super::pattern::simple_name;
use super::{Builder, Want, ours};
use crate::ir::{Block, Certain, Code, Event, LocalId, Origin, Step, Words, mutable};
use crate::syntax::awaiting::ends;
use crate::syntax::parens;
use crate::syntax::suspends::{APART, is_aggregate_type, suspends};
use crate::syntax::{Coroutine, Param};
use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote};
use syn::token::Semi;
use syn::{Expr, Pat, Stmt};

impl Builder<'_> {
    /// The argument as the machine is given it.
    pub(super) fn parameter(&mut self, param: &Param, generics: &syn::Generics) -> LocalId {
        let local = self.new_local(&param.name, Origin::Param);
        self.note(local, Known::of_type(&param.ty));
        self.locals[local].ty = self.types.is_some().then(|| param.ty.clone());
        self.locals[local].crosses = true;
        self.locals[local].container = is_container(&param.ty);
        self.note_told(local, Told::by_type(&param.ty));
        self.locals[local].owns_all = true;
        self.locals[local].once = is_called_once(&param.ty, generics);
        self.event(Event::Init(local));
        local
    }

    /// A variable outside of the machine.
    fn outer(&mut self, name: &Ident) {
        let local = self.new_local(super::names::plain(&name.to_string()), Origin::Outer);
        self.locals[local].inert = true;
        self.locals[local].crosses = true;
        self.names.declare(name, super::names::Meaning::Local(local));
        self.event(Event::Init(local));
    }

    /// Binds the arguments as rustc does, one after the other, then runs the body. What a block captures is dropped as a closure's
    /// captures are, the first one first.
    pub(super) fn function(&mut self, coroutine: &Coroutine, params: &[LocalId]) -> Block {
        self.block(|this| {
            let outer = coroutine.captures.iter().flat_map(|captures| &captures.outer);
            outer.for_each(|outer| this.outer(&outer.name));
            let mut given: Vec<_> = coroutine.params.iter().zip(params).collect();
            if coroutine.captures.is_some() {
                given.reverse();
            }
            for (param, local) in given {
                this.bind_parameter(param, *local);
            }
            this.tail_expects = this.returned.clone();
            this.scope_of(super::apart::marked(&coroutine.marked))
        })
    }

    fn bind_parameter(&mut self, param: &Param, local: LocalId) {
        let value = self.use_temporary(local, param.ident.clone(), Want::Value);
        let pat = super::pattern::irrefutable(&param.pat);
        match simple_name(&pat) {
            Some((ident, mutable)) => {
                let code = self.finish(&value);
                let ident = ident.clone();
                let user = self.declare_user(&ident, Some(local));
                self.note(user, self.known_local(local));
                self.locals[user].aggregate = is_aggregate_type(&param.ty);
                self.note_made(user, Some(param.ty.clone()));
                self.locals[user].certain = Some(Certain::Type(param.ty.clone()));
                let ty = self.locals[local].ty.clone();
                self.locals[user].ty = ty;
                self.locals[user].constant = mutable.is_none();
                // `self` is no name for a variable.
                self.locals[user].crosses |= param.is_receiver;
                self.bind((user, &ident), mutable, None, code);
                self.event(Event::Init(user));
            }
            None => {
                // The argument itself stays alive behind its pattern.
                let code = self.finish(&value);
                let holder = self.new_local(&param.name, Origin::User(Some(local)));
                self.note(holder, self.known_local(local));
                let ty = self.locals[local].ty.clone();
                self.locals[holder].ty = ty;
                let ident = param.ident.clone();
                self.bind((holder, &ident), Some(mutable()), None, code);
                self.event(Event::Init(holder));
                if !matches!(pat, Pat::Wild(_)) {
                    self.unpack_parameter(param, &pat, holder);
                }
            }
        }
    }

    fn unpack_parameter(&mut self, param: &Param, pat: &Pat, holder: LocalId) {
        self.names.declare(&param.ident, super::names::Meaning::Local(holder));
        let ident = &param.ident;
        let place: Expr = syn::parse_quote!(#ident);
        if super::pattern::is_ambiguous(pat) {
            let (pat, value) = super::alternatives::told_of_any(pat.clone(), place);
            self.bind_lowered(&pat, value, Known::Nothing);
            return;
        }
        let matched = self.matched_by(&place, pat);
        let want = self.want_of(pat, &place);
        let value = self.use_temporary(holder, param.ident.clone(), want);
        let known = self.known_local(holder);
        self.bind_matched(pat, None, &value, matched, None, known);
        self.type_names(pat, Some(&param.ty));
    }

    /// Statements, the last of which may be the block's value.
    pub(super) fn statements(&mut self, mut stmts: Vec<Stmt>) -> Option<Code> {
        self.take_items(&mut stmts);
        let mut value = None;
        let mut stmts = stmts.into_iter();
        while let Some(stmt) = stmts.next() {
            let is_last = stmts.as_slice().is_empty();
            let ended = self.ends_before(&stmt, stmts.as_slice());
            let is_end = ended.is_some() || leaves_before(&stmt, stmts.as_slice());
            match ended.unwrap_or(stmt) {
                Stmt::Expr(expr, None) if is_last => value = self.block_tail(expr),
                Stmt::Expr(expr, semicolon) => self.expression_statement(expr, semicolon),
                Stmt::Macro(mac) if mac.mac.path.is_ident(APART) => {}
                Stmt::Macro(mac) if is_last && mac.semi_token.is_none() => {
                    value = self.block_tail(macro_expression(mac));
                }
                Stmt::Macro(mac) => {
                    let semicolon = mac.semi_token;
                    self.expression_statement(macro_expression(mac), semicolon);
                }
                Stmt::Local(local) => {
                    if local.init.as_ref().is_some_and(|init| init.diverge.is_some()) {
                        let after = stmts.as_slice();
                        self.unused =
                            super::pattern::unused_names(&local.pat, &super::pattern::without_names(after));
                    }
                    let around = std::mem::replace(&mut self.words, words_of_let(&local));
                    let pat = local.pat.clone();
                    self.local_statement(local);
                    self.note_scope(&pat, stmts.as_slice());
                    self.words = around;
                    self.unused.clear();
                }
                Stmt::Item(_) => {}
            }
            if is_end {
                break;
            }
        }
        value
    }

    /// The items among the statements belong to the block under construction.
    pub(super) fn take_items(&mut self, stmts: &mut Vec<Stmt>) {
        stmts.retain(|stmt| {
            let Stmt::Item(item) = stmt else { return true };
            self.declare_item(item);
            if let Some(items) = self.items.last_mut() {
                item.to_tokens(items);
            }
            false
        });
    }

    fn expression_statement(&mut self, expr: Expr, semicolon: Option<Semi>) {
        let around = std::mem::replace(&mut self.words, words_of_expression(&expr, semicolon));
        self.statement(|this| {
            this.is_own_statement = matches!(expr, Expr::Macro(_));
            let value = this.lower(expr, Want::Value, true);
            this.is_own_statement = false;
            let code = this.finish(&value);
            this.step(Step::Do(code, this.words));
        });
        self.words = around;
    }

    fn local_statement(&mut self, local: syn::Local) {
        let (pat, ty) = match local.pat {
            Pat::Type(typed) => (*typed.pat, Some(*typed.ty)),
            pat => (pat, None),
        };
        let refutable = local.init.as_ref().is_some_and(|init| init.diverge.is_some());
        let pat = if refutable { pat } else { super::pattern::irrefutable(&pat) };
        let Some(init) = local.init else {
            self.declare(&pat, ty.as_ref());
            return;
        };
        match init.diverge {
            Some((_, diverge))
                if suspends(&diverge)
                    || suspends(&init.expr)
                    || super::pattern::is_ambiguous(&pat)
                    || extends_beside_others(&init.expr, self.edition) =>
            {
                self.let_else(&pat, ty.as_ref(), *init.expr, *diverge);
            }
            None if ty.is_none() => {
                let (pat, value) = super::alternatives::told_of_any(pat, *init.expr);
                self.let_statement(&pat, None, value, None);
            }
            diverge => {
                self.let_statement(&pat, ty.as_ref(), *init.expr, diverge.map(|(_, diverge)| *diverge));
            }
        }
    }

    pub(super) fn declare(&mut self, pat: &Pat, ty: Option<&syn::Type>) {
        let (written, ty) = (ty, ty.map(ToTokens::to_token_stream));
        if let Some((ident, mutable)) = simple_name(pat) {
            let ident = ident.clone();
            let local = self.declare_user(&ident, None);
            self.step(Step::Declare { local, ident, mutable, ty, words: self.words });
            self.type_names(pat, written);
            return;
        }
        let mutable = super::pattern::mutable_names(pat);
        for ident in super::pattern::bindings(pat) {
            let local = self.declare_user(&ident, None);
            let mutable = mutable.contains(&ident.to_string()).then(Default::default);
            self.step(Step::Declare { local, ident, mutable, ty: None, words: self.words });
        }
        self.type_names(pat, written);
    }

    fn let_statement(&mut self, pat: &Pat, ty: Option<&syn::Type>, init: Expr, diverge: Option<Expr>) {
        // `let _ = x;` uses nothing: it may stand behind what consumes the variable.
        if matches!(pat, Pat::Wild(_)) && ty.is_none() && diverge.is_none() && self.local_of(&init).is_some()
        {
            return;
        }
        let certain = self.certain(ty, &init).filter(|_| simple_name(pat).is_some());
        let known = match ty.map_or(Known::Nothing, Known::of_type) {
            // An exclusive reference, perhaps one that goes on from another.
            Known::Inert => Known::Inert,
            written => self.known(&init).or(written),
        };
        // Of a simple name, its type may tell more.
        let parts = if simple_name(pat).is_none() { self.known_parts(pat, &init) } else { Vec::new() };
        let aggregate = ty.is_some_and(is_aggregate_type) || self.is_aggregate(&init);
        self.aggregate = (aggregate, ty.cloned().or_else(|| self.made_as(&init)));
        let types = self.types_of_let(pat, ty, &init);
        let container = ty.map_or_else(|| makes_container(&init), is_container);
        let told = ty.map_or_else(|| Told::by_value(&init), Told::by_type);
        let owns_all = ty.map_or_else(|| owns_all(&init), owns_all);
        let iterator = ty.is_none() && self.makes_iterator(&init);
        let captures = makes_capture(&init);
        self.extended_type = ty.and_then(|ty| extended_type(ty, pat, &init));
        self.with_extension(init, pat, diverge, |this, extension| {
            this.let_extended(pat, ty, extension, known);
        });
        self.aggregate = (false, None);
        for (name, known) in parts {
            self.names.get(&name).into_iter().for_each(|local| self.note(local, known));
        }
        if let Some(local) = simple_name(pat).and_then(|(name, _)| self.names.get(name)) {
            self.locals[local].container = container;
            self.note_told(local, told);
            self.locals[local].owns_all = owns_all;
            self.locals[local].iterator = iterator;
            self.locals[local].captures = captures;
            self.locals[local].certain = certain;
        }
        self.note_types(types);
    }

    /// What a `let` is given, with the temporaries whose life it extends declared; and what `else` does.
    fn with_extension(
        &mut self,
        init: Expr,
        pat: &Pat,
        diverge: Option<Expr>,
        bind: impl FnOnce(&mut Self, (Expr, Option<Expr>)),
    ) {
        let first = self.extended.len();
        let shares = extends_beside_others(&init, self.edition);
        let extend = |this: &mut Self| {
            let extended = this.extend_temporaries(init, pat);
            this.extended_type = None;
            (extended, diverge.map(|diverge| this.without_extended(first, diverge)))
        };
        if shares {
            self.statement(|this| {
                this.extends_from = this.steps.last().map(Vec::len);
                let extension = extend(this);
                this.extends_from = None;
                bind(this, extension);
            });
        } else {
            let extension = extend(self);
            self.statement(|this| bind(this, extension));
        }
    }

    fn let_extended(
        &mut self,
        pat: &Pat,
        ty: Option<&syn::Type>,
        (extended, diverge): (Expr, Option<Expr>),
        known: Known,
    ) {
        let takes_all = super::pattern::binds_whole(pat) || self.takes_all(pat, &extended);
        let is_taken = diverge.is_none() && takes_all;
        let is_plain = simple_name(pat).is_some() || is_taken;
        let matched = if is_plain { None } else { self.matched_by(&extended, pat) };
        let want = if is_taken { Want::Value } else { self.want_of(pat, &extended) };
        self.expects = ty.map_or(Expects::Nothing, |ty| Expects::Type(quote!(#ty)));
        let value = self.lower(extended.clone(), want, true);
        let otherwise = diverge.map(|mut diverge| {
            self.maybe(|this| {
                this.opaque(&mut diverge, Want::Value);
                this.diverge();
            });
            self.finish(&diverge)
        });
        self.bind_matched(pat, ty, &value, matched, otherwise, known);
    }

    /// `let pattern = value;`
    pub(super) fn bind_lowered(&mut self, pat: &Pat, value: Expr, known: Known) {
        let matched = self.matched_by(&value, pat);
        let want = self.want_of(pat, &value);
        let value = self.lower(value, want, true);
        self.bind_matched(pat, None, &value, matched, None, known);
    }

    /// `let pattern: ty = value else { otherwise };`, of a value that is lowered.
    pub(super) fn bind_matched(
        &mut self,
        pat: &Pat,
        ty: Option<&syn::Type>,
        value: &Expr,
        place: Option<crate::ir::MatchedPlace>,
        otherwise: Option<Code>,
        known: Known,
    ) {
        let code = self.finish(value);
        let ty = ty.map(ToTokens::to_token_stream);
        match simple_name(pat) {
            Some((ident, mutable)) if otherwise.is_none() => {
                let ident = ident.clone();
                let local = self.declare_user(&ident, None);
                self.note(local, known);
                self.locals[local].aggregate = self.aggregate.0;
                let made_as = self.aggregate.1.take();
                self.note_made(local, made_as);
                self.locals[local].constant = mutable.is_none();
                self.step(Step::Let { local, ident, mutable, ty, code, words: self.words });
                self.event(Event::Init(local));
            }
            _ => {
                let unused = if otherwise.is_some() { &self.unused[..] } else { &[] };
                let pattern = super::pattern::describe_compared(pat, unused);
                let bindings = self.declare_bindings(pat, otherwise.is_some());
                for binding in &bindings {
                    self.note(binding.local, known.bound());
                    self.event(Event::Init(binding.local));
                }
                let place = self.after_match(place, pat);
                self.step(Step::Unpack { pattern, ty, code, place, bindings, otherwise, words: self.words });
            }
        }
    }

    /// `let pattern = init else { diverge };` where one of them suspends: the temporaries of `init` end before `diverge` is run.
    ///
    /// ```text
    ///   let matched = match init { pattern => Some((names,)), _ => None };
    ///   let Some((names,)) = made(matched) else { diverge };
    /// ```
    ///
    /// (A value that is taken as a whole leaves nothing behind that would have to be held.)
    fn let_else(&mut self, pat: &Pat, ty: Option<&syn::Type>, init: Expr, mut diverge: Expr) {
        let names = super::pattern::bindings(pat);
        let matched = ours(&format!("matched{}", self.locals.len()), proc_macro2::Span::call_site());
        let private = self.private.clone();
        let matches = |init: &Expr| {
            let init = parens::before_block(init);
            syn::parse_quote!(match #init { #pat => #private::Option::Some((#(#names,)*)), _ => #private::Option::None })
        };
        match ty {
            Some(ty) => {
                let typed = matches(&syn::parse_quote!({ let value: #ty = #init; value }));
                self.let_statement(&syn::parse_quote!(#matched), None, typed, None);
            }
            None => self.with_extension(init, pat, Some(diverge.clone()), |this, (init, otherwise)| {
                otherwise.into_iter().for_each(|otherwise| diverge = otherwise);
                this.let_statement(&syn::parse_quote!(#matched), None, matches(&init), None);
            }),
        }
        let mutable = super::pattern::mutable_names(pat);
        let names = names
            .iter()
            .map(|name| if mutable.contains(&name.to_string()) { quote!(mut #name) } else { quote!(#name) });
        let bound = quote!((#(#names,)*));
        let pattern = |tokens| {
            syn::parse::Parser::parse2(Pat::parse_single, tokens).unwrap_or_else(|_| syn::parse_quote!(_))
        };
        if suspends(&diverge) {
            let value = ours("value", proc_macro2::Span::call_site());
            let expr = syn::parse_quote!(match #private::made(#matched) { #private::Option::Some(#value) => #value, #private::Option::None => #diverge });
            // A name may be a constant's, which the value is then.
            let never = (!self.unused.is_empty()).then(|| syn::parse_quote!({ ::core::unreachable!() }));
            self.let_statement(&pattern(bound), None, expr, never);
        } else {
            let bound = pattern(quote!(#private::Option::Some(#bound)));
            self.let_statement(&bound, None, syn::parse_quote!(#private::made(#matched)), Some(diverge));
        }
    }
}

impl Builder<'_> {
    /// What `else` does, behind the end of the temporaries that would have lived as long as what the pattern binds: all from
    /// the given one on.
    fn without_extended(&self, first: usize, diverge: Expr) -> Expr {
        let private = &self.private;
        let extended = self.extended.get(first..).unwrap_or_default();
        let drops = extended.iter().rev();
        if extended.is_empty() {
            diverge
        } else {
            syn::parse_quote!({ #(#private::drop(#drops);)* #diverge })
        }
    }
}

fn words_of_let(local: &syn::Local) -> Words {
    let equals = local.init.as_ref().map_or_else(Span::mixed_site, |init| init.eq_token.span);
    Words { keyword: local.let_token.span, equals, end: local.semi_token.span }
}

/// A construct with braces may have none: it ends with the last of them.
fn words_of_expression(expr: &Expr, semicolon: Option<Semi>) -> Words {
    let last = || ends(expr.to_token_stream()).map_or_else(Span::mixed_site, |(_, last)| last);
    Words { end: semicolon.map_or_else(last, |semicolon| semicolon.span), ..Words::ours() }
}

/// A macro call in the place of a statement, as the expression that it is.
pub(super) fn macro_expression(mac: syn::StmtMacro) -> Expr {
    Expr::Macro(syn::ExprMacro { attrs: mac.attrs, mac: mac.mac })
}
