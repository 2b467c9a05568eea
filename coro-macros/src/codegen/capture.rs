//! What closures capture: bound first, under the name that it has in the closure.
//!
//! A value, or a reference: a captured pointer would cost the machine its `Send`, and tie the closure to the resume that made
//! it.

use super::Cx;
use super::code::name_in_closure;
use super::given::Given;
use super::names::ours;
use super::resume::Emitter;
use crate::ir::{Asked, Captured, CapturedPart, Code, DoubtOfPart, LocalId, Rebound};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// A closure, and what is bound before it.
pub(super) struct Written {
    pub(super) bound: Vec<(Ident, TokenStream)>,
    pub(super) closure: TokenStream,
    /// The same for code that never runs.
    pub(super) copy: TokenStream,
}

impl Cx<'_> {
    /// Whether the closure gets the value: it says `move`, or it uses the value up and nobody after it does. A number is as good as a
    /// reference to it, and the machine may be moved.
    pub(super) fn is_handed_over(&self, captured: &Captured) -> bool {
        let is_number = self.body.locals[captured.local].number.is_some() && !captured.exclusive;
        let ends = || !self.facts.live_after.contains(captured.id);
        let copies = is_number && self.face().is_movable();
        captured.part.is_none() && (captured.by_value || captured.value && (copies || ends()))
    }

    /// Whether rustc may be asked whether it is captured by value: it is not used again.
    pub(super) fn may_be_taken(&self, captured: &Captured) -> bool {
        captured.asked.is_some() && !self.facts.live_after.contains(captured.id)
    }

    /// Whether the closure gets a shared reference.
    pub(super) fn is_shared(&self, captured: &Captured) -> bool {
        let is_plain = captured.part.is_none() && captured.fields.is_empty();
        is_plain && !captured.exclusive && !self.may_be_exclusive(captured)
    }

    /// Whether it may be a `&mut` that the closure has as a value, and that is used again: it goes on from it (`*x`), and does not take it.
    pub(super) fn may_be_exclusive(&self, captured: &Captured) -> bool {
        let local = &self.body.locals[captured.local];
        captured.value && !local.copied && local.number.is_none()
    }

    /// Whether it has a copy of that, if it can, for the machine may be moved.
    pub(super) fn has_copy(&self, captured: &Captured) -> bool {
        self.may_be_exclusive(captured) && !captured.outlived && self.face().is_movable()
    }
}

impl Emitter<'_> {
    /// A closure, with what it captures bound around it.
    pub(super) fn capture(&mut self, captures: &[Captured], closure: &Code) -> TokenStream {
        let Written { bound, closure, .. } = self.captured_closure(captures, closure, true);
        let bound: Vec<TokenStream> =
            bound.into_iter().map(|(name, value)| quote!(let mut #name = #value;)).collect();
        if bound.is_empty() {
            closure
        } else {
            self.given.block(&quote!(#(#bound)* #closure), Span::call_site())
        }
    }

    /// A closure, with what it captures apart. Whether rustc may be asked how depends on where it is.
    pub(super) fn captured_closure(&mut self, captures: &[Captured], closure: &Code, asks: bool) -> Written {
        // What is not behind a pointer would be captured by a closure of ours.
        let asks = asks && captures.iter().all(|captured| self.cx.is_pointer(captured.local));
        let asked = captures.iter().find(|captured| asks && self.is_asked(captured));
        self.asked = asked.map(|captured| captured.local);
        let reached = captures.iter().filter(|captured| self.cx.is_pointer(captured.local));
        let others = reached.filter(|captured| self.asked != Some(captured.local));
        let is_block = asked.is_some_and(|captured| captured.asked == Some(Asked::Block));
        let is_dressed =
            |captured: &&Captured| is_block && captured.asked.is_none() && self.cx.is_handed_over(captured);
        self.dressed = captures.iter().filter(is_dressed).map(|captured| captured.local).collect();
        let bound = others.map(|captured| self.captured(captured)).collect();
        let of = |what: &dyn Fn(&Captured) -> bool| {
            captures.iter().filter(|captured| what(captured)).map(|captured| captured.local).collect()
        };
        let in_closure = Given::in_closure(
            of(&|captured| self.cx.is_shared(captured)),
            of(&|captured| self.cx.is_handed_over(captured)),
        );
        let around = std::mem::replace(&mut self.given, in_closure);
        let closure = self.code(closure);
        self.given = around;
        self.asked = None;
        let dressed = std::mem::take(&mut self.dressed);
        match asked {
            Some(Captured { asked: Some(how), local, .. }) => {
                let closure =
                    if *how == Asked::Block { self.taking(captures, &dressed, &closure) } else { closure };
                self.asked_closure(*how, *local, bound, &closure)
            }
            _ => {
                let gives = captures.iter().any(|captured| self.cx.is_handed_over(captured));
                let may_ask = captures.iter().any(|captured| captured.asked == Some(Asked::Block));
                let closure = if gives && may_ask { moving(closure) } else { closure };
                Written { bound, copy: closure.clone(), closure }
            }
        }
    }

    /// The block, which has all that it is given by value, and all of what rustc is asked about, in the order in which it mentions them.
    fn taking(&self, captures: &[Captured], dressed: &[LocalId], block: &TokenStream) -> TokenStream {
        let (private, probe) = (&self.cx.private, ours("probe"));
        let taken = captures.iter().filter_map(|captured| {
            let name = self.cx.names.dressed(captured.local);
            match captured.asked {
                Some(_) => Some(quote!(let _ = &#probe;)),
                None => dressed.contains(&captured.local).then(|| quote!(#private::drop(#name);)),
            }
        });
        let taken = quote!(if false { #(#taken)* loop {} });
        let within = |token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let body = group.stream();
                let mut taking = Group::new(Delimiter::Brace, quote!(#taken #body));
                taking.set_span(group.span());
                TokenTree::Group(taking)
            }
            token => token,
        };
        block.clone().into_iter().map(within).collect()
    }

    /// Whether rustc is asked how the closure captures the value.
    fn is_asked(&self, captured: &Captured) -> bool {
        self.cx.may_be_taken(captured)
            && self.cx.is_guarded(captured.local)
            && !self.cx.has_parts(captured.local)
            && (captured.asked != Some(Asked::Call) || !self.cx.facts.unsure.contains(captured.id))
    }

    /// The body of a closure of which rustc may be asked what it captures: all of the value, or a reference to all of it.
    pub(super) fn asked_body(&mut self, local: LocalId, body: &Code) -> TokenStream {
        let body = self.code(body);
        if self.asked == Some(local) {
            let probe = ours("probe");
            quote!({ let _ = &#probe; #body })
        } else {
            body
        }
    }

    /// What is asked, where it never runs, for its type; and what is of that type, made of the value or of the slot's address.
    fn asked_closure(
        &self,
        how: Asked,
        local: LocalId,
        others: Vec<(Ident, TokenStream)>,
        closure: &TokenStream,
    ) -> Written {
        let (private, names) = (&self.cx.private, &self.cx.names);
        let (place, live, made, probe) =
            (names.place(local), names.live(local), names.closure(local), ours("probe"));
        let (names, values): (Vec<_>, Vec<_>) = others.into_iter().unzip();
        let mut given = quote!(#(#values,)*);
        let probed = quote!(loop {} let mut #probe = (&#made).probe(););
        let (asked, made_and_called) = match how {
            // It stands where it is expected, so that its parameters' types are known.
            Asked::Itself => (closure.clone(), quote!(#made.closure())),
            Asked::Around | Asked::Block => (
                quote!((&#made).written(|(#(mut #names,)*)| { let _ = &#probe; #closure })),
                quote!(#made.call()),
            ),
            Asked::Call => {
                let side = ours("side");
                given = quote!(#private::Taken::new((#given #side,)),);
                let block = self.cx.asking_call(&quote!(#(mut #names,)* #side,), closure);
                (quote!((&#made).written(#block)), quote!(#made.call()))
            }
        };
        Written {
            bound: vec![(made, quote!(#private::closure_on(#place, &mut #live, (#given))))],
            copy: quote!({ #probed #asked }),
            // At the end of the block, all is expected of the closure that is expected of the block: also what a box is to hold.
            closure: quote!('closure: {
                if true { break 'closure #made_and_called; }
                #probed
                #asked
            }),
        }
    }

    /// The fields that are copied out of a value are found by rustc. What is read for that is forgotten, which is an error if
    /// something was moved out of it.
    pub(super) fn rebound(&self, rebound: Rebound, name: &Ident, place: &Ident) -> TokenStream {
        let private = &self.cx.private;
        let span = Span::mixed_site().located_at(name.span());
        match rebound {
            Rebound::Whole => quote_spanned!(span=> let mut #name = *#place),
            Rebound::Fields => {
                quote_spanned!(span=> let mut #name = #private::read((&raw const *#place).cast_mut()))
            }
            Rebound::Rest => quote_spanned!(span=> #private::forget(#name)),
        }
    }

    /// What the closure uses as values of what it has a reference to: that, or fields that it leads to.
    fn used_as_values(&self, captured: &Captured) -> TokenStream {
        if self.cx.may_be_exclusive(captured) {
            let place = self.cx.names.place(captured.local);
            return quote!(.and(#place));
        }
        let base = self.base(captured.local, &captured.ident);
        let fields = captured.fields.iter().map(|field| field.of(&base));
        quote!(#(.and_of(|| &raw const #fields))*)
    }

    fn captured(&self, captured: &Captured) -> (Ident, TokenStream) {
        let Captured { id, local, whole, ident, exclusive, lent, .. } = captured;
        let (private, place) = (&self.cx.private, self.cx.names.place(*local));
        if let Some(part) = &captured.part {
            return (part.name.clone(), self.captured_part(*local, ident, part));
        }
        let guarded = self.cx.is_guarded(*local);
        if self.cx.is_handed_over(captured) {
            // A `move` closure takes the fields it uses, and leaves the others. What is used again must be there still: only
            // a copy can be handed out then.
            let keeps_parts = self.cx.has_parts(*local) && !captured.ends_whole;
            let used_again = self.cx.facts.live_after.contains(*id) || keeps_parts;
            let value = if !whole && guarded && used_again {
                quote!({
                    use #private::NoCopy as _;
                    #private::CopyOf(#place).__value()
                })
            } else {
                self.take(*local, ident.span())
            };
            if self.dressed.contains(local) {
                return (self.cx.names.dressed(*local), quote!(#private::Probe::dress(#value)));
            }
            return (name_in_closure(ident), value);
        }
        let reference = match exclusive {
            true if guarded && self.cx.facts.unsure.contains(*id) => quote!(&mut *#private::unsure(#place)),
            true => quote!(&mut *#place),
            false if self.cx.is_shared(captured) => quote!(&*#place),
            false if self.cx.has_copy(captured) => quote!({
                use #private::Exclusive as _;
                #private::HandedTo(#place).__closure()
            }),
            false => {
                let uses = self.used_as_values(captured);
                quote!({
                    use #private::Exclusive as _;
                    #private::LentTo(#place, #private::Uses::none() #uses).__closure()
                })
            }
        };
        let run = ours("run");
        let reference = if *lent { quote!(#private::lent_to_call(&#run, #reference)) } else { reference };
        (place, reference)
    }

    /// A part that a closure takes, or refers to.
    fn captured_part(&self, local: LocalId, ident: &Ident, part: &CapturedPart) -> TokenStream {
        let value = self.part((local, ident), &part.projection, part.number, None);
        let base = self.base(local, ident);
        let place = part.projection.of(&base);
        let private = &self.cx.private;
        let question = match part.doubt {
            DoubtOfPart::Leads => {
                let variable = self.cx.names.place(local);
                return led(private, &quote!(&*#variable), &variable, &place, &value);
            }
            DoubtOfPart::None => None,
            DoubtOfPart::Gives => {
                Some((part.projection.around().map(|around| around.of(&base)).collect(), quote!(__gives)))
            }
            DoubtOfPart::IsAll => Some((vec![place.clone()], quote!(__is_all))),
        };
        let value = match question {
            Some((holders, asked)) => {
                let (holders, given): (Vec<TokenStream>, _) =
                    (holders, quote!((&&#private::kind_of(&raw const #place)).__given()));
                quote!({
                    use #private::{KindIsCopy as _, KindIsNot as _, TakenApart as _, TakenBehind as _, TakenWhole as _};
                    #((&&&#private::Holder::at(&raw const #holders)).#asked(#given);)*
                    #value
                })
            }
            None => value,
        };
        let at = |uses: &TokenStream| quote!(#uses.at(&raw mut #place));
        unsure_part(&self.cx.private, part, &base, at, &value).unwrap_or(value)
    }
}

/// A block that takes all that it is given.
fn moving(block: TokenStream) -> TokenStream {
    let mut tokens = block.into_iter();
    let keyword: TokenStream = tokens.next().into_iter().collect();
    let rest: TokenStream = tokens.collect();
    quote!(#keyword move #rest)
}

/// A part that a closure refers to, by the variable that may lead to it, if it is `Copy` or an exclusive reference, and takes otherwise.
pub(super) fn led(
    private: &syn::Path,
    variable: &TokenStream,
    name: &Ident,
    place: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    quote!({
        use #private::{LedOn as _, LedAway as _};
        #private::led(#variable, |#name| &raw const #place).__captured(|| #value)
    })
}

/// A part that a closure refers to if what it uses of it as values is `Copy`, and takes otherwise.
pub(super) fn unsure_part(
    private: &syn::Path,
    part: &CapturedPart,
    base: &TokenStream,
    at: impl FnOnce(&TokenStream) -> TokenStream,
    value: &TokenStream,
) -> Option<TokenStream> {
    let uses = part.unsure.iter().map(|used| {
        let used = used.of(base);
        quote!(.and(&raw const #used))
    });
    let part_at = at(&quote!(#private::Uses::none() #(#uses)*));
    let owns = quote!({
        use #private::Owning as _;
        #part_at.__captured(|| #value)
    });
    (!part.unsure.is_empty()).then_some(owns)
}
