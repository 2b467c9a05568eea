//! The attribute macros of the crate `coro`: a small compiler from `async fn` to an explicit state machine.
//!
//! Data flows one way: tokens → [`syntax`] → [`build`] → [`analysis`] → [`frame`] → [`codegen`] → tokens; [`expand`] is
//! the driver. Only this file speaks `proc_macro`.
#![forbid(unsafe_code)]

mod analysis;
mod build;
mod codegen;
mod diagnostics;
mod expand;
mod frame;
mod index;
mod ir;
mod syntax;
#[cfg(test)]
mod tests;
#[cfg(any(test, debug_assertions))]
mod validate;

use proc_macro::TokenStream;

/// Rewrites an `async fn` into an explicit state machine.
#[proc_macro_attribute]
pub fn coroutine(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::coroutine(arguments.into(), item.into()).into()
}
