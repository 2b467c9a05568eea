//! The errors of one expansion: passes push into them and go on, the driver stops at its barriers.
//!
//! A message says what, why, and the way out; it stands at the smallest span that the user has to change.

use proc_macro2::{Span, TokenStream};

/// All errors found so far.
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: Vec<syn::Error>,
}

impl Diagnostics {
    pub(crate) fn error(&mut self, span: Span, message: impl std::fmt::Display) {
        self.errors.push(syn::Error::new(span, message));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// A barrier: `Err` if anything was reported.
    pub(crate) fn barrier(&self) -> Result<(), ()> {
        if self.errors.is_empty() { Ok(()) } else { Err(()) }
    }

    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}
