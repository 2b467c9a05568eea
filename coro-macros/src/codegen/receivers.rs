//! What a call is made on, while its arguments are made: see [`Receiver`].
//!
//! ```text
//!   let a_live = ..;  let b_live = ..;
//!   let receiver_live = receive(a, &mut a_live);      owns `a` if the call consumes it, and drops it before `b`
//!   let arg = ..await..;
//!   match (receiver_live.usage(), (arg,)) { (usage, args) => use_place(usage, a, receiver_live.guard(), args) }
//! ```

use super::Cx;
use super::call::Told;
use super::guard::Armed;
use super::names::ours;
use super::resume::Emitter;
use crate::ir::{Call, LocalId, Origin, PointId, Receiver};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// From here on the receiver waits for the arguments of the call.
    pub(super) fn receive_step(&mut self, receiver: LocalId) -> TokenStream {
        let Origin::Receiver(of, call) = self.cx.body.locals[receiver].origin else {
            return TokenStream::new();
        };
        // What is used again was not consumed.
        if !self.cx.is_guarded(of) || self.cx.facts.live_after.contains(call) {
            return TokenStream::new();
        }
        self.enter_scope(receiver);
        let (live, received) = (self.cx.names.live(receiver), self.cx.receive(of));
        quote!(let mut #live = #received;)
    }

    /// How the call uses what it is made on, which is not known yet, and the guard that owns that now.
    pub(super) fn owner(&self, call: &Call) -> (TokenStream, TokenStream) {
        match call.receiver {
            Receiver::Step(receiver) if self.expecting.is_empty() => {
                let live = self.cx.names.live(receiver);
                (quote!((&#live).usage()), quote!((&mut #live).guard()))
            }
            Receiver::Variable | Receiver::Expression | Receiver::Step(_) => {
                let (private, live) = (&self.cx.private, self.cx.names.live(call.local));
                (quote!(#private::Usage::unknown()), quote!(&mut #live))
            }
        }
    }

    /// Whether a guard within the expression owns it, if the call consumes it.
    pub(super) fn is_received_here(&self, call: &Call) -> bool {
        call.receiver == Receiver::Expression && self.expecting.is_empty()
    }

    /// The call of [`Self::call_by_usage`], with such a guard. `asked` tells the closure's type.
    pub(super) fn call_on_received(&self, call: &Call, told: &Told, asked: &TokenStream) -> TokenStream {
        let (private, place) = (&self.cx.private, self.cx.names.place(call.local));
        let [args, usage, receiver] = ["args", "usage", "receiver"].map(ours);
        let (values, received) = (&told.values, self.cx.receive(call.local));
        let used = quote!(#private::use_place(#usage, #place, (&mut #receiver).guard(), #args));
        if call.shaped {
            return quote! {
                match #private::known_before(
                    { let #receiver = #received; let #usage = (&#receiver).usage(); #asked (#usage, #receiver) },
                    (#(#values,)*),
                ) {
                    (#usage, mut #receiver, #args) => #used,
                }
            };
        }
        quote! {
            match (#received, (#(#values,)*)) {
                (mut #receiver, #args) => {
                    let #usage = (&#receiver).usage();
                    let #args = #private::with(&#usage, #args);
                    #asked
                    #used
                }
            }
        }
    }
}

impl Cx<'_> {
    /// Whether it waited for the arguments of a call, and has not to be named any more: the type of its guard names those of the
    /// arguments, and what they borrowed may be gone.
    pub(super) fn is_done(&self, local: LocalId, point: PointId) -> bool {
        self.is_receiver(local) && !self.body.points[point].receivers.contains(&local)
    }

    /// Whether it waits for the arguments of a call.
    pub(super) fn is_receiver(&self, local: LocalId) -> bool {
        matches!(self.body.locals[local].origin, Origin::Receiver(..))
    }

    fn receive(&self, of: LocalId) -> TokenStream {
        let (private, place, live) = (&self.private, self.names.place(of), self.names.live(of));
        quote!(#private::receive(#place, &mut #live))
    }

    /// The guard of a receiver when the machine is resumed.
    pub(super) fn receive_again(
        &self,
        receiver: LocalId,
        of: LocalId,
        later: (PointId, PointId),
    ) -> TokenStream {
        let (private, place, live) = (&self.private, self.names.place(of), self.names.live(of));
        let waits = self.armed_where(later, |point| self.body.points[point].receivers.contains(&receiver));
        match waits {
            Armed::Yes => self.receive(of),
            Armed::No | Armed::If(_) => quote!(#private::receive_if(#place, &mut #live, #waits)),
        }
    }
}
