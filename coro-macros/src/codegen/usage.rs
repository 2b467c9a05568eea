//! Calls that may consume what they are made on: rustc decides, by what a closure with the call captures (see the support
//! library's `usage`).

use super::call::{Told, callee};
use super::code::{deref_at, in_parentheses, probed};
use super::given;
use super::names::ours;
use super::number;
use super::parts::result_name;
use super::resume::Emitter;
use crate::ir::Call;
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    pub(super) fn is_by_usage(&self, call: &Call) -> bool {
        if !self.cx.is_guarded(call.local) || !call.plain {
            return false;
        }
        // What is used again as a whole was not consumed, or rustc says so of the check; of a part that is not known.
        call.part.is_some() || call.consumes || !self.cx.facts.live_after.contains(call.id)
    }

    /// rustc decides whether the call consumes the value: see the support library's `usage`.
    pub(super) fn call_by_usage(&self, call: &Call, told: &Told) -> TokenStream {
        let private = &self.cx.private;
        let place = self.cx.names.place(call.local);
        let [args, usage, probe] = ["args", "usage", "probe"].map(ours);
        let Told { names, values, arguments, .. } = told;
        let (unknown, owner) = self.owner(call);
        let probed = callee(&call.projection.of(&probed_at(call)), &call.method, arguments, call.parens);
        let (chosen, sure) = self.passing(call, told).or_else(|| self.leaves(call, told)).unzip();
        let asked = quote! {
            if false {
                loop {}
                let mut #probe = #private::probe_of(#place);
                #private::usage_of(&#usage, |(#(mut #names,)*)| { let _ = &#probe; #probed });
                #chosen
            }
            #sure
        };
        if values.is_empty() {
            return quote! {{
                let #usage = #unknown;
                #asked
                #private::use_place(#usage, #place, #owner, ())
            }};
        }
        if self.is_received_here(call) {
            return self.call_on_received(call, told, &asked);
        }
        // Temporaries among the arguments live to the end of the statement.
        if call.shaped {
            return quote! {
                match #private::known_before(
                    { let #usage = #unknown; #asked (#usage, ()) },
                    (#(#values,)*),
                ) {
                    (#usage, (), #args) => #private::use_place(#usage, #place, #owner, #args),
                }
            };
        }
        quote! {
            match (#unknown, (#(#values,)*)) {
                (#usage, #args) => {
                    let #args = #private::with(&#usage, #args);
                    #asked
                    #private::use_place(#usage, #place, #owner, #args)
                }
            }
        }
    }

    pub(super) fn call_part_by_usage(&self, call: &Call, part: usize, told: &Told) -> TokenStream {
        let (private, live) = (&self.cx.private, self.cx.names.live(call.local));
        let is_teller = self.cx.is_teller(call.local, part);
        let part = number(part);
        let tell = is_teller.then(|| {
            let usage = ours("usage");
            let rest = self.cx.rest_of_call(call, &told.names, &told.arguments);
            quote!((&#live).tell_call(&#usage, #rest);)
        });
        let flag = if self.cx.is_looked_into() {
            quote!(#private::Seen(&mut #live.moved[#part]))
        } else {
            quote!(#live.moved[#part])
        };
        self.probe_part(call, told, tell, &quote!(#private::use_part), &flag)
    }

    /// A call that may consume a part, where nobody knows how to drop the whole but for it.
    pub(super) fn call_last_part(&self, call: &Call, told: &Told) -> TokenStream {
        let (private, live) = (&self.cx.private, self.cx.names.live(call.local));
        self.probe_part(call, told, None, &quote!(#private::use_last_part), &quote!(#live))
    }

    fn probe_part(
        &self,
        call: &Call,
        told: &Told,
        tell: Option<TokenStream>,
        used: &TokenStream,
        owner: &TokenStream,
    ) -> TokenStream {
        let private = &self.cx.private;
        let place = self.cx.names.place(call.local);
        let [args, usage, of_part, probe, field] =
            ["args", "usage", "usage_of_part", "probe", "part"].map(ours);
        let Told { names, values, arguments, .. } = told;
        let whole = callee(&call.projection.of(&probed_at(call)), &call.method, arguments, call.parens);
        let alone = callee(&probed_at(call), &call.method, arguments, call.parens);
        let pointed = call.projection.of(&deref_at(call.user_span(), &place));
        let by_call = |part: usize| self.cx.body.locals[call.local].parts[part].by_call.is_some();
        let gives = call.part.filter(|part| by_call(*part)).map(|part| {
            let result = result_name(call.local, part);
            quote!(#private::gives(&#usage, &#result);)
        });
        let asked = quote! {
            let #field = || &raw const #pointed;
            if false {
                loop {}
                let mut #probe = #private::probe_of(#place);
                #private::usage_of(&#usage, |(#(mut #names,)*)| { let _ = &#probe; #whole });
                #gives
                let mut #probe = #private::probe_of(#private::part_of(&#field));
                #private::usage_of(&#of_part, |(#(mut #names,)*)| { let _ = &#probe; #alone });
                #tell
            }
        };
        let unknown = quote!((#private::Usage::unknown(), #private::Usage::unknown()));
        let used = quote!(#used(#usage, #of_part, #place, #field, &mut #owner, #args));
        if call.shaped {
            return quote! {
                match #private::known_before(
                    { let (#usage, #of_part) = #unknown; #asked (#usage, (#of_part, #field)) },
                    (#(#values,)*),
                ) {
                    (#usage, (#of_part, #field), #args) => #used,
                }
            };
        }
        quote! {
            match (#unknown, (#(#values,)*)) {
                ((#usage, #of_part), #args) => {
                    let #args = #private::with(&#of_part, #private::with(&#usage, #args));
                    #asked
                    #used
                }
            }
        }
    }
}

/// What the call is made on where rustc is asked: it stands where it does for the user.
fn probed_at(call: &Call) -> TokenStream {
    let span = call.user_span();
    let probe = given::at("probe", span);
    in_parentheses(span, probed(&probe, (span, span))).into()
}
