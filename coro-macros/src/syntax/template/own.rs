//! Which words of a template are names of its own.

use super::takes_format;
use super::{MARK, is_own};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::HashSet;
use syn::parse::Parser;
use syn::visit::{self, Visit};
use syn::{Block, FieldPat, FieldValue, Lit, Member, Pat, PatIdent};

/// In a marked word, behind a raw identifier's.
const RAW: &str = "__raw";

/// The names that marked words are bound by, in patterns; and how often one of them is said to be a field's as well (`S { name }`).
/// Nothing if one is also a name in another place, which renaming would change: a text (`"{name}"`).
pub(super) fn bound_names(marked: TokenStream) -> Option<(HashSet<String>, usize)> {
    let stmts = Block::parse_within.parse2(marked).ok()?;
    let mut names =
        Names { bound: HashSet::new(), fields: Vec::new(), others: HashSet::new(), texts: Vec::new() };
    stmts.iter().for_each(|stmt| names.visit_stmt(stmt));
    let told = |name: &String| names.texts.iter().any(|text| text.contains(&format!("{{{name}")));
    let clear = names.others.is_disjoint(&names.bound) && !names.bound.iter().any(told);
    let fields = names.fields.iter().filter(|name| names.bound.contains(*name)).count();
    clear.then_some((names.bound, fields))
}

/// The names that marked words are bound by, in patterns of expressions: of arms, loops, closures.
pub(super) fn bound_in_expressions(marked: TokenStream) -> HashSet<String> {
    struct Bound(HashSet<String>);
    impl Visit<'_> for Bound {
        fn visit_local(&mut self, local: &syn::Local) {
            if let Some(init) = &local.init {
                visit::visit_local_init(self, init);
            }
        }

        fn visit_pat_ident(&mut self, pat: &PatIdent) {
            self.0.extend(unmarked(&pat.ident.to_string()));
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut bound = Bound(HashSet::new());
    let stmts = Block::parse_within.parse2(marked).unwrap_or_default();
    stmts.iter().for_each(|stmt| bound.visit_stmt(stmt));
    bound.0
}

struct Names {
    bound: HashSet<String>,
    /// Those that are the names of fields as well, as often as they are.
    fields: Vec<String>,
    /// Those that stand where nobody could rename them.
    others: HashSet<String>,
    texts: Vec<String>,
}

/// A word of the macro's own, which may be a raw identifier.
pub(super) fn marked(word: &str) -> String {
    match word.strip_prefix("r#") {
        Some(word) => format!("{word}{RAW}{MARK}"),
        None => format!("{word}{MARK}"),
    }
}

fn unmarked(name: &str) -> Option<String> {
    let name = name.strip_suffix(MARK)?;
    Some(match name.strip_suffix(RAW) {
        Some(word) => format!("r#{word}"),
        None => name.to_owned(),
    })
}

impl Visit<'_> for Names {
    fn visit_pat_ident(&mut self, pat: &PatIdent) {
        self.bound.extend(unmarked(&pat.ident.to_string()));
        visit::visit_pat_ident(self, pat);
    }

    fn visit_field_pat(&mut self, field: &FieldPat) {
        if let (None, Member::Named(name)) = (&field.colon_token, &field.member) {
            match &*field.pat {
                Pat::Ident(pat) if pat.by_ref.is_none() && pat.mutability.is_none() => {
                    self.fields.extend(unmarked(&name.to_string()));
                }
                _ => self.others.extend(unmarked(&name.to_string())),
            }
        }
        visit::visit_field_pat(self, field);
    }

    fn visit_field_value(&mut self, field: &FieldValue) {
        if let (None, Member::Named(name)) = (&field.colon_token, &field.member) {
            self.fields.extend(unmarked(&name.to_string()));
        }
        visit::visit_field_value(self, field);
    }

    fn visit_expr_closure(&mut self, closure: &syn::ExprClosure) {
        // A colon is behind such a name, as behind a field's.
        for input in &closure.inputs {
            if let Pat::Type(typed) = input
                && let Pat::Ident(pat) = &*typed.pat
            {
                self.others.extend(unmarked(&pat.ident.to_string()));
            }
        }
        visit::visit_expr_closure(self, closure);
    }

    fn visit_lit(&mut self, lit: &Lit) {
        if let Lit::Str(text) = lit {
            self.texts.push(text.value());
        }
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        let name = mac.path.get_ident().and_then(|name| unmarked(&name.to_string()));
        if name.is_none_or(|name| !takes_format(&name)) {
            return texts(mac.tokens.clone(), &mut self.texts);
        }
        // Of its own formats, names become arguments.
        for token in mac.tokens.clone() {
            if let TokenTree::Group(group) = token {
                texts(group.stream(), &mut self.texts);
            }
        }
    }
}

fn texts(tokens: TokenStream, out: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => out.push(literal.to_string()),
            TokenTree::Group(group) => texts(group.stream(), out),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// The labels that a template gives to its loops and blocks: `'name: loop`. Others are those of the function.
pub(super) fn labels(template: TokenStream) -> HashSet<String> {
    let mut labels = HashSet::new();
    note_labels(template, &mut labels);
    labels
}

fn note_labels(template: TokenStream, labels: &mut HashSet<String>) {
    let tokens: Vec<TokenTree> = template.into_iter().collect();
    for part in tokens.windows(4) {
        let [quote, TokenTree::Ident(name), colon, labelled] = part else { continue };
        let labelled = match labelled {
            TokenTree::Ident(word) => word == "loop" || word == "while" || word == "for",
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        if labelled && quote.to_string() == "'" && colon.to_string() == ":" {
            labels.insert(name.to_string());
        }
    }
    for token in tokens {
        if let TokenTree::Group(group) = token {
            note_labels(group.stream(), labels);
        }
    }
}

/// Whether a word of the template, where a variable could stand, is such a name.
pub(in crate::syntax) fn mentions(template: TokenStream, is: &impl Fn(&str) -> bool) -> bool {
    let tokens: Vec<TokenTree> = template.into_iter().collect();
    let punct = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
        Some(TokenTree::Punct(punct)) => punct.as_char(),
        _ => ' ',
    };
    let stands_alone = |at: usize| {
        let (second, before) = (punct(at.checked_sub(2)), punct(at.checked_sub(1)));
        let (next, after) = (punct(Some(at + 1)), punct(Some(at + 2)));
        let member = before == '.' && second != '.';
        let path_or_field = before == ':' && second == ':' || next == ':';
        let call = next == '!' && after != '=';
        !(member || path_or_field || call || before == '$' || before == '\'')
    };
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Ident(ident) => is_own(ident) && stands_alone(at) && is(&ident.to_string()),
        TokenTree::Group(group) => mentions(group.stream(), is),
        TokenTree::Punct(_) => false,
        TokenTree::Literal(literal) => told(&literal.to_string(), is),
    })
}

/// Whether a text captures such a name.
fn told(text: &str, is: &impl Fn(&str) -> bool) -> bool {
    let name = |behind: &str| {
        let end = behind.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(behind.len());
        is(&behind[..end])
    };
    text.split('{').skip(1).any(name)
}
