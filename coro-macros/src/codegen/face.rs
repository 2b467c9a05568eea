//! What the faces of a machine differ in: what makes it, what it is resumed with, and what a resume comes to.
//!
//! | | given | comes to |
//! |---|---|---|
//! | future | `PollContext` | `Poll<T>` |
//! | iterator | `Option<Share>` | `Option<Item>` |
//! | stream | `PollContext` | `Poll<Option<Item>>` |
//! | coroutine | `Given`, `Sent<R>` | `Poll<CoroutineState<Y, T>>` |

use super::Cx;
use super::guard::lives;
use super::names::{located, ours};
use super::resume::{Emitter, resume_label};
use crate::ir::{Code, PointId};
use crate::syntax::awaiting::ends;
use crate::syntax::face::{Container, Face};
use crate::syntax::ours::variable;
use crate::syntax::yields::said_with;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{ReturnType, Signature};

/// What a resume closure returns.
pub(super) struct Turn {
    pub(super) ty: TokenStream,
    /// What makes it of what the resume comes to.
    pub(super) of: TokenStream,
    /// What ties the closure's frame to the machine's.
    pub(super) tied: TokenStream,
}

impl Cx<'_> {
    pub(super) fn face(&self) -> &Face {
        &self.coroutine.face
    }

    /// What the result is declared to be in.
    pub(super) fn container(&self) -> Container {
        if self.face().yields() { Container::of(&self.coroutine.sig.output) } else { Container::Nothing }
    }

    /// What the function returns: the user's own words, unless it is `async`.
    pub(super) fn result_type(&self, sig: &Signature) -> Option<TokenStream> {
        match &sig.output {
            ReturnType::Type(_, ty) if self.container() != Container::Nothing => Some(quote!(#ty)),
            ReturnType::Type(_, ty) if self.face().yields() => {
                let end = ends(ty.to_token_stream()).map_or_else(Span::call_site, |(_, end)| end);
                let stated = self.stated(end);
                Some(quote!(#ty #stated))
            }
            ReturnType::Type(..) | ReturnType::Default => None,
        }
    }

    /// The function that puts the machine together.
    pub(super) fn maker(&self) -> TokenStream {
        let private = &self.private;
        if self.face().is_clone() {
            return super::clone::maker(self);
        }
        match self.face() {
            Face::Future => quote!(#private::machine),
            Face::Iterator { .. } => quote!(#private::generator),
            Face::Stream { .. } => quote!(#private::stream),
            Face::Coroutine { movable: false, .. } => quote!(#private::resumable),
            Face::Coroutine { movable: true, .. } => quote!(#private::movable),
        }
    }

    /// What tells the type of its result, or of what it yields and its result.
    pub(super) fn output_of(&self) -> TokenStream {
        let private = &self.private;
        match self.face() {
            Face::Future => quote!(#private::output_of),
            Face::Iterator { .. } => quote!(#private::items_of_generator),
            Face::Stream { .. } => quote!(#private::items_of_stream),
            Face::Coroutine { .. } => quote!(#private::output_of_resumer),
        }
    }

    /// The resume closure, as the machine has it.
    pub(super) fn resumer(&self, closure: TokenStream) -> TokenStream {
        let (private, inline) = (&self.private, self.inline());
        match self.face() {
            Face::Future | Face::Stream { .. } => closure,
            Face::Iterator { .. } => quote!(#private::generator_resumer(#inline #closure)),
            Face::Coroutine { resume, .. } => quote!(#private::resumer::<#resume, _>(#inline #closure)),
        }
    }

    /// How a resume is inlined. What an item is asked for by is small beside the item often enough, and knows then that it is not
    /// a drop; of those who poll, LLVM may see for itself.
    pub(super) fn inline(&self) -> TokenStream {
        match self.face() {
            Face::Future | Face::Stream { .. } => quote!(#[inline]),
            Face::Iterator { .. } | Face::Coroutine { .. } => quote!(#[inline(always)]),
        }
    }

    /// The parameters for what the resume closure is given.
    pub(super) fn given(&self) -> TokenStream {
        let (private, given, context) = (&self.private, ours("given"), ours("cx"));
        match self.face() {
            Face::Future => quote!(#context: #private::PollContext),
            Face::Stream { .. } => quote!(mut #context: #private::PollContext),
            Face::Iterator { .. } => quote!(mut #context: #private::Option<#private::Share>),
            Face::Coroutine { resume, .. } => {
                quote!(#given: #private::Given, mut #context: #private::Sent<#resume>)
            }
        }
    }

    /// What the resume closure returns.
    pub(super) fn turn(&self) -> Turn {
        let private = &self.private;
        if let Face::Future = self.face() {
            let output = self.coroutine.output_in_body();
            return Turn {
                ty: quote!(#private::Resumed<_, #output>),
                of: quote!(#private::Resumed::of),
                tied: quote!(#private::tied),
            };
        }
        let step = self.step_type();
        Turn {
            ty: quote!(#private::Turn<_, #step>),
            of: quote!(#private::Turn::of),
            tied: quote!(#private::turn_of),
        }
    }

    /// What a resume comes to.
    pub(super) fn step_type(&self) -> TokenStream {
        let private = &self.private;
        let output = self.coroutine.output_in_body();
        match self.face() {
            Face::Iterator { .. } => output,
            Face::Future | Face::Stream { .. } => quote!(#private::Poll<#output>),
            Face::Coroutine { .. } => {
                let yielded = self.coroutine.yielded_in_body();
                quote!(#private::Poll<#private::CoroutineState<#yielded, #output>>)
            }
        }
    }

    /// Whether a resume is a poll, and none that only drops.
    pub(super) fn is_poll(&self) -> TokenStream {
        let context = ours("cx");
        match self.face() {
            Face::Future | Face::Stream { .. } => quote!(#context.is_poll()),
            Face::Iterator { .. } | Face::Coroutine { .. } => quote!(true),
        }
    }

    /// How a resume begins.
    pub(super) fn enter(&self) -> TokenStream {
        let (private, state, context) = (&self.private, ours("state"), ours("cx"));
        match self.face() {
            Face::Future if self.waits_again() => {
                quote!(#private::Running::enter_alone(#state, #context.is_poll()))
            }
            Face::Future => quote!(#private::Running::enter(#state, #context.is_poll())),
            Face::Iterator { .. } => {
                let course = self.course();
                quote!(#private::Running::enter_iterator(#state, #context, #course))
            }
            Face::Stream { .. } => {
                let course = self.course();
                quote!(#private::Running::enter_fused(#state, #context.is_poll(), #course))
            }
            Face::Coroutine { .. } => {
                let (given, course) = (ours("given"), self.course());
                quote!(#private::Running::enter_with(#state, #given, &#context, #course))
            }
        }
    }

    /// Whether the machine's state says that it is at this point since it was entered: it is there only, or most of the time.
    fn yields_again(&self, point: PointId) -> bool {
        self.body.points.len() == 1 || self.facts.often == Some(point)
    }

    /// The same for one that waits.
    pub(super) fn waits_again(&self) -> bool {
        matches!(self.face(), Face::Future) && self.body.points.len() == 1
    }

    /// What a resume comes to that has nothing to do: the machine is being dropped.
    pub(super) fn cancelled(&self) -> TokenStream {
        let private = &self.private;
        match self.face() {
            Face::Future | Face::Stream { .. } | Face::Coroutine { .. } => quote!(#private::Poll::Pending),
            Face::Iterator { .. } => quote!(#private::Option::None),
        }
    }

    /// What it comes to after the end.
    pub(super) fn over(&self) -> TokenStream {
        let private = &self.private;
        match self.face() {
            Face::Future | Face::Iterator { .. } | Face::Coroutine { .. } => self.cancelled(),
            Face::Stream { .. } => quote!(#private::Poll::Ready(#private::Option::None)),
        }
    }

    /// What the last resume comes to.
    pub(super) fn finish(&self) -> TokenStream {
        let (private, running, output) = (&self.private, ours("running"), ours("output"));
        match self.face() {
            Face::Future => quote!(#running.finish(#output)),
            Face::Iterator { .. } => quote!(#running.finish_with(#output)),
            Face::Stream { .. } => quote!(#running.finish_with(#private::Poll::Ready(#output))),
            Face::Coroutine { .. } => quote! {
                #running.finish_with(#private::Poll::Ready(#private::CoroutineState::Complete(#output)))
            },
        }
    }

    /// What a resume comes to that yields.
    fn step_of(&self, value: &Ident) -> TokenStream {
        let private = &self.private;
        match self.face() {
            Face::Future | Face::Iterator { .. } => quote!(#private::Option::Some(#value)),
            Face::Stream { .. } => quote!(#private::Poll::Ready(#private::Option::Some(#value))),
            Face::Coroutine { .. } => {
                quote!(#private::Poll::Ready(#private::CoroutineState::Yielded(#value)))
            }
        }
    }

    /// What the body of a machine comes to: its value, or no last item. (What is wrong with the value, the check has said.)
    pub(super) fn body_value(&self, content: TokenStream) -> TokenStream {
        if !self.face().has_items() {
            return content;
        }
        let private = &self.private;
        quote!(let _ = { #content }; #private::Option::None)
    }

    /// What the body is left with by `return`.
    pub(super) fn returned(&self, span: Span, value: Option<TokenStream>) -> Option<TokenStream> {
        if !self.face().has_items() {
            return value.map(|value| self.returned.value(span, value));
        }
        let private = &self.private;
        Some(match value {
            // As the check says it: what is wrong with the value is said once.
            Some(value) => quote_spanned!(span=> ({ let (): () = #value; #private::Option::None })),
            None => quote!(#private::Option::None),
        })
    }

    /// What the body is left with by `?`, and by what leaves it from within a macro.
    pub(super) fn questioned(&self, value: TokenStream) -> TokenStream {
        if !self.face().has_items() {
            return value;
        }
        let private = &self.private;
        quote!(#private::Option::Some(#value))
    }
}

impl Emitter<'_> {
    /// The machine suspends, and yields a value.
    pub(super) fn yield_step(&mut self, point: PointId, code: &Code) -> TokenStream {
        let cx = self.cx;
        let private = &cx.private;
        let (running, value, state) = (ours("running"), ours("value"), cx.names.state(point));
        let code = self.code(code);
        let known = self.scope().iter().copied().filter(|local| !cx.is_done(*local, point));
        let guards = lives(cx, &known.collect::<Vec<_>>());
        let flags = cx.store_flags(self.scope(), point);
        let (resume, step, item) = (resume_label(), cx.step_of(&value), cx.coroutine.yielded_in_body());
        let yielded = if cx.yields_again(point) {
            quote!(#private::yielded_again(#running, (#(#guards,)*), #step))
        } else {
            quote!(#private::yielded(#running, #state, (#(#guards,)*), #step))
        };
        quote! {
            let #value: #item = #code;
            #flags
            break #resume (#yielded);
        }
    }

    /// Where the machine goes on: what it is resumed with.
    pub(super) fn resumed(&self, point: PointId) -> TokenStream {
        let private = &self.cx.private;
        let [at, context] = ["at", "cx"].map(ours);
        let (resume, cancelled) = (resume_label(), self.cx.cancelled());
        let span = Span::mixed_site().located_at(self.cx.body.points[point].span);
        let value = Ident::new(&variable("value"), span);
        quote_spanned! {span=> {
            #at = 0;
            match #private::Resumption::resumed(&mut #context) {
                #private::Poll::Ready(#value) => #value,
                #private::Poll::Pending => break #resume (#cancelled),
            }
        }}
    }
}

/// The check of a body that yields: see `Yields` in the support library.
pub(super) fn check(cx: &Cx<'_>, closure: TokenStream, expands: bool) -> TokenStream {
    let private = &cx.private;
    let (yielded, returned) = (cx.coroutine.yielded_in_body(), cx.coroutine.returned_in_body());
    let resume = resume_type(cx);
    let types = quote!(<#yielded, #resume, #returned>);
    if cx.coroutine.captures.is_some() && cx.face().has_items() {
        return if expands {
            quote!(#private::check_items_async(async #closure))
        } else {
            quote!(#private::check_items(#closure))
        };
    }
    if expands {
        quote!(#private::check_yields_async::#types(async #closure))
    } else {
        quote!(#private::check_yields::#types(#closure))
    }
}

/// What a yield evaluates to.
pub(super) fn resume_type(cx: &Cx<'_>) -> TokenStream {
    match cx.face() {
        Face::Coroutine { resume, .. } => resume.to_token_stream(),
        Face::Future | Face::Iterator { .. } | Face::Stream { .. } => quote!(()),
    }
}

/// What the machine yields, with lifetimes that are left to inference: what is wrong with them, the first check has reported.
pub(super) fn item_of_any_life(cx: &Cx<'_>) -> TokenStream {
    struct Erase;
    impl syn::visit_mut::VisitMut for Erase {
        fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
            *lifetime = syn::Lifetime::new("'_", lifetime.span());
        }

        // Their lifetimes are their own.
        fn visit_type_bare_fn_mut(&mut self, _: &mut syn::TypeBareFn) {}
        fn visit_type_trait_object_mut(&mut self, _: &mut syn::TypeTraitObject) {}
    }
    let Ok(mut item) = syn::parse2::<syn::Type>(cx.coroutine.yielded_in_body()) else { return quote!(_) };
    syn::visit_mut::VisitMut::visit_type_mut(&mut Erase, &mut item);
    item.to_token_stream()
}

/// Whether the type of the items is left to inference.
pub(super) fn is_untold(cx: &Cx<'_>) -> bool {
    struct Finder(bool);
    impl syn::visit::Visit<'_> for Finder {
        fn visit_type_infer(&mut self, _: &syn::TypeInfer) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    if let Ok(item) = syn::parse2::<syn::Type>(cx.coroutine.yielded_in_body()) {
        syn::visit::Visit::visit_type(&mut finder, &item);
    }
    cx.face().has_items() && finder.0
}

/// The parameter of the check's closure.
pub(super) fn check_parameter(cx: &Cx<'_>) -> Option<Ident> {
    cx.face().yields().then(|| ours("yields"))
}

/// What the check's closure comes to.
pub(super) fn check_value(cx: &Cx<'_>, stmts: TokenStream) -> TokenStream {
    if !cx.face().has_items() {
        return stmts;
    }
    let yields = ours("yields");
    quote! {
        let (): () = { #stmts };
        #[allow(unreachable_code)]
        return (&#yields).end();
    }
}

/// A `return` of the user's, in the check.
pub(super) fn check_return(leave: &mut syn::ExprReturn) {
    let (yields, span) = (ours("yields"), leave.return_token.span);
    let value: syn::Expr = match leave.expr.take() {
        Some(value) => syn::parse_quote_spanned!(span=> { let (): () = #value; (&#yields).end() }),
        None => syn::parse_quote!((&#yields).end()),
    };
    leave.expr = Some(Box::new(value));
}

/// A yield of the user's, in the check. The value has the type that it has in the machine, so that rustc reports once what is
/// wrong with that.
pub(super) fn check_yield(wait: &syn::ExprYield, item: &TokenStream) -> syn::Expr {
    let (yields, name, span) = (ours("yields"), ours("value"), wait.yield_token.span);
    let value = wait.expr.as_ref().map_or_else(|| quote_spanned!(span=> ()), ToTokens::to_token_stream);
    // What it evaluates to is not what is wanted there: that is said of the user's words.
    let give = located(quote!((&#yields).give(#name)), span);
    // It stands where the machine's does: a message about what is made of it is given once.
    let here = Span::mixed_site().located_at(span);
    let given = quote_spanned!(here=> { let #name: #item = #value; #give });
    syn::Expr::Verbatim(match said_with(wait) {
        // The user's own call of the macro: its name has to be in scope. All of it stands where the user's does, so that what is said
        // of an expression around it is said there.
        Some(path) => quote_spanned!(span=> #path!(@ #given)),
        // Nobody's for lints.
        None => quote_spanned!(Span::mixed_site()=> { let #name: #item = #value; #give }),
    })
}
