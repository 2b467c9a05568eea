//! What a rule of `macro_rules!` is expanded to. Names that it binds are its own: they get a number.

use super::formats::{inline_captures, takes_format};
use super::matcher::{Bindings, Bound, repetition};
use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Group, Ident, Literal, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::{HashMap, HashSet};
use std::iter::Peekable;

mod own;

pub(super) use own::mentions;

/// The template of a rule with what its names stand for, for the so-and-so-manieth call.
///
/// The template stands in the body: it may mention the body's variables, and names that it binds by `let` are its own from there on.
/// So are those that it binds in arms, loops and closures, if the call mentions one of them.
pub(super) fn fill(template: TokenStream, bound: &Bindings, call: usize) -> Option<TokenStream> {
    let marked = Template::new(&template, call, true).fill(template.clone(), bound, Inside::Other)?;
    let mut taken: Vec<String> = own::bound_in_expressions(marked.clone()).into_iter().collect();
    taken.retain(|name| bound.values().any(|bound| bound.mentions(name)));
    let mut template_of = Template::new(&template, call, false);
    if !taken.is_empty() {
        own::bound_names(marked)?;
        template_of.bind(&taken);
    }
    template_of.fill(template, bound, Inside::Other)
}

/// The same of a template that stands outside of the body, and so mentions none of its variables: all names that it binds
/// anywhere, in whatever pattern, are its own. Gives nothing if one of its words could be taken for a variable (`is_local`).
pub(super) fn fill_closed(
    template: &TokenStream,
    bound: &Bindings,
    call: usize,
    is_local: impl Fn(&str) -> bool,
) -> Option<TokenStream> {
    let marked = Template::new(template, call, true).fill(template.clone(), bound, Inside::Other)?;
    let (own, fields) = own::bound_names(marked)?;
    if own::mentions(template.clone(), &|name| !own.contains(name) && is_local(name)) {
        return None;
    }
    let mut template_of = Template::new(template, call, false);
    template_of.bind(&own.into_iter().collect::<Vec<_>>());
    let filled = template_of.fill(template.clone(), bound, Inside::Other)?;
    (template_of.fields == fields).then_some(filled)
}

/// Code that is no template, with a number for these names: from the `let` on that binds them, or everywhere.
pub(super) fn with_numbers(
    code: TokenStream,
    names: &[String],
    by_let: bool,
    call: usize,
) -> Option<TokenStream> {
    let mut code_of = Template::new(&TokenStream::new(), call, false);
    code_of.only = Some(names.to_vec());
    if !by_let {
        code_of.bind(names);
    }
    code_of.fill(code, &Bindings::new(), Inside::Other)
}

/// What a group is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// The braces of a struct.
    Struct,
    /// What `stringify!` shows.
    Text,
    /// What a macro is given that takes tokens.
    Call,
    Other,
}

impl Inside {
    /// What a group in this one is, behind two tokens.
    fn of(self, group: &Group, before: &str, second_before: &str) -> Self {
        let is_path = before.starts_with(char::is_uppercase)
            && !matches!(second_before, "if" | "while" | "match" | "in");
        match group.delimiter() {
            _ if self == Inside::Text || before == "!" && second_before == "stringify" => Inside::Text,
            Delimiter::Brace if is_path => Inside::Struct,
            _ if self == Inside::Call || before == "!" && takes_tokens(second_before) => Inside::Call,
            Delimiter::Brace | Delimiter::Parenthesis | Delimiter::Bracket | Delimiter::None => Inside::Other,
        }
    }
}

/// Whether a macro of that name is not one of the standard library's, which take expressions as they are: it may have rules.
fn takes_tokens(name: &str) -> bool {
    let is_standard = takes_format(name)
        || name.contains("assert")
        || ["concat", "dbg", "env", "include", "include_str", "include_bytes", "matches", "pin", "vec"]
            .contains(&name);
    !is_standard
}

/// A template that is being filled.
struct Template {
    /// The names that it has bound so far.
    own: HashMap<String, String>,
    /// The labels of its own.
    labels: HashSet<String>,
    /// Whether all its words are marked, to tell them from those that the call gives.
    marks: bool,
    /// The number of the call.
    call: usize,
    /// The names that it may bind, if not all.
    only: Option<Vec<String>>,
    /// How many names of its own were given to fields of that name.
    fields: usize,
}

impl Template {
    fn new(template: &TokenStream, call: usize, marks: bool) -> Self {
        Template {
            own: HashMap::new(),
            labels: own::labels(template.clone()),
            marks,
            call,
            only: None,
            fields: 0,
        }
    }

    /// Fills what is in a group.
    fn fill(&mut self, tokens: TokenStream, bound: &Bindings, inside: Inside) -> Option<TokenStream> {
        let outer = self.own.clone();
        let filled = self.fill_part(tokens, bound, inside);
        self.own = outer;
        filled
    }

    /// Fills a part of what is in a group: what it binds is in scope behind it.
    fn fill_part(&mut self, tokens: TokenStream, bound: &Bindings, inside: Inside) -> Option<TokenStream> {
        let mut tokens = tokens.into_iter().peekable();
        let mut filled = TokenStream::new();
        // The names of a `let` are in scope behind its statement.
        let (mut binding, mut names) = (false, Vec::new());
        let (mut before, mut second_before) = (String::new(), String::new());
        while let Some(token) = tokens.next() {
            let mut word = token.to_string();
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '$' && self.only.is_none() => {
                    filled.extend(self.fill_named(&mut tokens, bound, inside)?);
                    // It tells nothing of the word behind it.
                    word.clear();
                }
                TokenTree::Group(group) => {
                    let outer = self.own.clone();
                    if binding {
                        own_names(group.stream(), &mut names);
                        names.retain(|name| self.may_bind(name));
                        self.bind(&names);
                    }
                    let kind = inside.of(&group, &before, &second_before);
                    let mut content = self.fill(group.stream(), bound, kind)?;
                    if before == "!" && !self.marks && takes_format(&second_before) {
                        let told = self.told(&group.stream(), &content);
                        content.extend(told);
                    }
                    let mut inner = Group::new(group.delimiter(), content);
                    self.own = outer;
                    inner.set_span(group.span());
                    filled.extend([TokenTree::Group(inner)]);
                }
                TokenTree::Ident(ident) if self.marks => {
                    let marked = is_own(&ident).then(|| renamed(&ident, &own::marked(&word)));
                    filled.extend([TokenTree::Ident(marked.unwrap_or(ident))]);
                }
                TokenTree::Ident(ident) if before == "'" => {
                    let own = self.labels.contains(&word) && inside != Inside::Text;
                    let own = own.then(|| renamed(&ident, &self.numbered(&word)));
                    filled.extend([TokenTree::Ident(own.unwrap_or(ident))]);
                }
                TokenTree::Ident(ident) => {
                    if binding && is_own(&ident) && self.may_bind(&word) {
                        names.push(ident.to_string());
                        filled.extend([TokenTree::Ident(renamed(&ident, &self.numbered(&word)))]);
                    } else {
                        // A field's, a path's or a macro's name.
                        let named = |next: &TokenTree| match next {
                            TokenTree::Punct(next) => {
                                next.as_char() == ':'
                                    || next.as_char() == '!' && next.spacing() == Spacing::Alone
                            }
                            TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => false,
                        };
                        let stays = inside == Inside::Text
                            || inside == Inside::Call && before == "@"
                            || before == "." && second_before != "."
                            || before == "$"
                            || before == ":" && second_before == ":"
                            || tokens.peek().is_some_and(named);
                        let ends = tokens.peek().is_none_or(|next| next.to_string() == ",");
                        let is_short =
                            inside == Inside::Struct && ends && matches!(before.as_str(), "" | ",");
                        filled.extend(self.mention(ident, stays, is_short));
                    }
                    binding |= word == "let" && !matches!(before.as_str(), "if" | "while" | "&");
                }
                token => {
                    binding &= !matches!(word.as_str(), "=" | ":" | ";");
                    if word == ";" {
                        self.bind(&std::mem::take(&mut names));
                    }
                    filled.extend([token]);
                }
            }
            second_before = std::mem::replace(&mut before, word);
        }
        self.bind(&names);
        Some(filled)
    }

    /// What a name behind `$`, or a repetition, stands for.
    fn fill_named(
        &mut self,
        tokens: &mut Peekable<IntoIter>,
        bound: &Bindings,
        inside: Inside,
    ) -> Option<TokenStream> {
        let name = match tokens.next()? {
            TokenTree::Group(group) => {
                let (separator, _) = repetition(tokens)?;
                return self.repeat(&group.stream(), separator.as_ref(), bound, inside);
            }
            TokenTree::Ident(name) => name,
            TokenTree::Punct(_) | TokenTree::Literal(_) => return None,
        };
        if name == "crate" {
            return Some(name.into_token_stream());
        }
        Some(match bound.get(&name.to_string())? {
            Bound::Whole(tokens) if inside != Inside::Text => quote!((#tokens)),
            Bound::Operand(tokens) if inside == Inside::Call => quote!((#tokens)),
            Bound::One(tokens) | Bound::Whole(tokens) | Bound::Operand(tokens) => tokens.clone(),
            Bound::Many(_) => return None,
        })
    }

    fn may_bind(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|other| other == name))
    }

    /// A word that is not bound here. `S { name }` is short for `S { name: name }`.
    fn mention(&mut self, ident: Ident, stays: bool, is_short: bool) -> TokenStream {
        let own = self.own.get(&ident.to_string()).filter(|_| !stays);
        let Some(own) = own.map(|own| renamed(&ident, own)) else { return ident.into_token_stream() };
        if is_short {
            self.fields += 1;
            quote!(#ident: #own)
        } else {
            own.into_token_stream()
        }
    }

    /// What a format tells of the template's own names, as further arguments: `"{name}"` says `, name = _name_1`.
    fn told(&self, arguments: &TokenStream, filled: &TokenStream) -> TokenStream {
        let mut told: Vec<Ident> = Vec::new();
        for literal in formats_in(arguments) {
            let is_own = |name: &str| self.own.contains_key(name);
            let names = inline_captures(&syn::parse_quote!(#literal)).into_iter().filter(|name| is_own(name));
            told.extend(names.map(|name| Ident::new(&name, literal.span())));
        }
        told.sort();
        told.dedup();
        told.retain(|name| !is_given(arguments, name));
        let comma = (!ends_with_comma(filled)).then(|| quote!(,));
        let told: Vec<TokenStream> = told
            .iter()
            .filter_map(|name| {
                let own = renamed(name, self.own.get(&name.to_string())?);
                Some(quote!(#name = #own))
            })
            .collect();
        if told.is_empty() { TokenStream::new() } else { quote!(#comma #(#told),*) }
    }

    fn bind(&mut self, names: &[String]) {
        for name in names {
            let own = self.numbered(name);
            self.own.insert(name.clone(), own);
        }
    }

    /// By hygiene it is one of ours, and none of those is called so: the slot of `_a_1` is `a_1`.
    fn numbered(&self, name: &str) -> String {
        format!("_{}_{}", name.trim_start_matches("r#"), self.call)
    }

    fn repeat(
        &mut self,
        tokens: &TokenStream,
        separator: Option<&TokenTree>,
        bound: &Bindings,
        inside: Inside,
    ) -> Option<TokenStream> {
        let used = || bound.iter().filter(|(name, _)| uses(tokens.clone(), name));
        let driving: Vec<(&String, &Vec<Bound>)> = used()
            .filter_map(|(name, bound)| match bound {
                Bound::Many(many) => Some((name, many)),
                Bound::One(_) | Bound::Whole(_) | Bound::Operand(_) => None,
            })
            .collect();
        let mut steady: Bindings = used().map(|(name, bound)| (name.clone(), bound.clone())).collect();
        driving.iter().for_each(|(name, _)| drop(steady.remove(*name)));
        let rounds = driving.iter().map(|(_, many)| many.len()).max()?;
        let mut filled = TokenStream::new();
        for round in 0..rounds {
            let mut bound = steady.clone();
            for (name, many) in &driving {
                bound.insert((*name).clone(), many.get(round)?.clone());
            }
            if let Some(separator) = separator.filter(|_| round > 0) {
                separator.to_tokens(&mut filled);
            }
            filled.extend(self.fill_part(tokens.clone(), &bound, inside)?);
        }
        Some(filled)
    }
}

/// The formats among a call's arguments.
fn formats_in(arguments: &TokenStream) -> impl Iterator<Item = Literal> {
    arguments.clone().into_iter().filter_map(|token| match token {
        TokenTree::Literal(literal) => Some(literal),
        TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Punct(_) => None,
    })
}

/// Whether there is an argument `name = ..`.
fn is_given(arguments: &TokenStream, name: &Ident) -> bool {
    let tokens: Vec<TokenTree> = arguments.clone().into_iter().collect();
    tokens.windows(2).any(|pair| *name == pair[0].to_string() && pair[1].to_string() == "=")
}

fn ends_with_comma(arguments: &TokenStream) -> bool {
    arguments.clone().into_iter().last().is_some_and(|last| last.to_string() == ",")
}

/// Behind each word of a template whose words are marked.
const MARK: &str = "__of_macro";

/// Whether a template uses the name.
fn uses(tokens: TokenStream, name: &str) -> bool {
    let mut dollar = false;
    tokens.into_iter().any(|token| {
        let behind = std::mem::replace(&mut dollar, token.to_string() == "$");
        match token {
            TokenTree::Ident(ident) => behind && ident == name,
            TokenTree::Group(group) => uses(group.stream(), name),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        }
    })
}

/// Whether a word in a pattern is a name that it binds.
fn is_own(ident: &Ident) -> bool {
    let name = ident.to_string();
    name.chars().next().is_some_and(|c| c == '_' || c.is_lowercase())
        && syn::parse_str::<Ident>(&name).is_ok()
}

fn own_names(tokens: TokenStream, names: &mut Vec<String>) {
    let mut dollar = false;
    for token in tokens {
        let behind = std::mem::replace(&mut dollar, token.to_string() == "$");
        match token {
            TokenTree::Ident(ident) if !behind && is_own(&ident) => names.push(ident.to_string()),
            TokenTree::Group(group) => own_names(group.stream(), names),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn renamed(ident: &Ident, name: &str) -> Ident {
    Ident::new(name, Span::mixed_site().located_at(ident.span()))
}
