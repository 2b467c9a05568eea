//! Macros that the body itself defines by `macro_rules!`: calls of them are expanded here, as rustc does, so that what they
//! expand to is part of the body. What is not understood stays a call.
//!
//! What a rule mentions is what is in scope where it is called; a variable of that name that was bound between the rule and its
//! call would be another one.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::{HashMap, HashSet};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Stmt};

/// How deep calls may stand in what calls expand to.
const DEPTH: usize = 64;

/// How many calls may be expanded, and how many tokens one may expand to.
const MOST: usize = 4_000;

/// Expands the calls of a body's own macros, and leaves those macros out that nobody needs any more.
pub(crate) fn expand(body: &mut Block) {
    let mut expander = Expander { rules: HashMap::new(), called: HashSet::new(), depth: 0, calls: 0 };
    expander.visit_block_mut(body);
}

struct Expander {
    /// The macros in scope, by name.
    rules: HashMap<String, Vec<Rule>>,
    depth: usize,
    /// How many calls were expanded.
    calls: usize,
    /// The names of those.
    called: HashSet<String>,
}

impl Expander {
    fn call(&mut self, mac: &Macro) -> Option<TokenStream> {
        let name = mac.path.get_ident()?.to_string();
        let rules = self.rules.get(&name)?;
        if self.depth == DEPTH || self.calls == MOST {
            return None;
        }
        let matched = |rule: &Rule| Some((rule.template.clone(), rule.matches(mac.tokens.clone())?));
        let (template, bound) = rules.iter().find_map(matched)?;
        self.calls += 1;
        self.called.insert(name);
        super::template::fill(template, &bound, self.calls).filter(|tokens| count(tokens.clone()) < MOST)
    }

    fn statements(&mut self, mac: &syn::StmtMacro, is_last: bool) -> Option<Vec<Stmt>> {
        if !mac.attrs.is_empty() {
            return None;
        }
        let mut stmts = Block::parse_within.parse2(self.call(&mac.mac)?).ok()?;
        if let Some(Stmt::Expr(_, semicolon @ None)) = stmts.last_mut()
            && (mac.semi_token.is_some() || !is_last)
        {
            *semicolon = Some(syn::token::Semi::default());
        }
        Some(stmts)
    }

    /// What is expanded wherever it is called is not defined either.
    fn leave_out(&mut self, block: &mut Block) {
        if self.called.is_empty() {
            return;
        }
        let called = |stmt: &Stmt| match stmt {
            Stmt::Item(syn::Item::Macro(item)) => {
                item.ident.as_ref().map(Ident::to_string).filter(|name| self.called.contains(name))
            }
            _ => None,
        };
        let rest: TokenStream =
            block.stmts.iter().filter(|stmt| called(stmt).is_none()).map(|stmt| quote!(#stmt)).collect();
        block.stmts.retain(|stmt| called(stmt).is_none_or(|name| has_call(rest.clone(), &name)));
    }

    fn nested<T>(&mut self, visit: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let result = visit(self);
        self.depth -= 1;
        result
    }

    fn statement(&mut self, mut stmt: Stmt, is_last: bool, made: &mut Vec<Stmt>) {
        if let Stmt::Item(syn::Item::Macro(item)) = &stmt
            && let Some(name) = &item.ident
        {
            match rules(&item.mac) {
                Some(rules) => self.rules.insert(name.to_string(), rules),
                None => self.rules.remove(&name.to_string()),
            };
        }
        if let Stmt::Macro(mac) = &stmt
            && let Some(stmts) = self.statements(mac, is_last)
        {
            let last = stmts.len().saturating_sub(1);
            return self.nested(|this| {
                let stmts = stmts.into_iter().enumerate();
                stmts.for_each(|(number, stmt)| this.statement(stmt, is_last && number == last, made));
            });
        }
        self.visit_stmt_mut(&mut stmt);
        made.push(stmt);
    }
}

impl VisitMut for Expander {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let rules = self.rules.clone();
        let stmts = std::mem::take(&mut block.stmts);
        let last = stmts.len().saturating_sub(1);
        for (number, stmt) in stmts.into_iter().enumerate() {
            self.statement(stmt, number == last, &mut block.stmts);
        }
        self.rules = rules;
        self.leave_out(block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Macro(mac) = expr
            && let Some(tokens) = self.call(&mac.mac)
            && let Some(expanded) = expression(tokens)
        {
            *expr = expanded;
            return self.nested(|this| this.visit_expr_mut(expr));
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        // What stands among the arguments of another macro, if they are expressions.
        let list = syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated;
        if !self.rules.keys().any(|name| has_call(mac.tokens.clone(), name)) {
            return;
        }
        if let Ok(mut list) = list.parse2(mac.tokens.clone()) {
            list.iter_mut().for_each(|expr| self.visit_expr_mut(expr));
            mac.tokens = list.to_token_stream();
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The expression that a call stands for; a semicolon behind it means nothing.
fn expression(tokens: TokenStream) -> Option<Expr> {
    let parser = |input: ParseStream| {
        let expr: Expr = input.parse()?;
        let _: Option<syn::Token![;]> = input.parse()?;
        Ok(expr)
    };
    let expr = parser.parse2(tokens).ok()?;
    // It goes on as one expression.
    Some(syn::parse_quote!((#expr)))
}

fn count(tokens: TokenStream) -> usize {
    let inside = |token| match token {
        TokenTree::Group(group) => 1 + count(group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => 1,
    };
    tokens.into_iter().map(inside).sum()
}

fn has_call(tokens: TokenStream, name: &str) -> bool {
    let mut named = false;
    tokens.into_iter().any(|token| {
        let behind = std::mem::take(&mut named);
        match token {
            TokenTree::Ident(ident) => {
                named = ident == name;
                false
            }
            TokenTree::Group(group) => has_call(group.stream(), name),
            TokenTree::Punct(punct) => behind && punct.as_char() == '!',
            TokenTree::Literal(_) => false,
        }
    })
}

/// `(matcher) => { template }`
#[derive(Clone)]
struct Rule {
    matcher: Vec<Part>,
    template: TokenStream,
}

impl Rule {
    fn matches(&self, tokens: TokenStream) -> Option<Bindings> {
        let mut bound = Bindings::new();
        let parser = |input: ParseStream| take_all(&self.matcher, input, &mut bound);
        parser.parse2(tokens).ok().map(|()| bound)
    }
}

/// What the names of a matcher stand for.
pub(super) type Bindings = HashMap<String, Bound>;

#[derive(Clone)]
pub(super) enum Bound {
    One(TokenStream),
    Many(Vec<Bound>),
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

fn rules(mac: &Macro) -> Option<Vec<Rule>> {
    let mut tokens = mac.tokens.clone().into_iter().peekable();
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
                    (colon.to_string() == ":").then(|| Part::Name(name.to_string(), kind.to_string()))?
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
            bound.insert(name.clone(), Bound::One(fragment(kind, input)?));
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

fn fragment(kind: &str, input: ParseStream) -> syn::Result<TokenStream> {
    Ok(match kind {
        "expr" | "expr_2021" => {
            let expr: Expr = input.parse()?;
            match expr {
                Expr::Path(_) | Expr::Lit(_) | Expr::Paren(_) | Expr::Macro(_) => expr.into_token_stream(),
                // It stays one expression.
                expr => quote!((#expr)),
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
    })
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    fn expanded(body: &str) -> String {
        let mut body: syn::Block = syn::parse_str(body).expect("a block");
        super::expand(&mut body);
        body.to_token_stream().to_string()
    }

    fn normal(body: &str) -> String {
        syn::parse_str::<syn::Block>(body).expect("a block").to_token_stream().to_string()
    }

    #[test]
    fn what_a_rule_binds_is_its_own() {
        let made =
            expanded("{ macro_rules! m { ($n:ident) => { let x = f(x); let $n = (x, y.x); } } m!(x); g(x) }");
        assert_eq!(made, normal("{ let x_1 = f(x); let x = (x_1, y.x); g(x) }"));
    }

    #[test]
    fn repetitions_and_recursion() {
        let made = expanded(
            "{ macro_rules! m { () => { 0 }; ($a:expr $(, $b:expr)* $(,)?) => { $a + m!($($b),*) } } m!(x, 2,) }",
        );
        assert_eq!(made, normal("{ (x + (2 + (0))) }"));
    }

    #[test]
    fn what_is_not_understood_stays() {
        for body in [
            "{ macro_rules! m { ($a:lifetimes) => { $a } } m!(x) }",
            "{ macro_rules! m { ($a:expr) => { $a } } m!(x, y) }",
            "{ macro_rules! m { ($a:expr) => { $b } } m!(x) }",
            "{ macro_rules! m { () => { m!() } } f() }",
        ] {
            assert_eq!(expanded(body), normal(body));
        }
    }

    #[test]
    fn endless_rules_end() {
        for body in [
            "{ macro_rules! m { () => { m!() } } m!() }",
            "{ macro_rules! m { () => { m!() + m!() } } m!() }",
            "{ macro_rules! m { ($($t:tt)*) => { m!($($t)* $($t)*) } } m!(x) }",
        ] {
            assert!(expanded(body).contains("m !"));
        }
    }
}
