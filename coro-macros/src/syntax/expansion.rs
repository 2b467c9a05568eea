//! Macros of which an attribute does not know what they expand to.
//!
//! An attribute sees macro calls unexpanded. The standard library's are known by name, and so are those that everybody uses
//! for logs and errors; any other may hold `.await`, `return`, `?`, `break` or `let`. Such a call is marked here: it becomes
//! a suspension point of its own, [`MARK`]`! { call }.await`, that the later stages lower as a nested future.
//!
//! In the place of a statement, a call may bind variables, also under names that nobody else sees: a guard, or what those with names
//! refer to. They live to the end of the block, and so does the nested future then, which holds them: [`MARK`]`![ call ].await`.

mod bails;

use super::beside;
use super::block::CoBlock;
use super::formats::of_self;
use super::macros::{self, Known, MacroCall};
use super::mentions::{Mentions, names_of};
use super::suspends::is_compound;
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Pat, Stmt};

/// The name of the macro that stands around a call that may suspend; between brackets, if it stays when it has a value.
const MARK: &str = "__coro_expansion";

/// Macros of well-known crates that neither suspend nor leave; those that log are known by their grammar.
const HARMLESS: [&str; 10] = [
    "anyhow",
    "eyre",
    "format_err",
    "json",
    "format_ident",
    "quote",
    "parse_quote",
    "addr_of",
    "addr_of_mut",
    "thread_local",
];

/// A body in which the calls are marked, and whether there are any; what it mentions is known.
pub(crate) fn mark(body: &Block, mentions: &Mentions, params: &[&Pat], awaits: bool) -> (Block, bool) {
    let mut marked = body.clone();
    let any = awaits && beside::has_any(mentions);
    beside::leave_out(&mut marked);
    of_self::tell(&mut marked);
    if awaits {
        bails::expand(&mut marked);
    }
    let mut marker = Marker { bound: HashSet::new(), harmless: HashSet::new(), any, awaits };
    params.iter().for_each(|pat| marker.visit_names(pat));
    marker.visit_block_mut(&mut marked);
    (marked, marker.any)
}

/// A marked call.
pub(crate) struct Marked {
    /// Statements, the last of which is its value.
    pub(crate) content: TokenStream,
    /// Whether it stays to the end of the block that it stands in.
    pub(crate) stays: bool,
}

pub(crate) fn marked(expr: &Expr) -> Option<Marked> {
    match expr {
        Expr::Macro(mac) if mac.mac.path.is_ident(MARK) => Some(Marked {
            content: mac.mac.tokens.clone(),
            stays: matches!(mac.mac.delimiter, syn::MacroDelimiter::Bracket(_)),
        }),
        _ => None,
    }
}

/// The name of a marked call's macro.
pub(crate) fn marked_name(expr: &Expr) -> Option<Ident> {
    first_name(marked(expr)?.content)
}

fn first_name(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident),
        // `{ call!(..); }`
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => first_name(group.stream()),
        _ => None,
    })
}

struct Marker {
    /// The names that were bound so far in the blocks around, wherever they are in scope.
    bound: HashSet<String>,
    /// Macros of the body's own that neither suspend nor leave.
    harmless: HashSet<String>,
    any: bool,
    /// Whether the machine is pinned before it runs, and may hold what refers to itself.
    awaits: bool,
}

impl Marker {
    fn visit_names(&mut self, pat: &Pat) {
        self.bound.extend(names_of(pat).iter().map(ToString::to_string));
    }

    fn is_unknown(&self, mac: &Macro) -> bool {
        let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        if CoBlock::of(mac).is_some() {
            return false;
        }
        let leaves = leaves(mac.tokens.clone(), &['?']);
        match macros::parse(mac) {
            // Nobody sees what it has made when it waits.
            MacroCall::Known(call) if call.name == Known::Made => leaves,
            // Another crate's assertions evaluate what they are given, as all do.
            MacroCall::Known(_) | MacroCall::Matches { .. } => {
                leaves && !name.contains("assert") && macros::may_be_foreign(mac)
            }
            MacroCall::Constant => false,
            MacroCall::Fields(_) => leaves,
            MacroCall::Expressions { .. } | MacroCall::Select(_) | MacroCall::Soup => {
                let harmless = HARMLESS.contains(&name.as_str()) || self.harmless.contains(&name);
                name != MARK && !macros::is_pin(mac) && (!harmless || leaves)
            }
        }
    }

    /// `call` as a suspension point, whose value is that of `content`.
    fn expansion(&mut self, mac: &Macro, content: &TokenStream) -> Expr {
        self.any = true;
        let span = syn::spanned::Spanned::span(&mac.path);
        let mark = Ident::new(MARK, span);
        let wait = Ident::new("await", span);
        syn::parse_quote!(#mark! { #content }.#wait)
    }

    /// What a statement is made into; `rest` are the statements after it.
    fn statement(&mut self, mut stmt: Stmt, rest: &[Stmt]) -> Vec<Stmt> {
        match &mut stmt {
            Stmt::Macro(mac) if is_item(&mac.mac) => {
                return vec![Stmt::Item(syn::Item::Verbatim(mac.to_token_stream()))];
            }
            Stmt::Macro(mac) if mac.semi_token.is_some() || !rest.is_empty() => {
                if let Some(pinned) = pinned_locals(&mac.mac) {
                    return pinned.into_iter().flat_map(|stmt| self.statement(stmt, rest)).collect();
                }
                if self.is_unknown(&mac.mac) {
                    return vec![self.macro_statement(mac, rest)];
                }
            }
            Stmt::Item(syn::Item::Macro(item)) => self.note_rules(item),
            _ => {}
        }
        self.visit_stmt_mut(&mut stmt);
        vec![stmt]
    }

    /// A call in the place of a statement may bind names, by `let`: those that it is given and that are used later.
    fn macro_statement(&mut self, mac: &syn::StmtMacro, rest: &[Stmt]) -> Stmt {
        let (call, attrs) = (&mac.mac, &mac.attrs);
        if rest.is_empty() {
            // If it never comes to its end, its block is of any type; if it does, of none.
            return Stmt::Expr(self.expansion(call, &quote!({ #(#attrs)* #call; })), None);
        }
        let mut names = Vec::new();
        possible_names(call.tokens.clone(), &mut names);
        let later: TokenStream = rest.iter().map(ToTokens::to_token_stream).collect();
        let mut used = HashSet::new();
        words(later, &mut used);
        names.retain(|name| used.contains(&name.to_string()) && !self.bound.contains(&name.to_string()));
        self.bound.extend(names.iter().map(ToString::to_string));
        let mut expansion = self.expansion(call, &quote!(#(#attrs)* #call; (#(#names,)*)));
        if self.awaits {
            stays(&mut expansion);
        }
        if names.is_empty() {
            return syn::parse_quote!(#expansion;);
        }
        syn::parse_quote!(let (#(mut #names,)*) = #expansion;)
    }

    /// Remembers a macro of the body's own whose rules hold nothing that could leave them.
    fn note_rules(&mut self, item: &syn::ItemMacro) {
        let Some(name) = &item.ident else { return };
        if !leaves(item.mac.tokens.clone(), &['?', '!']) {
            self.harmless.insert(name.to_string());
        }
    }
}

impl VisitMut for Marker {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let (harmless, bound) = (self.harmless.clone(), self.bound.clone());
        let stmts = std::mem::take(&mut block.stmts);
        for (number, stmt) in stmts.iter().enumerate() {
            let made = self.statement(stmt.clone(), &stmts[number + 1..]);
            block.stmts.extend(made);
        }
        (self.harmless, self.bound) = (harmless, bound);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            // It gives a future, and does nothing by itself.
            Expr::Await(wait) if is_combinator(&wait.base) => {}
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {}
            // What is assigned to is a place, which leaves nothing.
            Expr::Assign(assign) if matches!(*assign.left, Expr::Macro(_)) => {
                self.visit_expr_mut(&mut assign.right);
            }
            Expr::Binary(assign) if is_compound(&assign.op) && matches!(*assign.left, Expr::Macro(_)) => {
                self.visit_expr_mut(&mut assign.right);
            }
            Expr::Macro(mac) if self.is_unknown(&mac.mac) => {
                let call = mac.to_token_stream();
                *expr = self.expansion(&mac.mac.clone(), &call);
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        // The last statement of a block may be a call that is its value.
        if let Stmt::Macro(mac) = stmt
            && self.is_unknown(&mac.mac)
        {
            let call = &mac.mac;
            let attrs = &mac.attrs;
            *stmt = Stmt::Expr(self.expansion(&mac.mac, &quote!(#(#attrs)* #call)), None);
            return;
        }
        visit_mut::visit_stmt_mut(self, stmt);
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        macros::visit_arguments(mac, self);
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        self.visit_names(pat);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    // What stands here is a constant, and no code.
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_generic_argument_mut(&mut self, _: &mut syn::GenericArgument) {}
    fn visit_expr_repeat_mut(&mut self, repeat: &mut syn::ExprRepeat) {
        self.visit_expr_mut(&mut repeat.expr);
    }
}

/// Has a marked call stay behind its value.
fn stays(expansion: &mut Expr) {
    if let Expr::Await(wait) = expansion
        && let Expr::Macro(mac) = &mut *wait.base
    {
        mac.mac.delimiter = syn::MacroDelimiter::Bracket(syn::token::Bracket::default());
    }
}

/// `join!(..)`, where it is awaited: of futures that are there already, or blocks.
fn is_combinator(expr: &Expr) -> bool {
    const COMBINATORS: [&str; 3] = ["join", "try_join", "race"];
    struct Leaves(bool);
    impl Visit<'_> for Leaves {
        fn visit_expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Async(_) | Expr::Closure(_) => {}
                Expr::Await(_)
                | Expr::Try(_)
                | Expr::Return(_)
                | Expr::Break(_)
                | Expr::Continue(_)
                | Expr::Macro(_) => self.0 = true,
                _ => visit::visit_expr(self, expr),
            }
        }
    }
    let Expr::Macro(syn::ExprMacro { mac, .. }) = expr else { return false };
    let named =
        mac.path.segments.last().is_some_and(|last| COMBINATORS.iter().any(|name| last.ident == name));
    let futures = syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated;
    let Some(Ok(futures)) = named.then(|| mac.parse_body_with(futures)) else { return false };
    let mut leaves = Leaves(false);
    futures.iter().for_each(|future| leaves.visit_expr(future));
    !leaves.0
}

/// A call that stands for items: they are visible in all of their block.
pub(crate) fn is_item(mac: &Macro) -> bool {
    const ITEMS: [&str; 12] =
        ["static", "struct", "enum", "fn", "impl", "trait", "mod", "use", "type", "union", "extern", "const"];
    let named = mac
        .path
        .segments
        .last()
        .is_some_and(|last| last.ident == "thread_local" || last.ident == "lazy_static");
    let mut tokens = mac.tokens.clone().into_iter();
    let first = tokens.find(|token| !matches!(token, TokenTree::Punct(_) | TokenTree::Group(_)));
    let item = match first {
        Some(TokenTree::Ident(word)) if word == "pub" => true,
        Some(TokenTree::Ident(word)) => ITEMS.iter().any(|item| word == item),
        _ => false,
    };
    named || item && matches!(mac.delimiter, syn::MacroDelimiter::Brace(_))
}

/// `pin_mut!(a, b)` and tokio's `pin!(a)`, `pin! { let a = value; }`: variables that hold pinned references to what they held.
fn pinned_locals(mac: &Macro) -> Option<Vec<Stmt>> {
    let name = mac.path.segments.last()?.ident.to_string();
    if name != "pin_mut" && name != "pin" {
        return None;
    }
    let span = Span::mixed_site();
    let pinned = |ident: &Ident| -> Stmt {
        let pinned = quote::quote_spanned!(span=> ::core::pin::Pin::new_unchecked(&mut #ident));
        syn::parse_quote!(let mut #ident = #pinned;)
    };
    let idents = syn::punctuated::Punctuated::<Ident, syn::Token![,]>::parse_terminated;
    if let Ok(idents) = syn::parse::Parser::parse2(idents, mac.tokens.clone()) {
        let stmts =
            idents.iter().flat_map(|ident| [syn::parse_quote!(let mut #ident = #ident;), pinned(ident)]);
        return Some(stmts.collect());
    }
    let stmts = syn::parse::Parser::parse2(Block::parse_within, mac.tokens.clone()).ok()?;
    let mut made = Vec::new();
    for stmt in stmts {
        let Stmt::Local(local) = &stmt else { return None };
        let Pat::Ident(pat) = &local.pat else { return None };
        let pin = pinned(&pat.ident);
        made.push(stmt);
        made.push(pin);
    }
    Some(made)
}

/// The words of the tokens that may be uses of variables: not the names of macros, nor what stands before a colon.
pub(super) fn words(tokens: TokenStream, out: &mut HashSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(_) if is(at + 1, ':') || is(at + 1, '!') && !is(at + 2, '=') => {}
            TokenTree::Ident(ident) => {
                out.insert(ident.to_string());
            }
            TokenTree::Group(group) => words(group.stream(), out),
            TokenTree::Literal(literal) => {
                // A format string may capture a name.
                let text = literal.to_string();
                out.extend(text.split(|c: char| !(c.is_alphanumeric() || c == '_')).map(str::to_owned));
            }
            TokenTree::Punct(_) => {}
        }
    }
}

/// The words that may be the names of variables.
pub(super) fn possible_names(tokens: TokenStream, out: &mut Vec<Ident>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_punct = |at: Option<usize>, is: char| {
        at.and_then(|at| tokens.get(at))
            .is_some_and(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == is))
    };
    let is_type = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at))
            .is_some_and(|token| token.to_string().starts_with(char::is_uppercase))
    };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let begins = at.checked_sub(1).is_none_or(|before| may_precede_closure(&tokens[before]));
        match token {
            TokenTree::Punct(bar) if bar.as_char() == '|' && begins => {
                at += names_in_closure(&tokens[at + 1..], out);
            }
            TokenTree::Ident(head) if HEADS.iter().any(|word| head == word) => {
                at += before_block(&tokens[at..]);
            }
            TokenTree::Ident(ident) => {
                let text = ident.to_string();
                let small = text.chars().next().is_some_and(|c| c.is_lowercase() || c == '_') && text != "_";
                let in_path = is_punct(Some(at + 1), ':') && is_punct(Some(at + 2), ':')
                    || is_punct(at.checked_sub(1), ':');
                let field = is_punct(at.checked_sub(1), '.');
                let called =
                    matches!(tokens.get(at + 1), Some(TokenTree::Group(_))) || is_punct(Some(at + 1), '!');
                let keyword = syn::parse_str::<Ident>(&text).is_err();
                if small && !in_path && !field && !called && !keyword && !out.contains(ident) {
                    out.push(ident.clone());
                }
            }
            // What a block binds is its own; in a pattern, the name of a struct is before the braces.
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Brace && !is_type(at.checked_sub(1)) => {}
            TokenTree::Group(group) => possible_names(group.stream(), out),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        at += 1;
    }
}

/// Whether a `|` behind the token begins a closure.
fn may_precede_closure(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => matches!(punct.as_char(), ',' | '=' | '>' | ';' | ':'),
        TokenTree::Ident(word) => word == "move" || word == "async" || word == "return",
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}

/// What a closure mentions, behind its first `|`, but for its parameters. Gives how many tokens it has.
fn names_in_closure(tokens: &[TokenTree], out: &mut Vec<Ident>) -> usize {
    let is = |token: &TokenTree, mark| matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark);
    let Some(bar) = tokens.iter().position(|token| is(token, '|')) else { return 0 };
    let comma = tokens[bar..].iter().position(|token| is(token, ','));
    let end = comma.map_or(tokens.len(), |comma| bar + comma);
    let [mut own, mut mentioned] = [Vec::new(), Vec::new()];
    possible_names(tokens[..bar].iter().cloned().collect(), &mut own);
    possible_names(tokens[bar + 1..end].iter().cloned().collect(), &mut mentioned);
    out.extend(mentioned.into_iter().filter(|name| !own.contains(name)));
    end
}

/// What stands before a block, and binds names for that only.
const HEADS: [&str; 4] = ["if", "while", "for", "match"];

/// How many tokens there are before the first block, if there is one.
fn before_block(tokens: &[TokenTree]) -> usize {
    let is_block =
        |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    tokens.iter().position(is_block).unwrap_or(0)
}

/// Whether the tokens may suspend, leave what they stand in, or bind names; or have one of the marks behind a value.
fn leaves(tokens: TokenStream, marks: &[char]) -> bool {
    const WORDS: [&str; 5] = ["await", "return", "break", "continue", "let"];
    let mut after_value = false;
    tokens.into_iter().any(|token| {
        let behind = std::mem::replace(&mut after_value, !matches!(token, TokenTree::Punct(_)));
        match token {
            TokenTree::Ident(ident) => WORDS.iter().any(|word| ident == word),
            TokenTree::Punct(punct) => behind && marks.contains(&punct.as_char()),
            TokenTree::Group(group) => leaves(group.stream(), marks),
            TokenTree::Literal(_) => false,
        }
    })
}
