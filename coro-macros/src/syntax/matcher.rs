//! The rules of `macro_rules!`: what they match, and what the names in them stand for.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::HashMap;
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Block, Expr};

/// `(matcher) => { template }`
#[derive(Clone)]
pub(super) struct Rule {
    matcher: Vec<Part>,
    pub(super) template: TokenStream,
}

impl Rule {
    pub(super) fn matches(&self, tokens: TokenStream) -> Option<Bindings> {
        let mut bound = Bindings::new();
        let parser = |input: ParseStream| take_all(&self.matcher, input, &mut bound);
        parser.parse2(tokens).ok().map(|()| bound)
    }

    /// Whether one of the things that it takes is a name.
    pub(super) fn takes_names(&self) -> bool {
        self.matcher.iter().any(Part::takes_names)
    }
}

/// What the names of a matcher stand for.
pub(super) type Bindings = HashMap<String, Bound>;

#[derive(Clone)]
pub(super) enum Bound {
    One(TokenStream),
    /// An expression that stays one, whatever it stands in.
    Whole(TokenStream),
    /// An expression that stays one by itself, but is no single token for another macro.
    Operand(TokenStream),
    Many(Vec<Bound>),
}

impl Bound {
    /// Whether it has the word.
    pub(super) fn mentions(&self, word: &str) -> bool {
        fn has(tokens: TokenStream, word: &str) -> bool {
            tokens.into_iter().any(|token| match token {
                TokenTree::Ident(ident) => ident == word,
                TokenTree::Group(group) => has(group.stream(), word),
                TokenTree::Punct(_) | TokenTree::Literal(_) => false,
            })
        }
        match self {
            Bound::One(tokens) | Bound::Whole(tokens) | Bound::Operand(tokens) => has(tokens.clone(), word),
            Bound::Many(many) => many.iter().any(|bound| bound.mentions(word)),
        }
    }
}

/// A part of a matcher, or of a template.
#[derive(Clone)]
enum Part {
    Token(TokenTree),
    Group(Delimiter, Vec<Part>),
    /// `$name:kind`
    Name(String, String),
    /// `$(..) separator *`
    Repeat {
        parts: Vec<Part>,
        separator: Option<TokenTree>,
        times: char,
    },
}

impl Part {
    fn takes_names(&self) -> bool {
        match self {
            Part::Token(_) => false,
            Part::Name(_, kind) => kind == "ident",
            Part::Group(_, parts) | Part::Repeat { parts, .. } => parts.iter().any(Part::takes_names),
        }
    }

    fn names(&self, out: &mut Vec<String>) {
        match self {
            Part::Token(_) => {}
            Part::Name(name, _) => out.push(name.clone()),
            Part::Group(_, parts) | Part::Repeat { parts, .. } => {
                parts.iter().for_each(|part| part.names(out));
            }
        }
    }
}

pub(super) fn rules(tokens: TokenStream) -> Option<Vec<Rule>> {
    let mut tokens = tokens.into_iter().peekable();
    let mut rules = Vec::new();
    while let Some(TokenTree::Group(matcher)) = tokens.next() {
        let arrow: String = tokens.by_ref().take(2).map(|token| token.to_string()).collect();
        let Some(TokenTree::Group(template)) = tokens.next() else { return None };
        if arrow != "=>" {
            return None;
        }
        rules.push(Rule { matcher: parts(matcher.stream())?, template: template.stream() });
        tokens.next_if(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';'));
    }
    tokens.next().is_none().then_some(rules)
}

fn parts(tokens: TokenStream) -> Option<Vec<Part>> {
    let mut tokens = tokens.into_iter();
    let mut parts_of = Vec::new();
    while let Some(token) = tokens.next() {
        parts_of.push(match token {
            TokenTree::Punct(punct) if punct.as_char() == '$' => match tokens.next()? {
                TokenTree::Group(group) => {
                    let (separator, times) = repetition(&mut tokens)?;
                    Part::Repeat { parts: parts(group.stream())?, separator, times }
                }
                TokenTree::Ident(name) => {
                    let colon = tokens.next()?;
                    let kind = tokens.next()?;
                    // Of what is not known, it is not known either that it does not match.
                    let is_known = colon.to_string() == ":" && KINDS.contains(&kind.to_string().as_str());
                    is_known.then(|| Part::Name(name.to_string(), kind.to_string()))?
                }
                _ => return None,
            },
            TokenTree::Group(group) => Part::Group(group.delimiter(), parts(group.stream())?),
            token => Part::Token(token),
        });
    }
    Some(parts_of)
}

/// What stands behind `$(..)`.
pub(super) fn repetition(tokens: &mut impl Iterator<Item = TokenTree>) -> Option<(Option<TokenTree>, char)> {
    let times = |token: &TokenTree| match token {
        TokenTree::Punct(punct) if matches!(punct.as_char(), '*' | '+' | '?') => Some(punct.as_char()),
        _ => None,
    };
    let first = tokens.next()?;
    match times(&first) {
        Some(times) => Some((None, times)),
        None => Some((Some(first), times(&tokens.next()?)?)),
    }
}

fn take_all(parts: &[Part], input: ParseStream, bound: &mut Bindings) -> syn::Result<()> {
    parts.iter().try_for_each(|part| take(part, input, bound))
}

fn take(part: &Part, input: ParseStream, bound: &mut Bindings) -> syn::Result<()> {
    match part {
        Part::Token(expected) => take_token(expected, input),
        Part::Group(delimiter, parts) => match input.parse()? {
            TokenTree::Group(group) if group.delimiter() == *delimiter => {
                let inner = |input: ParseStream| take_all(parts, input, bound);
                inner.parse2(group.stream())
            }
            _ => Err(input.error("another group is expected")),
        },
        Part::Name(name, kind) => {
            bound.insert(name.clone(), fragment(kind, input)?);
            Ok(())
        }
        Part::Repeat { parts, separator, times } => {
            let mut rounds: Vec<Bindings> = Vec::new();
            while !input.is_empty() && (*times != '?' || rounds.is_empty()) {
                let (ahead, mut round) = (input.fork(), Bindings::new());
                if let Some(separator) = separator.as_ref().filter(|_| !rounds.is_empty())
                    && take_token(separator, &ahead).is_err()
                {
                    break;
                }
                if take_all(parts, &ahead, &mut round).is_err() {
                    break;
                }
                input.advance_to(&ahead);
                rounds.push(round);
            }
            if *times == '+' && rounds.is_empty() {
                return Err(input.error("there has to be one"));
            }
            let mut names = Vec::new();
            parts.iter().for_each(|part| part.names(&mut names));
            for name in names {
                let many = rounds.iter().filter_map(|round| round.get(&name).cloned()).collect();
                bound.insert(name, Bound::Many(many));
            }
            Ok(())
        }
    }
}

fn take_token(expected: &TokenTree, input: ParseStream) -> syn::Result<()> {
    let found: TokenTree = input.parse()?;
    if found.to_string() == expected.to_string() {
        Ok(())
    } else {
        Err(input.error("another token is expected"))
    }
}

/// What names may stand for.
#[rustfmt::skip]
const KINDS: [&str; 14] = [
    "expr", "expr_2021", "ident", "ty", "tt", "pat", "pat_param", "literal", "block", "path", "lifetime", "vis", "meta", "item",
];

fn fragment(kind: &str, input: ParseStream) -> syn::Result<Bound> {
    if matches!(kind, "expr" | "expr_2021" | "ident") && input.peek(syn::Token![_]) {
        return Err(input.error("this is a pattern"));
    }
    Ok(Bound::One(match kind {
        "expr" | "expr_2021" => {
            let expr: Expr = input.parse()?;
            match expr {
                Expr::Path(syn::ExprPath { qself: None, ref path, .. }) if path.get_ident().is_some() => {
                    expr.into_token_stream()
                }
                Expr::Lit(_) | Expr::Paren(_) => expr.into_token_stream(),
                Expr::Path(_) | Expr::Macro(_) => return Ok(Bound::Operand(expr.into_token_stream())),
                expr => return Ok(Bound::Whole(expr.into_token_stream())),
            }
        }
        "ident" => input.call(Ident::parse_any)?.into_token_stream(),
        "ty" => input.parse::<syn::Type>()?.into_token_stream(),
        "tt" => match input.parse::<Option<syn::Lifetime>>()? {
            Some(lifetime) => lifetime.into_token_stream(),
            None => input.parse::<TokenTree>()?.into_token_stream(),
        },
        "pat" => input.call(syn::Pat::parse_multi_with_leading_vert)?.into_token_stream(),
        "pat_param" => input.call(syn::Pat::parse_single)?.into_token_stream(),
        "literal" => {
            let minus: Option<syn::Token![-]> = input.parse()?;
            let literal: syn::Lit = input.parse()?;
            quote!(#minus #literal)
        }
        "block" => input.parse::<Block>()?.into_token_stream(),
        "path" => input.parse::<syn::Path>()?.into_token_stream(),
        "lifetime" => input.parse::<syn::Lifetime>()?.into_token_stream(),
        "vis" => input.parse::<syn::Visibility>()?.into_token_stream(),
        "meta" => input.parse::<syn::Meta>()?.into_token_stream(),
        "item" => input.parse::<syn::Item>()?.into_token_stream(),
        _ => return Err(input.error("it is not known what this stands for")),
    }))
}
