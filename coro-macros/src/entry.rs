//! `#[coro::main]` and `#[coro::test]`: an `async fn` becomes a function that runs it on a runtime of its own.
//!
//! Takes: settings, named as the methods of `runtime::Builder`, and an `async fn` without arguments. Gives: a function of the
//! same name that builds the runtime and blocks on what was written, which is an inner function of that name.

use crate::diagnostics::Diagnostics;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ItemFn, Path, Token};

/// Which of the two attributes it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    // rustc does not let tests have a function of this name.
    #[cfg_attr(test, allow(dead_code))]
    Main,
    Test,
}

impl Entry {
    fn name(self) -> &'static str {
        match self {
            Entry::Main => "#[coro::main]",
            Entry::Test => "#[coro::test]",
        }
    }
}

/// What the arguments say.
struct Settings {
    krate: Path,
    /// The calls of the builder's methods.
    calls: Vec<TokenStream>,
    /// Where it says that there are workers, and where that there are none.
    workers: Option<Span>,
    current_thread: Option<Span>,
    /// What the clock of a test does: a function of `time`.
    clock: Option<syn::Ident>,
}

/// Settings that stand alone.
const WORDS: &[&str] = &["current_thread", "multi_thread", "pin_workers", "no_watchdog"];
/// Settings that have a value, which the method of their name takes.
const VALUES: &[&str] = &[
    "workers",
    "worker_threads",
    "thread_name",
    "pin_workers_to",
    "thread_stack_size",
    "max_blocking_threads",
    "blocking_keep_alive",
    "events_per_turn",
    "polls_per_turn",
    "low_priority_delay",
    "low_priority_workers",
    "on_thread_start",
    "on_thread_stop",
    "on_thread_park",
    "on_thread_unpark",
    "on_shutdown",
    "watchdog",
    "on_slow_poll",
];
/// Settings that have a value of which this attribute knows what it may be.
const CHOICES: &[&str] = &["flavor", "unhandled_panic", "crate"];
const FLAVORS: &[&str] = &["current_thread", "multi_thread"];
const UNHANDLED: &[&str] = &["report", "ignore", "shut_down", "shutdown_runtime"];
/// What a test may say of its clock.
const CLOCKS: &[&str] = &["pause", "auto_advance"];
/// The same as tokio says it.
const START_PAUSED: &str = "start_paused";

/// Expands `#[coro::main(arguments)] item` or `#[coro::test(arguments)] item`.
pub(crate) fn expand(entry: Entry, arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let settings = parse_settings(entry, arguments, &mut diagnostics);
    let function = parse_function(entry, item, &mut diagnostics);
    match (diagnostics.barrier(), settings, function) {
        (Ok(()), Some(settings), Some(function)) => emit(entry, &settings, function),
        _ => {
            let errors = diagnostics.into_compile_errors();
            // The item as it was, so that its users and the editor still see it; a `main` must not be `async`.
            let item = plain(item);
            quote!(#errors #item)
        }
    }
}

fn emit(entry: Entry, settings: &Settings, function: ItemFn) -> TokenStream {
    let Settings { krate, calls, clock, .. } = settings;
    let (inner_attrs, outer_attrs): (Vec<Attribute>, Vec<Attribute>) =
        function.attrs.iter().cloned().partition(is_coroutine);
    let ItemFn { vis, sig, block, .. } = &function;
    let (name, output) = (&sig.ident, &sig.output);
    let default = match entry {
        Entry::Main => quote!(.multi_thread()),
        Entry::Test => quote!(.current_thread()),
    };
    let test = (entry == Entry::Test).then(|| quote!(#[::core::prelude::v1::test]));
    let root = match clock {
        Some(clock) => quote!(async {
            #krate::time::#clock();
            #name().await
        }),
        None => quote!(#name()),
    };
    let span = block.brace_token.span.join();
    let body = quote_spanned!(span=> {
        #(#inner_attrs)*
        #[allow(clippy::unused_async)]
        #sig #block
        #krate::runtime::Runtime::builder()
            #default
            #(#calls)*
            .build()
            .expect("the system has no file descriptors or threads left for a runtime")
            .block_on(#root)
    });
    quote! {
        #(#outer_attrs)*
        #test
        #vis fn #name() #output #body
    }
}

/// `#[coro::coroutine]` is for the function that is `async`.
fn is_coroutine(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|name| name.ident == "coroutine")
}

fn parse_function(entry: Entry, item: &TokenStream, diagnostics: &mut Diagnostics) -> Option<ItemFn> {
    let name = entry.name();
    let Ok(function) = syn::parse2::<ItemFn>(item.clone()) else {
        let first = item.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
        diagnostics.error(first, format!("`{name}` runs a function; put it on an `async fn`"));
        return None;
    };
    let sig = &function.sig;
    if sig.asyncness.is_none() {
        diagnostics.error(
            sig.fn_token.span,
            format!("`{name}` runs an `async` function; write `async fn {}()`", sig.ident),
        );
    }
    if let Some(argument) = sig.inputs.first() {
        diagnostics.error(
            argument.span(),
            format!("`{name}` calls the function without arguments; remove them: `async fn {}()`", sig.ident),
        );
    }
    if let Some(parameter) = sig.generics.params.first() {
        diagnostics.error(
            parameter.span(),
            format!("`{name}` cannot know what generic parameters stand for; remove them"),
        );
    }
    Some(function)
}

fn parse_settings(entry: Entry, arguments: TokenStream, diagnostics: &mut Diagnostics) -> Option<Settings> {
    let mut settings = Settings {
        krate: syn::parse_quote!(::coro),
        calls: Vec::new(),
        workers: None,
        current_thread: None,
        clock: None,
    };
    let parsed = match Punctuated::<Argument, Token![,]>::parse_terminated.parse2(arguments) {
        Ok(parsed) => parsed,
        Err(error) => {
            diagnostics.push(error);
            return None;
        }
    };
    let mut seen: Vec<String> = Vec::new();
    for Argument { name, value } in parsed {
        let text = name.to_string();
        if seen.contains(&text) {
            diagnostics.error(name.span(), format!("`{text}` is set twice; remove one"));
        }
        match (text.as_str(), value) {
            ("crate", Some(value)) => settings.krate = parse_path(&value, diagnostics)?,
            ("flavor", Some(value)) => {
                if let Some(flavor) = parse_word(&value, FLAVORS, diagnostics) {
                    settings.say(&flavor, None);
                }
            }
            ("unhandled_panic", Some(value)) => {
                settings.calls.extend(unhandled(&settings, &value, diagnostics));
            }
            (known, value) if (if value.is_some() { VALUES } else { WORDS }).contains(&known) => {
                settings.say(&name, value.as_ref());
            }
            (known, None) if CLOCKS.contains(&known) && entry == Entry::Test => settings.clock = Some(name),
            (START_PAUSED, Some(value)) if entry == Entry::Test => {
                if is_true(&value, diagnostics) {
                    settings.clock = Some(syn::Ident::new("auto_advance", name.span()));
                }
            }
            (known, value) => report(entry, &name, known, value.as_ref(), diagnostics),
        }
        seen.push(text);
    }
    if let (Some(clock), Some(_)) = (&settings.clock, settings.workers) {
        diagnostics.error(
            clock.span(),
            "the clock of a runtime with workers cannot be stopped; remove one of the settings",
        );
    }
    if let (Some(workers), Some(_)) = (settings.workers, settings.current_thread) {
        diagnostics
            .error(workers, "a runtime on the calling thread has no workers; remove one of the settings");
    }
    Some(settings)
}

impl Settings {
    /// Calls the builder's method `name`.
    fn say(&mut self, name: &syn::Ident, value: Option<&Expr>) {
        match name.to_string().as_str() {
            "workers" | "worker_threads" | "multi_thread" => self.workers = Some(name.span()),
            "current_thread" => self.current_thread = Some(name.span()),
            _ => {}
        }
        self.calls.push(match value {
            Some(value) => quote_spanned!(value.span()=> .#name(#value)),
            None => quote!(.#name()),
        });
    }
}

/// An argument that is not understood.
fn report(entry: Entry, name: &syn::Ident, text: &str, value: Option<&Expr>, diagnostics: &mut Diagnostics) {
    let attribute = entry.name();
    if VALUES.contains(&text) || CHOICES.contains(&text) || (text == START_PAUSED && entry == Entry::Test) {
        diagnostics.error(name.span(), format!("`{text}` needs a value: `{text} = ..`"));
    } else if WORDS.contains(&text) || (CLOCKS.contains(&text) && entry == Entry::Test) {
        let span = value.map_or_else(|| name.span(), Spanned::span);
        diagnostics.error(span, format!("`{text}` takes no value; write `{text}` alone"));
    } else if CLOCKS.contains(&text) || text == START_PAUSED {
        let function = if text == START_PAUSED { "auto_advance" } else { text };
        diagnostics.error(
            name.span(),
            format!("only a test can begin with a clock that stands still; call `coro::time::{function}()`"),
        );
    } else {
        let mut known: Vec<_> = WORDS.iter().chain(VALUES).chain(CHOICES).collect();
        if entry == Entry::Test {
            known.extend(CLOCKS);
            known.push(&START_PAUSED);
        }
        let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        diagnostics.error(name.span(), format!("`{attribute}` has no setting `{text}`; there are {known}"));
    }
}

fn unhandled(settings: &Settings, value: &Expr, diagnostics: &mut Diagnostics) -> Option<TokenStream> {
    let krate = &settings.krate;
    let variant = match parse_word(value, UNHANDLED, diagnostics)?.to_string().as_str() {
        "ignore" => "Ignore",
        "shut_down" | "shutdown_runtime" => "ShutDown",
        _ => "Report",
    };
    let variant = format_ident!("{variant}");
    Some(quote!(.unhandled_panic(#krate::runtime::UnhandledPanic::#variant)))
}

/// One of some words, which may stand between quotation marks.
fn parse_word(value: &Expr, words: &[&str], diagnostics: &mut Diagnostics) -> Option<syn::Ident> {
    let text = match value {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => text.value(),
        _ => value.to_token_stream().to_string(),
    };
    if words.contains(&text.as_str()) {
        return Some(syn::Ident::new(&text, value.span()));
    }
    let words = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
    diagnostics.error(value.span(), format!("not a value of this setting; write {words}"));
    None
}

fn is_true(value: &Expr, diagnostics: &mut Diagnostics) -> bool {
    if let Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(value), .. }) = value {
        return value.value;
    }
    diagnostics.error(value.span(), "not a value of this setting; write `true` or `false`");
    false
}

fn parse_path(value: &Expr, diagnostics: &mut Diagnostics) -> Option<Path> {
    let parsed = match value {
        Expr::Path(path) => Some(path.path.clone()),
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => text.parse().ok(),
        _ => None,
    };
    if parsed.is_none() {
        diagnostics.error(value.span(), "not a path; write `crate = path::to::coro`");
    }
    parsed
}

/// `name` or `name = value`.
struct Argument {
    name: syn::Ident,
    value: Option<Expr>,
}

impl syn::parse::Parse for Argument {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Argument> {
        use syn::ext::IdentExt;
        let name = input.call(syn::Ident::parse_any).map_err(|error| {
            syn::Error::new(
                error.span(),
                "not a setting; write `name` or `name = value`, for example `workers = 4`",
            )
        })?;
        if input.peek(syn::token::Paren) {
            return Err(input.error(format!("write `{name} = value`")));
        }
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        Ok(Argument { name, value })
    }
}

/// The function without `async`, if it is one: rustc would only add that a `main` may not be `async`.
fn plain(item: &TokenStream) -> TokenStream {
    let Ok(mut function) = syn::parse2::<ItemFn>(item.clone()) else { return item.clone() };
    function.sig.asyncness = None;
    function.attrs.retain(|attribute| !is_coroutine(attribute));
    function.block = syn::parse_quote!({ ::core::unreachable!() });
    quote!(#[allow(unused)] #function)
}
