//! Lints that the crate forbids by their names: nothing may allow those (E0453). So what generated code allows leaves them out: of most
//! there is nothing to say in it, but for what rustc says of the user's own text in the same words.

use super::super::edition::compiler_arguments;
use super::forbidden_lints;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use std::collections::HashSet;

/// The lints of the group `unused`.
const UNUSED: [&str; 23] = [
    "dead_code",
    "map_unit_fn",
    "path_statements",
    "redundant_semicolons",
    "unreachable_code",
    "unreachable_patterns",
    "unused_allocation",
    "unused_assignments",
    "unused_attributes",
    "unused_braces",
    "unused_doc_comments",
    "unused_extern_crates",
    "unused_features",
    "unused_imports",
    "unused_labels",
    "unused_macro_rules",
    "unused_macros",
    "unused_must_use",
    "unused_mut",
    "unused_parens",
    "unused_unsafe",
    "unused_variables",
    "unused_visibilities",
];

/// Takes the lints that are forbidden around the attribute out of what the generated code allows.
pub(crate) fn respect(expanded: TokenStream) -> TokenStream {
    let forbidden = forbidden(Span::call_site());
    if forbidden.iter().all(|lint| lint == "unsafe_code" || lint == "missing_docs") {
        return expanded;
    }
    Respect { forbidden, ours: Span::call_site().start() }.tokens(expanded)
}

/// The names of the lints that are forbidden on the command line, in the crate's first file, and in that of a place.
fn forbidden(place: Span) -> HashSet<String> {
    thread_local! {
        static FORBIDDEN: HashSet<String> = of_arguments(compiler_arguments());
    }
    let mut names = forbidden_lints(place);
    FORBIDDEN.with(|forbidden| names.extend(forbidden.iter().cloned()));
    // A group may be forbidden, and allowed, with no more than a warning.
    names.remove("unused");
    names
}

/// `-F name`, `-Fname`, `--forbid name` and `--forbid=name`.
fn of_arguments(mut arguments: impl Iterator<Item = String>) -> HashSet<String> {
    let mut names = HashSet::new();
    while let Some(argument) = arguments.next() {
        let name = match argument.strip_prefix("--forbid").or_else(|| argument.strip_prefix("-F")) {
            Some("") => arguments.next(),
            Some(name) => Some(name.trim_start_matches('=').to_owned()),
            None => None,
        };
        names.extend(name.map(|name| name.replace('-', "_")));
    }
    names
}

struct Respect {
    forbidden: HashSet<String>,
    /// Where what we wrote seems to stand.
    ours: proc_macro2::LineColumn,
}

impl Respect {
    fn tokens(&self, tokens: TokenStream) -> TokenStream {
        let mut kept = TokenStream::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let attribute = match (&token, tokens.peek()) {
                (TokenTree::Punct(hash), Some(TokenTree::Group(group))) if hash.as_char() == '#' => {
                    self.allowed(group).map(|lints| self.left(lints))
                }
                _ => None,
            };
            match (attribute, token) {
                (Some(attribute), _) => {
                    tokens.next();
                    kept.extend(attribute);
                }
                (None, TokenTree::Group(group)) => {
                    let mut inside = Group::new(group.delimiter(), self.tokens(group.stream()));
                    inside.set_span(group.span());
                    kept.extend([TokenTree::Group(inside)]);
                }
                (None, token) => kept.extend([token]),
            }
        }
        kept
    }

    /// The lints of an `allow(..)` of ours.
    fn allowed(&self, attribute: &Group) -> Option<TokenStream> {
        let mut tokens = attribute.stream().into_iter();
        match (attribute.delimiter(), tokens.next()?, tokens.next()?) {
            (Delimiter::Bracket, TokenTree::Ident(allow), TokenTree::Group(lints)) => {
                (allow == "allow" && allow.span().start() == self.ours).then(|| lints.stream())
            }
            _ => None,
        }
    }

    /// `#[allow(..)]` of those that are not forbidden.
    fn left(&self, lints: TokenStream) -> TokenStream {
        let mut lints = lints.to_string();
        lints.retain(|c| !c.is_whitespace());
        // Which groups of clippy's a lint is of is not said here.
        let forbids_clippy = self.forbidden.iter().any(|lint| lint.starts_with("clippy::"));
        let members = |lint: &str| match lint {
            "unused" if UNUSED.iter().any(|lint| self.forbidden.contains(*lint)) => {
                UNUSED.map(str::to_owned).to_vec()
            }
            _ => vec![lint.to_owned()],
        };
        let left = lints.split(',').filter(|lint| !lint.is_empty()).flat_map(members).filter(|lint| {
            !(self.forbidden.contains(lint) || forbids_clippy && lint.starts_with("clippy::"))
        });
        let paths: Vec<TokenStream> = left
            .map(|lint| {
                let names = lint.split("::").map(|name| Ident::new(name, Span::mixed_site()));
                quote!(#(#names)::*)
            })
            .collect();
        if paths.is_empty() { TokenStream::new() } else { quote!(#[allow(#(#paths),*)]) }
    }
}

#[cfg(test)]
mod tests {
    use super::of_arguments;

    #[test]
    fn command_lines() {
        let arguments = "rustc src/lib.rs -Fdead-code --forbid unused-mut --forbid=clippy::unwrap_used -F unsafe_code -C x";
        let mut found: Vec<String> =
            of_arguments(arguments.split(' ').map(str::to_owned)).into_iter().collect();
        found.sort_unstable();
        assert_eq!(found, ["clippy::unwrap_used", "dead_code", "unsafe_code", "unused_mut"]);
    }
}
