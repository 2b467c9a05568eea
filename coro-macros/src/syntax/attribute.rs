//! The attribute's arguments.

use crate::diagnostics::Diagnostics;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Path, Token};

const KNOWN: &str = "known arguments: `boxed`, `boxed_local`, `type = Name`, `crate = path::to::coro`";

/// `#[coroutine(..)]`
pub(crate) struct Arguments {
    /// Where the crate `coro` is found.
    pub(crate) krate: Path,
    /// Whether the machine is returned in a box.
    pub(crate) boxed: Option<Boxed>,
    /// What the machine's type is called.
    pub(crate) named: Option<Ident>,
}

impl Arguments {
    /// Whether what is declared is what the function returns.
    pub(crate) fn is_plain(&self) -> bool {
        self.boxed.is_none() && self.named.is_none()
    }

    /// The attribute that has them.
    pub(crate) fn to_attribute(&self) -> TokenStream {
        let krate = &self.krate;
        let boxed = self.boxed.map(|boxed| Ident::new(boxed.name(), Span::call_site())).into_iter();
        let named = self.named.iter();
        quote!(#[#krate::coroutine(crate = #krate #(, #boxed)* #(, type = #named)*)])
    }
}

/// The box that a machine is returned in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Boxed {
    /// `boxed`: `Pin<Box<dyn Future + Send>>`
    Send,
    /// `boxed_local`: `Pin<Box<dyn Future>>`
    Local,
}

impl Boxed {
    fn named(name: &Ident) -> Option<Self> {
        match name.to_string().as_str() {
            "boxed" => Some(Boxed::Send),
            "boxed_local" => Some(Boxed::Local),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Boxed::Send => "boxed",
            Boxed::Local => "boxed_local",
        }
    }
}

/// Reads the arguments; reports those that are not known, and those that do not go together.
pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Arguments {
    let mut given = Given::default();
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            argument(input, &mut given, diagnostics)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        diagnostics.push(error);
    }
    if let (Some(name), Some(boxed)) = (&given.named, given.boxed) {
        diagnostics.error(
            name.span(),
            format!(
                "`type` contradicts `{}`: the machine is in a box, whose type has a name already; keep one of them",
                boxed.name()
            ),
        );
    }
    Arguments {
        krate: given.krate.unwrap_or_else(|| syn::parse_quote!(::coro)),
        boxed: given.boxed,
        named: given.named,
    }
}

/// What has been read so far.
#[derive(Default)]
struct Given {
    krate: Option<Path>,
    boxed: Option<Boxed>,
    named: Option<Ident>,
}

impl Given {
    fn set_boxed(&mut self, boxed: Boxed, span: Span, diagnostics: &mut Diagnostics) {
        match self.boxed.replace(boxed) {
            None => {}
            Some(before) if before == boxed => twice(boxed.name(), span, diagnostics),
            Some(before) => diagnostics.error(
                span,
                format!(
                    "`{}` contradicts `{}`: the box is `Send` with `boxed`, and not with `boxed_local`; keep one of them",
                    boxed.name(),
                    before.name()
                ),
            ),
        }
    }
}

fn twice(name: &str, span: Span, diagnostics: &mut Diagnostics) {
    diagnostics.error(span, format!("`{name}` is given twice; once says it all"));
}

fn argument(input: ParseStream<'_>, given: &mut Given, diagnostics: &mut Diagnostics) -> syn::Result<()> {
    if let Some(token) = input.parse::<Option<Token![crate]>>()? {
        input.parse::<Token![=]>()?;
        if given.krate.replace(input.call(Path::parse_mod_style)?).is_some() {
            twice("crate", token.span, diagnostics);
        }
        return Ok(());
    }
    if let Some(token) = input.parse::<Option<Token![type]>>()? {
        if given.named.replace(type_name(input, token.span)?).is_some() {
            twice("type", token.span, diagnostics);
        }
        return Ok(());
    }
    let name = input
        .call(<Ident as syn::ext::IdentExt>::parse_any)
        .map_err(|error| syn::Error::new(error.span(), format!("expected an argument; {KNOWN}")))?;
    let Some(boxed) = Boxed::named(&name) else {
        return Err(syn::Error::new(name.span(), format!("unknown argument `{name}`; {KNOWN}")));
    };
    given.set_boxed(boxed, name.span(), diagnostics);
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(input.error(format!("`{name}` takes no value; write `{name}` alone")))
}

/// `= Name`
fn type_name(input: ParseStream<'_>, span: Span) -> syn::Result<Ident> {
    const WANTED: &str = "`type` gives the machine's type a name: write `type = Name`";
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(span, WANTED));
    }
    input.parse::<Token![=]>()?;
    let name = input.parse::<Ident>().map_err(|error| syn::Error::new(error.span(), WANTED))?;
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(name);
    }
    Err(input.error(format!("{WANTED}, alone: it has the function's generics and visibility")))
}
