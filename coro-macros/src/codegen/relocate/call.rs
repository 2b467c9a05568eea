//! Calls in the check of what may be moved.

use super::super::call::callee;
use super::super::names::ours;
use super::super::points::code_points;
use super::Writer;
use crate::ir::Call;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

impl Writer<'_> {
    /// A call. Where its arguments suspend, the machine makes them before it goes to what the call is made on, and so does this: that
    /// may be moved meanwhile. But for arguments that the call has to convert: they stay where they are, and what the call is made on is
    /// consumed before.
    pub(super) fn call(&mut self, call: &Call) -> TokenStream {
        let last = call.arguments.iter().rposition(|argument| code_points(argument).is_some());
        let is_last = call.part.is_some() || !self.cx.facts.live_after.contains(call.id);
        let is_asked = call.plain && is_last;
        let made_before = last.filter(|_| is_asked && !call.shaped).map_or(0, |last| last + 1);
        let waits = is_asked && call.shaped && call.projection.is_whole();
        if waits {
            self.waiting.push(call.local);
        }
        let written: Vec<TokenStream> = call.arguments.iter().map(|argument| self.code(argument)).collect();
        if waits {
            self.waiting.pop();
        }
        let (before, after) = written.split_at(made_before);
        let names: Vec<_> = (0..made_before).map(|number| ours(&format!("arg{number}"))).collect();
        let arguments: Vec<TokenStream> =
            names.iter().map(ToTokens::to_token_stream).chain(after.iter().cloned()).collect();
        let place = self.named(call.local, &call.ident);
        let called = callee(&call.projection.of(&quote!(#place)), &call.method, &arguments, call.parens);
        // Temporaries among the arguments live to the end of the statement.
        if before.is_empty() { called } else { quote!(match (#(#before,)*) { (#(#names,)*) => #called }) }
    }
}
