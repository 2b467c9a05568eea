//! Calls of macros that are known by name: what their arguments are, and what becomes of these.

use super::made;
use crate::syntax::words;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Token};

/// A call of a macro that is known by name.
pub(crate) struct KnownCall {
    pub(crate) name: Known,
    pub(crate) arguments: Vec<Argument>,
    /// What stands around them, if that is no list.
    pub(super) shape: TokenStream,
}

/// An argument: `expr` or `name = expr`.
pub(crate) struct Argument {
    pub(crate) name: Option<Ident>,
    pub(crate) expr: Expr,
}

/// The macros of the standard library that evaluate their arguments, and those of other crates that make a value of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Known {
    /// `format!` and its like: arguments by reference, the format string first.
    Format,
    /// `write!`, `writeln!`: a target, then as `format!`.
    Write,
    /// `assert!`, `debug_assert!`: a condition, then as `format!`, if it fails.
    Assert,
    /// `assert_eq!` and its like: two operands by reference, then as `format!`, if they fail.
    AssertTwo,
    /// `vec![a, b]`
    Vec,
    /// `vec![a; n]`
    VecRepeat,
    /// `dbg!`
    Dbg,
    /// `hashmap! { a => b }` and others, of other crates.
    Made,
}

impl Known {
    /// The numbers of the arguments that are moved into the macro.
    pub(crate) fn arguments_by_value(self) -> std::ops::Range<usize> {
        match self {
            Known::Assert => 0..1,
            Known::Vec | Known::VecRepeat | Known::Dbg | Known::Made => 0..usize::MAX,
            Known::Format | Known::Write | Known::AssertTwo => 0..0,
        }
    }

    /// Whether a shared reference to the argument of this number is all that the macro asks for.
    pub(crate) fn only_looks_at(self, number: usize) -> bool {
        match self {
            Known::Format | Known::Assert | Known::AssertTwo => true,
            Known::Write => number > 0,
            Known::Vec | Known::VecRepeat | Known::Dbg | Known::Made => false,
        }
    }

    /// The number of the argument that is the format string.
    pub(crate) fn format_at(self) -> Option<usize> {
        match self {
            Known::Format => Some(0),
            Known::Write | Known::Assert => Some(1),
            Known::AssertTwo => Some(2),
            Known::Vec | Known::VecRepeat | Known::Dbg | Known::Made => None,
        }
    }
}

impl KnownCall {
    /// The call of a macro that is given these tokens.
    pub(crate) fn parse(name: Known, tokens: TokenStream) -> syn::Result<KnownCall> {
        let arguments = match name {
            Known::VecRepeat => Punctuated::<Argument, Token![;]>::parse_separated_nonempty
                .parse2(tokens)?
                .into_iter()
                .collect(),
            Known::Format
            | Known::Write
            | Known::Assert
            | Known::AssertTwo
            | Known::Vec
            | Known::Dbg
            | Known::Made => {
                Punctuated::<Argument, Token![,]>::parse_terminated.parse2(tokens)?.into_iter().collect()
            }
        };
        Ok(KnownCall { name, arguments, shape: TokenStream::new() })
    }

    /// The arguments as the macro takes them.
    pub(crate) fn tokens(&self) -> TokenStream {
        let arguments = &self.arguments;
        match self.name {
            Known::VecRepeat => quote!(#(#arguments);*),
            Known::Made => made::filled_in(self.shape.clone(), &mut arguments.iter()),
            Known::Format | Known::Write | Known::Assert | Known::AssertTwo | Known::Vec | Known::Dbg => {
                quote!(#(#arguments),*)
            }
        }
    }

    /// `assert!(condition)` says the condition as the user wrote it, which is not what a machine evaluates.
    pub(crate) fn say_condition(&mut self, mac: &syn::Macro) {
        if self.name == Known::Assert && self.arguments.len() == 1 {
            let text = self.words(mac).remove(0);
            // Two pieces: the message is a literal then, as natively, and not made when it is needed.
            let message: [Expr; 3] = [
                syn::parse_quote!("{}{}"),
                syn::parse_quote!("assertion failed: "),
                syn::parse_quote!(#text),
            ];
            self.arguments.extend(message.map(|expr| Argument { name: None, expr }));
        }
    }

    /// The words of each argument.
    pub(crate) fn words(&self, mac: &syn::Macro) -> Vec<String> {
        let mut words = vec![TokenStream::new()];
        for token in mac.tokens.clone() {
            match (&token, words.last_mut()) {
                (TokenTree::Punct(punct), _) if punct.as_char() == ',' => words.push(TokenStream::new()),
                (_, Some(last)) => last.extend([token]),
                (_, None) => {}
            }
        }
        words.retain(|words| !words.is_empty());
        // A comma between generic arguments divides nothing.
        if words.len() != self.arguments.len() {
            words = self.arguments.iter().map(ToTokens::to_token_stream).collect();
        }
        words.into_iter().map(words::text_of).collect()
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        use syn::ext::IdentExt;
        let named = input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        let name = if named {
            let name = input.call(Ident::parse_any)?;
            input.parse::<Token![=]>()?;
            Some(name)
        } else {
            None
        };
        Ok(Argument { name, expr: input.parse()? })
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, expr) = (&self.name, &self.expr);
        tokens.extend(match name {
            Some(name) => quote!(#name = #expr),
            None => quote!(#expr),
        });
    }
}
