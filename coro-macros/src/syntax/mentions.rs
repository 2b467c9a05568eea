//! What code mentions: found in one walk over its tokens, for all who ask.

use super::suspends::is_compound;
use proc_macro2::{Ident, TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};
use syn::visit::{self, Visit};

/// The words of some code.
#[derive(Default)]
pub(crate) struct Mentions {
    /// Each identifier.
    pub(crate) words: HashSet<String>,
    /// What stands behind the dots after each name: `["a", "b", "f"]` for `x.a.b.f()`.
    behind: HashMap<String, Vec<Vec<String>>>,
}

impl Mentions {
    pub(crate) fn of(code: TokenStream) -> Self {
        let mut mentions = Mentions::default();
        mentions.walk(code);
        mentions
    }

    /// How often a part of a variable is mentioned, by the fields that lead there: it, a part of it, or what it is part of.
    pub(crate) fn of_part(&self, variable: &str, fields: &[&str]) -> usize {
        let leads_there = |behind: &&Vec<String>| behind.iter().zip(fields).all(|(one, other)| one == other);
        self.behind.get(variable).map_or(0, |behind| behind.iter().filter(leads_there).count())
    }

    fn walk(&mut self, code: TokenStream) {
        let (mut chain, mut behind_dot) = (None, false);
        for token in code {
            let continues = std::mem::take(&mut behind_dot);
            match (token, &mut chain) {
                (TokenTree::Ident(word), Some(Chain { behind, .. })) if continues => {
                    let word = word.to_string();
                    self.words.insert(word.clone());
                    behind.push(word);
                }
                // `x.0.1` may be one token behind the dot.
                (TokenTree::Literal(fields), Some(Chain { behind, .. })) if continues => {
                    behind.extend(fields.to_string().split('.').map(str::to_owned));
                }
                (TokenTree::Punct(dot), Some(_)) if dot.as_char() == '.' && !continues => behind_dot = true,
                (TokenTree::Ident(word), _) => {
                    let variable = word.to_string();
                    self.words.insert(variable.clone());
                    self.end(chain.replace(Chain { variable, behind: Vec::new() }));
                }
                (TokenTree::Group(group), _) => {
                    self.end(chain.take());
                    self.walk(group.stream());
                }
                (TokenTree::Punct(_) | TokenTree::Literal(_), _) => self.end(chain.take()),
            }
        }
        self.end(chain);
    }

    fn end(&mut self, chain: Option<Chain>) {
        if let Some(Chain { variable, behind }) = chain.filter(|chain| !chain.behind.is_empty()) {
            self.behind.entry(variable).or_default().push(behind);
        }
    }
}

/// A name, and what stands behind the dots after it.
struct Chain {
    variable: String,
    behind: Vec<String>,
}

/// Whether an expression writes to a variable around it: assigns to it, or borrows it exclusively.
pub(crate) fn writes_to(expr: &syn::Expr, variable: &Ident) -> bool {
    struct Writes<'a> {
        variable: &'a Ident,
        found: bool,
    }
    impl Writes<'_> {
        fn place(&mut self, place: &syn::Expr) {
            self.found |= matches!(place, syn::Expr::Path(path) if path.path.is_ident(self.variable));
        }
    }
    impl<'ast> Visit<'ast> for Writes<'_> {
        fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
            self.place(&assign.left);
            visit::visit_expr_assign(self, assign);
        }

        fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
            if is_compound(&binary.op) {
                self.place(&binary.left);
            }
            visit::visit_expr_binary(self, binary);
        }

        fn visit_expr_reference(&mut self, reference: &'ast syn::ExprReference) {
            if reference.mutability.is_some() {
                self.place(&reference.expr);
            }
            visit::visit_expr_reference(self, reference);
        }
    }
    let mut writes = Writes { variable, found: false };
    writes.visit_expr(expr);
    writes.found && !names_in(expr).contains(variable)
}

/// The names that a pattern binds, as they are written.
pub(crate) fn names_of(pat: &syn::Pat) -> Vec<Ident> {
    let mut names = Names(Vec::new());
    names.visit_pat(pat);
    names.0
}

/// The names that an argument of a function binds, but for `self`.
pub(crate) fn names_of_argument(input: &syn::FnArg) -> Vec<Ident> {
    match input {
        syn::FnArg::Typed(input) => names_of(&input.pat),
        syn::FnArg::Receiver(_) => Vec::new(),
    }
}

/// The functions, constants and statics that are in scope in all of a block, and what it imports.
pub(crate) fn names_of_items(block: &syn::Block) -> Vec<Ident> {
    fn imported(tree: &syn::UseTree, names: &mut Vec<Ident>) {
        match tree {
            syn::UseTree::Path(path) => imported(&path.tree, names),
            syn::UseTree::Name(name) => names.push(name.ident.clone()),
            syn::UseTree::Rename(name) => names.push(name.rename.clone()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| imported(item, names)),
            syn::UseTree::Glob(_) => {}
        }
    }
    let mut names = Vec::new();
    for stmt in &block.stmts {
        match stmt {
            syn::Stmt::Item(syn::Item::Fn(item)) => names.push(item.sig.ident.clone()),
            syn::Stmt::Item(syn::Item::Const(item)) => names.push(item.ident.clone()),
            syn::Stmt::Item(syn::Item::Static(item)) => names.push(item.ident.clone()),
            syn::Stmt::Item(syn::Item::Use(item)) => imported(&item.tree, &mut names),
            _ => {}
        }
    }
    names
}

/// The names that patterns anywhere in an expression bind.
pub(crate) fn names_in(expr: &syn::Expr) -> Vec<Ident> {
    let mut names = Names(Vec::new());
    names.visit_expr(expr);
    names.0
}

/// The names that patterns anywhere in a block bind.
pub(crate) fn names_in_block(block: &syn::Block) -> Vec<Ident> {
    let mut names = Names(Vec::new());
    names.visit_block(block);
    names.0
}

struct Names(Vec<Ident>);

impl Visit<'_> for Names {
    fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
        self.0.push(pat.ident.clone());
        visit::visit_pat_ident(self, pat);
    }
}
