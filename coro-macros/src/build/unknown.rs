//! Macros that are not the standard library's: of some the grammar is known, of others only the tokens.

use super::given::NamedLocal;
use super::{Builder, Want};
use crate::syntax::formats::{inline_captures, of_self};
use crate::syntax::macros::{self, Fields, SelectArm};
use crate::syntax::suspends::is_place;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Block, Expr, Stmt};

impl Builder<'_> {
    /// Arguments that parse as expressions.
    pub(super) fn opaque_expressions(&mut self, mut list: Vec<Expr>, by_value: bool) -> TokenStream {
        let in_macro = std::mem::replace(&mut self.in_macro, true);
        macros::visit_values(&mut list, |expr| {
            let want = if is_place(expr) && !by_value { Want::Place } else { Want::Value };
            self.note_named(expr);
            self.opaque(expr, want);
        });
        self.in_macro = in_macro;
        quote!(#(#list),*)
    }

    /// The arms of a `select!`: futures, that are moved in, and what is done with their results.
    pub(super) fn opaque_select_arms(&mut self, arms: Vec<SelectArm>) -> TokenStream {
        let arms = arms.into_iter().map(|arm| match arm {
            SelectArm::Word(tokens) => tokens,
            SelectArm::Future { pat, mut future, mut condition, mut body } => {
                self.opaque(&mut future, Want::Value);
                if let Some(condition) = &mut condition {
                    self.opaque(condition, Want::Value);
                }
                self.names.enter();
                self.declare_inner(&pat);
                self.opaque(&mut body, Want::Value);
                self.names.leave();
                let condition = condition.map(|condition| quote!(, if #condition));
                quote!(#pat = #future #condition => #body,)
            }
            SelectArm::Otherwise { word, mut body } => {
                self.opaque(&mut body, Want::Value);
                quote!(#word => #body,)
            }
        });
        arms.collect()
    }

    /// Tokens of which nothing is known: names of locals are replaced where they cannot be a field's.
    pub(super) fn opaque_soup(&mut self, tokens: TokenStream) -> TokenStream {
        let in_macro = std::mem::replace(&mut self.in_macro, true);
        let tokens = self.statements_of_soup(&tokens).unwrap_or_else(|| self.soup(tokens));
        self.in_macro = in_macro;
        tokens
    }

    /// The tokens, if they are statements: what these bind is theirs.
    fn statements_of_soup(&mut self, tokens: &TokenStream) -> Option<TokenStream> {
        let stmts = Block::parse_within.parse2(tokens.clone()).ok()?;
        let is_statement = |stmt: &Stmt| match stmt {
            Stmt::Local(_) | Stmt::Item(_) | Stmt::Expr(_, Some(_)) => true,
            Stmt::Expr(_, None) => false,
            Stmt::Macro(mac) => mac.semi_token.is_some(),
        };
        // Outside of what stands around a call they would be statements of the body.
        if self.capture.is_none() || !stmts.iter().any(is_statement) {
            return None;
        }
        let mut block = Block { brace_token: syn::token::Brace::default(), stmts };
        self.opaque_block(&mut block);
        let stmts = block.stmts;
        Some(quote!(#(#stmts)*))
    }

    fn soup(&mut self, tokens: TokenStream) -> TokenStream {
        let entries = split_at_commas(tokens);
        let is_one = entries.len() == 1;
        let entries = entries.into_iter().map(|entry| self.soup_entry(entry, is_one));
        let entries: Vec<TokenStream> = entries.collect();
        quote!(#(#entries),*)
    }

    /// Between two commas: `name: value` or `name = value`, where the name is not a variable's; an expression, if it cannot be
    /// anything else; or anything else.
    fn soup_entry(&mut self, mut entry: Vec<TokenTree>, is_one: bool) -> TokenStream {
        let is = |at: usize, sign: char| entry.get(at).is_some_and(|token| is_punct(token, sign));
        let named = is(1, ':') && !is(2, ':') || is(1, '=') && !is(2, '=') && !is(2, '>') && !is_one;
        if matches!(entry.first(), Some(TokenTree::Ident(_))) && named {
            let value = entry.split_off(2);
            let value = self.soup_entry(value, is_one);
            return quote!(#(#entry)* #value);
        }
        let tokens: TokenStream = entry.iter().cloned().collect();
        match syn::parse2::<Expr>(tokens) {
            Ok(expr @ (Expr::MethodCall(_) | Expr::Call(_) | Expr::Struct(_))) => {
                self.opaque_expressions(vec![expr], false)
            }
            Ok(_) | Err(_) => self.plain_soup(entry),
        }
    }

    fn plain_soup(&mut self, tokens: Vec<TokenTree>) -> TokenStream {
        let mut out = TokenStream::new();
        let mut after_dot = false;
        for token in tokens {
            // Of `..`, neither stands before a field.
            let dot = !after_dot && matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
            match token {
                TokenTree::Ident(ident) if !after_dot => match self.mention_name(&ident, Want::Place) {
                    Some(hole) => hole.to_tokens(&mut out),
                    None => ident.to_tokens(&mut out),
                },
                TokenTree::Group(group) => {
                    let is_block = group.delimiter() == Delimiter::Brace;
                    let block = if is_block { self.statements_of_soup(&group.stream()) } else { None };
                    let inner = block.unwrap_or_else(|| self.soup(with_fields(group.stream(), is_block)));
                    let mut replaced = Group::new(group.delimiter(), inner);
                    replaced.set_span(group.span());
                    replaced.to_tokens(&mut out);
                }
                other => other.to_tokens(&mut out),
            }
            after_dot = dot;
        }
        out
    }

    /// The arguments of a macro that logs: `name = value`, `?value` and `%value` for fields, then a format and its arguments.
    pub(super) fn opaque_fields(&mut self, tokens: TokenStream, mut fields: Fields) -> TokenStream {
        let in_macro = std::mem::replace(&mut self.in_macro, true);
        let mut formatted = false;
        let mut out = TokenStream::new();
        for (number, field) in split_at_commas(tokens).into_iter().enumerate() {
            if number > 0 {
                quote!(,).to_tokens(&mut out);
            }
            // What stands behind the format is its arguments; behind a span's name there are fields.
            formatted |=
                matches!(field.first(), Some(TokenTree::Literal(_))) && field.len() == 1 && !fields.is_span;
            let is_level = fields.has_level && end_of_name(&field).is_none();
            fields.has_level &= !is_level;
            self.field(field, formatted || is_level).to_tokens(&mut out);
        }
        self.in_macro = in_macro;
        out
    }

    fn field(&mut self, field: Vec<TokenTree>, formatted: bool) -> TokenStream {
        if let [TokenTree::Group(group)] = field.as_slice()
            && group.delimiter() == Delimiter::Brace
        {
            let inner = self.opaque_fields(group.stream(), Fields { is_span: true, has_level: false });
            return quote!({ #inner });
        }
        if let Some(at) = end_of_name(&field) {
            let value: TokenStream = field[at..].iter().cloned().collect();
            let name: TokenStream = field[..at].iter().cloned().collect();
            let value = match syn::parse2::<Expr>(value.clone()) {
                Ok(parent) if is_parent(&field[..at]) => self.opaque_expressions(vec![parent], true),
                Ok(_) | Err(_) => self.field_value(value),
            };
            return quote!(#name #value);
        }
        let sigil = field.first().filter(|token| is_punct(token, '?') || is_punct(token, '%')).cloned();
        let path = &field[usize::from(sigil.is_some())..];
        let tokens: TokenStream = path.iter().cloned().collect();
        let value = self.field_value(tokens.clone());
        // `?x` is short for `x = ?x`: the name stays, the value is elsewhere.
        if !formatted && is_dotted(path) && tokens.to_string() != value.to_string() {
            return quote!(#tokens = #sigil #value);
        }
        quote!(#sigil #value)
    }

    /// An expression, if it is one: then names of its own, of a closure's parameters say, are told apart.
    fn field_value(&mut self, tokens: TokenStream) -> TokenStream {
        let mut rest = tokens.clone().into_iter();
        if let Some(sigil) = rest.next().filter(|first| is_punct(first, '?') || is_punct(first, '%')) {
            let value = self.field_value(rest.collect());
            return quote!(#sigil #value);
        }
        match syn::parse2::<Expr>(tokens.clone()) {
            Ok(Expr::Path(_) | Expr::Lit(_)) | Err(_) => self.opaque_soup(tokens),
            Ok(expr) => self.opaque_expressions(vec![expr], false),
        }
    }

    /// What `json!` makes of objects and arrays, in which there are expressions.
    pub(super) fn opaque_json(&mut self, tokens: TokenStream) -> TokenStream {
        let inside = |group: &Group, content: Vec<TokenStream>| {
            let mut group_again = Group::new(group.delimiter(), quote!(#(#content),*));
            group_again.set_span(group.span());
            group_again.into_token_stream()
        };
        match tokens.clone().into_iter().collect::<Vec<_>>().as_slice() {
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => {
                let entries = split_at_commas(group.stream()).into_iter();
                inside(group, entries.map(|entry| self.json_entry(&entry)).collect())
            }
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Bracket => {
                let elements = split_at_commas(group.stream()).into_iter();
                inside(
                    group,
                    elements.map(|element| self.opaque_json(element.into_iter().collect())).collect(),
                )
            }
            _ => self.field_value(tokens),
        }
    }

    /// `key: value`
    fn json_entry(&mut self, entry: &[TokenTree]) -> TokenStream {
        let is_colon = |at: usize| entry.get(at).is_some_and(|token| is_punct(token, ':'));
        let colon = (1..entry.len()).find(|at| is_colon(*at) && !is_colon(at - 1) && !is_colon(at + 1));
        let Some(colon) = colon else { return self.opaque_soup(entry.iter().cloned().collect()) };
        let key: TokenStream = entry[..colon].iter().cloned().collect();
        let key = match syn::parse2::<Expr>(key.clone()) {
            Ok(Expr::Lit(_)) | Err(_) => key,
            Ok(expr) => {
                let key = self.opaque_expressions(vec![expr], true);
                quote!((#key))
            }
        };
        let value = self.opaque_json(entry[colon + 1..].iter().cloned().collect());
        quote!(#key: #value)
    }

    /// What the literals of a macro call may capture by `{name}`: variables that the call's own code can name.
    pub(super) fn captured_names(&mut self, tokens: TokenStream) -> Vec<NamedLocal> {
        let mut names = Vec::new();
        inline_names(tokens.clone(), &mut names);
        names.retain(|name| name != "self" || !of_self::is_told(tokens.clone()));
        names.iter().filter_map(|name| self.name_local(name)).collect()
    }
}

/// `{ a, b: value }`: fields, of which each has its value behind its name then. (One name alone is a block.)
fn with_fields(tokens: TokenStream, in_braces: bool) -> TokenStream {
    let fields = Punctuated::<syn::FieldValue, syn::Token![,]>::parse_terminated;
    match fields.parse2(tokens.clone()) {
        Ok(mut fields) if in_braces && (fields.len() > 1 || fields.trailing_punct()) => {
            fields.iter_mut().for_each(|field| {
                field.colon_token.get_or_insert_default();
            });
            fields.into_token_stream()
        }
        Ok(_) | Err(_) => tokens,
    }
}

/// The place behind `name =`, `name.of.more =` or `name:` at the beginning.
fn end_of_name(field: &[TokenTree]) -> Option<usize> {
    let at = field.iter().position(|token| !matches!(token, TokenTree::Ident(_)) && !is_punct(token, '.'))?;
    let is = |at: usize, c: char| field.get(at).is_some_and(|token| is_punct(token, c));
    let named =
        at > 0 && (is(at, '=') && !is(at + 1, '=') && !is(at + 1, '>') || is(at, ':') && !is(at + 1, ':'));
    let quoted = matches!(field.first(), Some(TokenTree::Literal(_))) && is(1, '=') && !is(2, '=');
    if named {
        Some(at + 1)
    } else if quoted {
        Some(2)
    } else {
        None
    }
}

/// `parent: span`: tracing's spans and events take their parent by value.
fn is_parent(name: &[TokenTree]) -> bool {
    matches!(name, [TokenTree::Ident(word), colon] if word == "parent" && is_punct(colon, ':'))
}

fn is_dotted(path: &[TokenTree]) -> bool {
    let names = path.iter().enumerate().all(|(at, token)| match token {
        TokenTree::Ident(_) => at % 2 == 0,
        other => at % 2 == 1 && is_punct(other, '.'),
    });
    names && path.len() % 2 == 1
}

fn is_punct(token: &TokenTree, is: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == is)
}

fn split_at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut fields = vec![Vec::new()];
    for token in tokens {
        if is_punct(&token, ',') {
            fields.push(Vec::new());
        } else if let Some(field) = fields.last_mut() {
            field.push(token);
        }
    }
    fields
}

/// The names in the placeholders of the literals, each once.
pub(super) fn inline_names(tokens: TokenStream, out: &mut Vec<Ident>) {
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => {
                let span = literal.span();
                let Ok(text) = syn::parse2::<Expr>(TokenTree::Literal(literal).into()) else { continue };
                for name in inline_captures(&text) {
                    if !out.iter().any(|known| *known == name) {
                        out.push(super::code::named(&name, span));
                    }
                }
            }
            TokenTree::Group(group) => inline_names(group.stream(), out),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}
