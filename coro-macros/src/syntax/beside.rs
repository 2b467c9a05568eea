//! Calls of the file's macros, beside what they were expanded to.
//!
//! The body has the expansion. But a macro that nobody calls any more would be reported as unused, and so the check (and it
//! alone) has the call as well, where it is never reached: behind `loop {}`, where rustc infers types and borrows nothing.
//!
//! ```text
//!   value        __coro_beside(expansion, call!(..))      →  beside(expansion, { loop {} call!(..) })
//!   statements   __coro_beside! { tie (names) call!(..) }  →  { loop {} call!(..); tie.to(&names) }
//!                expansion
//!                __coro_beside! { tie (names) }            →  { loop {} tie.to(&names) }
//!   a place      __coro_beside! { tie () &call!(..) }      →  { loop {} &call!(..) }
//!                .. expansion ..
//! ```
//!
//! A value and its call have the same type, and so have the names that both bind: what later code says of the one it says of the other.

mod one_type;

use super::expansion::possible_names;
use super::macros;
use super::mentions::Mentions;
use super::suspends::is_place;
use super::yields::mentions_yield;
use one_type::{is_of_one_type, without_kept};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use std::collections::HashSet;
use syn::parse::{Parse, ParseStream, Parser};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Signature, Stmt};

/// The name of what stands for both.
const MARK: &str = "__coro_beside";

/// The names that a function binds.
pub(super) fn locals(sig: &Signature, body: &Block) -> HashSet<String> {
    struct Names(HashSet<String>);
    impl Visit<'_> for Names {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            self.0.insert(pat.ident.to_string());
            visit::visit_pat_ident(self, pat);
        }

        fn visit_stmt_macro(&mut self, stmt: &syn::StmtMacro) {
            let mut names = Vec::new();
            possible_names(stmt.mac.tokens.clone(), &mut names);
            self.0.extend(names.iter().map(ToString::to_string));
        }
    }
    let mut names = Names(HashSet::new());
    names.visit_signature(sig);
    names.visit_block(body);
    names.0
}

/// What a macro expands to, at the place of its call.
pub(super) fn placed(tokens: TokenStream, span: Span) -> TokenStream {
    let here = Span::call_site().located_at(span);
    let place = |token| match token {
        TokenTree::Group(group) => {
            let mut placed = Group::new(group.delimiter(), placed(group.stream(), span));
            placed.set_span(here);
            TokenTree::Group(placed)
        }
        mut token => {
            token.set_span(here);
            token
        }
    };
    tokens.into_iter().map(place).collect()
}

/// Whether it may stand twice in a body, and nothing in it has to be seen by its own macro or by `cfg` first. Where the body yields,
/// what yields has to be part of it; and where it gives items, what returns a value stays in its call, which makes an item of it.
pub(super) fn is_understood(tokens: &TokenStream, body_yields: bool, has_items: bool) -> bool {
    const WORDS: [&str; 4] = ["co", "macro_rules", "cfg", "cfg_attr"];
    let yields = mentions_yield(tokens.clone());
    let returns = has_items && !yields && returns_value(tokens);
    !WORDS.iter().any(|word| has_word(tokens, word)) && (body_yields || !yields) && !returns
}

/// Whether there is a `return` with something behind it.
fn returns_value(tokens: &TokenStream) -> bool {
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match &token {
            TokenTree::Ident(word) if word == "return" => tokens.peek().is_some_and(
                |next| !matches!(next, TokenTree::Punct(punct) if [';', ','].contains(&punct.as_char())),
            ),
            TokenTree::Group(group) => returns_value(&group.stream()),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
    }
    false
}

/// Whether rustc's own expansion of the call passes the check of a body that yields: where that gives items, `return` means another
/// thing; and [`shadow`] stands for the macros that are called by their names alone.
pub(super) fn is_checked(tokens: &TokenStream, has_items: bool) -> bool {
    fn by_path(tokens: &TokenStream) -> bool {
        let mut before = ' ';
        tokens.clone().into_iter().any(|token| match token {
            TokenTree::Ident(ident) => {
                std::mem::replace(&mut before, ' ') == ':' && (ident == "yield_" || ident == "yield_from")
            }
            TokenTree::Punct(punct) => {
                before = punct.as_char();
                false
            }
            TokenTree::Group(group) => by_path(&group.stream()),
            TokenTree::Literal(_) => false,
        })
    }
    let leaves = has_items && has_word(tokens, "return");
    !(leaves || has_word(tokens, "yield") || by_path(tokens))
}

/// The macros that yield, for what rustc expands a call to in the check: `yields` stands for the machine's caller.
pub(crate) fn shadow(yields: &Ident) -> TokenStream {
    let [value, from] = ["yield_", "yield_from"].map(|name| Ident::new(name, Span::call_site()));
    quote! {
        macro_rules! #value {
            () => { (&#yields).give(()) };
            ($value:expr) => { (&#yields).give($value) };
        }
        macro_rules! #from {
            ($inner:expr) => {{ let _ = $inner; loop {} }};
        }
    }
}

pub(crate) fn has_word(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => has_word(&group.stream(), word),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// How the call stands beside an expression that it stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Both are values of one type.
    Value,
    /// The expression has to stay by itself: it is a place, or comes to nothing, or extends the life of a temporary.
    Statement,
    /// Its type is another one wherever it is written: there cannot be two of it.
    Nowhere,
}

impl Beside {
    /// `initialises`: a variable, by `let`.
    pub(super) fn of(expr: &Expr, initialises: bool) -> Self {
        if is_place(expr) || initialises && may_extend(expr) || diverges(expr) {
            Beside::Statement
        } else if is_of_one_type(expr) {
            Beside::Value
        } else {
            Beside::Nowhere
        }
    }
}

/// Whether it leaves, as far as its form tells.
fn diverges(expr: &Expr) -> bool {
    match inner(expr) {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Block(block) => match block.block.stmts.last() {
            Some(Stmt::Expr(last, _)) => diverges(last),
            Some(Stmt::Macro(last)) => always_panics(&last.mac),
            _ => false,
        },
        Expr::Macro(mac) => always_panics(&mac.mac),
        _ => false,
    }
}

fn always_panics(mac: &Macro) -> bool {
    const PANICS: [&str; 5] = ["panic", "unreachable", "todo", "unimplemented", "bail"];
    mac.path.segments.last().is_some_and(|name| PANICS.iter().any(|panics| name.ident == panics))
}

fn inner(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => inner(&paren.expr),
        Expr::Group(group) => inner(&group.expr),
        expr => expr,
    }
}

/// Whether `let x = expr` could extend the life of a temporary in it.
fn may_extend(expr: &Expr) -> bool {
    let value = |stmt: Option<&Stmt>| matches!(stmt, Some(Stmt::Expr(expr, None)) if may_extend(expr));
    match inner(expr) {
        Expr::Reference(_) => true,
        Expr::Struct(fields) => fields.fields.iter().any(|field| may_extend(&field.expr)),
        Expr::Tuple(tuple) => tuple.elems.iter().any(may_extend),
        Expr::Array(array) => array.elems.iter().any(may_extend),
        Expr::Cast(cast) => may_extend(&cast.expr),
        Expr::Call(call) => call.args.iter().any(may_extend),
        Expr::Block(block) => value(block.block.stmts.last()),
        Expr::If(branches) => {
            value(branches.then_branch.stmts.last())
                || branches.else_branch.as_ref().is_some_and(|(_, other)| may_extend(other))
        }
        Expr::Match(arms) => arms.arms.iter().any(|arm| may_extend(&arm.body)),
        Expr::Macro(mac) => mac
            .mac
            .path
            .segments
            .last()
            .is_some_and(|name| name.ident == "format_args" || name.ident == "pin"),
        _ => false,
    }
}

/// The value, and the call.
pub(super) fn stand_beside(call: &Macro, expansion: &Expr) -> Expr {
    let mark = Ident::new(MARK, Span::mixed_site());
    let call = without_kept(call);
    syn::parse_quote!(#mark(#expansion, #call))
}

/// Statements before the one with what the calls stand for. One that mentions a name that the statement itself binds is
/// left out.
pub(super) fn stand_before(calls: &[Macro], stmt: &Stmt) -> Vec<Stmt> {
    if calls.is_empty() {
        return Vec::new();
    }
    let bound = bound_inside(stmt);
    let knows = |call: &&Macro| !bound.iter().any(|name| has_word(&call.tokens, name));
    let mark = Ident::new(MARK, Span::mixed_site());
    let calls = calls.iter().filter(knows).map(without_kept);
    calls.map(|call| syn::parse_quote!(#mark! { #mark () &#call })).collect()
}

/// The names that a statement binds for parts of itself.
fn bound_inside(stmt: &Stmt) -> HashSet<String> {
    struct Names(HashSet<String>);
    impl Visit<'_> for Names {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            self.0.insert(pat.ident.to_string());
            visit::visit_pat_ident(self, pat);
        }

        fn visit_local(&mut self, local: &syn::Local) {
            local.init.iter().for_each(|init| self.visit_local_init(init));
        }
    }
    let mut names = Names(HashSet::new());
    names.visit_stmt(stmt);
    names.0
}

/// The statements, and the call.
pub(super) fn stand_around(call: &Macro, number: usize, expansion: &mut Vec<Stmt>) {
    let tie = Ident::new(&format!("tie_{number}"), Span::mixed_site());
    let mark = Ident::new(MARK, Span::mixed_site());
    let (names, call) = (given_names(call, expansion), without_kept(call));
    expansion.insert(0, syn::parse_quote!(#mark! { #tie (#(#names)*) #call }));
    if !names.is_empty() {
        expansion.push(syn::parse_quote!(#mark! { #tie (#(#names)*) }));
    }
}

/// Makes a statement of a value. A call of another macro may then be expanded to nothing.
pub(super) fn end(stmt: &mut Stmt) {
    let Stmt::Expr(expr, semicolon @ None) = stmt else { return };
    let semi_token = *semicolon.insert(syn::token::Semi::default());
    if let Expr::Macro(syn::ExprMacro { attrs, mac }) = expr {
        let (attrs, mac) = (std::mem::take(attrs), mac.clone());
        *stmt = Stmt::Macro(syn::StmtMacro { attrs, mac, semi_token: Some(semi_token) });
    }
}

/// The names that the call gives and its statements bind.
fn given_names(call: &Macro, stmts: &[Stmt]) -> Vec<Ident> {
    struct Names(Vec<Ident>);
    impl Visit<'_> for Names {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            self.0.push(pat.ident.clone());
            visit::visit_pat_ident(self, pat);
        }

        fn visit_expr(&mut self, _: &Expr) {}
    }
    let mut names = Names(Vec::new());
    stmts.iter().for_each(|stmt| {
        if let Stmt::Local(local) = stmt {
            names.visit_pat(&local.pat);
        }
    });
    names.0.retain(|name| has_word(&call.tokens, &name.to_string()) && name != "_");
    names.0
}

/// Whether it is one of these.
pub(super) fn is_beside(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Macro(mac) if mac.mac.path.is_ident(MARK))
}

/// The expansion, and the call.
pub(super) fn parts(expr: &Expr) -> Option<(&Expr, &Expr)> {
    let Expr::Call(call) = expr else { return None };
    let marked = matches!(&*call.func, Expr::Path(path) if path.path.is_ident(MARK));
    (marked && call.args.len() == 2).then(|| (&call.args[0], &call.args[1]))
}

/// Leaves the calls out.
pub(super) fn leave_out(body: &mut Block) {
    struct Leave;
    impl VisitMut for Leave {
        fn visit_block_mut(&mut self, block: &mut Block) {
            block.stmts.retain(|stmt| !is_beside(stmt));
            visit_mut::visit_block_mut(self, block);
        }

        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            if let Some((expansion, _)) = parts(expr) {
                *expr = expansion.clone();
            }
            visit_mut::visit_expr_mut(self, expr);
        }

        fn visit_macro_mut(&mut self, mac: &mut Macro) {
            if has_word(&mac.tokens, MARK) {
                macros::visit_arguments(mac, self);
            }
        }
    }
    Leave.visit_block_mut(body);
}

/// Whether a body that mentions this has such calls: what they expand to may hold `.await`.
pub(super) fn has_any(mentions: &Mentions) -> bool {
    mentions.words.contains(MARK)
}

/// `tie (names) call!(..)`
struct Around {
    tie: Ident,
    names: TokenStream,
    call: Option<TokenStream>,
}

impl Parse for Around {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let tie = input.parse()?;
        let names: Group = input.parse()?;
        let names = names.stream().into_iter().map(|name| quote!(&#name,)).collect();
        let call: TokenStream = input.parse()?;
        Ok(Around { tie, names, call: (!call.is_empty()).then_some(call) })
    }
}

/// What the check has for the statement.
fn around(stmt: &Stmt, private: &syn::Path, shadow: Option<&TokenStream>) -> Option<Vec<Stmt>> {
    let Stmt::Macro(mac) = stmt else { return None };
    let Around { tie, names, call } =
        is_beside(stmt).then(|| Around::parse.parse2(mac.mac.tokens.clone()).ok())??;
    let binding =
        call.as_ref().filter(|_| !names.is_empty()).map(|_| quote!(let #tie = #private::same_types();));
    let same_types = (!names.is_empty()).then(|| quote!((&#tie).to((#names));));
    let call = call.map(|call| quote!(#shadow #call;));
    let mut stmts = Block::parse_within.parse2(quote!(#binding)).ok()?;
    stmts.push(Stmt::Expr(never(&quote!({}), &quote!(#call #same_types)), None));
    Some(stmts)
}

/// What the check has for the value.
pub(crate) fn value(expr: &Expr, private: &syn::Path, shadow: Option<&TokenStream>) -> Option<Expr> {
    let (expansion, call) = parts(expr)?;
    let mut beside: syn::ExprCall = syn::parse_quote!(#private::beside(#expansion));
    // An arm each: what is expected of the one is of the other.
    beside.args.push(never(&quote!(#private::unreachable()), &quote!(#shadow #call)));
    Some(Expr::Call(beside))
}

/// Code that never runs, nor is looked into: a macro in it may be called like one of the standard library's, and is the file's.
fn never(instead: &TokenStream, code: &TokenStream) -> Expr {
    let allow = allow();
    let mut branch: syn::ExprMatch = syn::parse_quote!(match () { () => #instead, #allow _ => {} });
    *branch.arms[1].body = Expr::Verbatim(quote!({ loop {} #code }));
    Expr::Match(branch)
}

/// What the check has for a closure or an `async` block, which stays as it is otherwise.
pub(crate) fn show_inside(expr: &mut Expr, private: &syn::Path, shadow: Option<&TokenStream>) {
    struct Show<'a> {
        private: &'a syn::Path,
        shadow: Option<&'a TokenStream>,
    }
    impl VisitMut for Show<'_> {
        fn visit_block_mut(&mut self, block: &mut Block) {
            show_statements(block, self.private, self.shadow);
            visit_mut::visit_block_mut(self, block);
        }

        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            if let Some(shown) = value(expr, self.private, self.shadow) {
                *expr = shown;
            }
            visit_mut::visit_expr_mut(self, expr);
        }

        fn visit_macro_mut(&mut self, mac: &mut Macro) {
            if has_word(&mac.tokens, MARK) {
                macros::visit_arguments(mac, self);
            }
        }
    }
    if has_word(&quote!(#expr), MARK) {
        visit_mut::visit_expr_mut(&mut Show { private, shadow }, expr);
    }
}

/// What the check has for the statements of a block.
pub(crate) fn show_statements(block: &mut Block, private: &syn::Path, shadow: Option<&TokenStream>) {
    let shown = |stmt| around(&stmt, private, shadow).unwrap_or_else(|| vec![stmt]);
    block.stmts = std::mem::take(&mut block.stmts).into_iter().flat_map(shown).collect();
}

fn allow() -> TokenStream {
    quote!(#[allow(unreachable_code, unreachable_patterns, unused, clippy::all, clippy::pedantic, clippy::restriction)])
}
