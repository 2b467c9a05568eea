//! The attribute's arguments.

use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Path, Token};

const KNOWN: &str = "known arguments: `crate = path::to::coro`";

/// `#[coroutine(..)]`
pub(crate) struct Arguments {
    /// Where the crate `coro` is found.
    pub(crate) krate: Path,
}

/// Reads the arguments; reports those that are not known.
pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Arguments {
    let mut arguments = Arguments { krate: syn::parse_quote!(::coro) };
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            argument(input, &mut arguments)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        diagnostics.push(error);
    }
    arguments
}

fn argument(input: ParseStream<'_>, arguments: &mut Arguments) -> syn::Result<()> {
    if input.peek(Token![crate]) {
        input.parse::<Token![crate]>()?;
        input.parse::<Token![=]>()?;
        arguments.krate = input.call(Path::parse_mod_style)?;
        return Ok(());
    }
    match input.call(<Ident as syn::ext::IdentExt>::parse_any) {
        Ok(name) => Err(syn::Error::new(name.span(), format!("unknown argument `{name}`; {KNOWN}"))),
        Err(error) => Err(syn::Error::new(error.span(), format!("expected an argument; {KNOWN}"))),
    }
}
