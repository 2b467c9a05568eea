//! The attribute macros of the crate `coro`.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;

/// Rewrites an `async fn` into an explicit state machine.
#[proc_macro_attribute]
pub fn coroutine(_args: TokenStream, item: TokenStream) -> TokenStream {
    item
}
