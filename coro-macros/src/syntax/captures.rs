//! What a block captures (`co!(iter { .. })`): the free variables of its body, and how it takes them.
//!
//! A macro does not know types, and rustc captures by them. Three ways cover what blocks do:
//!
//! - *By value*: with `move`, and what is used as a value (`for x in list`, `f(x)`, `list.into_iter()`). An argument of the
//!   machine. (rustc captures what is `Copy` by reference then; a copy can be told from it by its longer life only.)
//! - *By reference*: whatever else. A closure, the holder, captures it as rustc sees fit, and tells its address. It is an
//!   `FnMut`, and the body stands in it: so rustc rejects what would move such a variable away, and the machine need not know
//!   how it is borrowed.
//! - *Called* and nothing else (`f(x)`): a variable, or a function with generics that each call chooses for itself. The
//!   holder captures or names it, apart for each call. With `move`, what is called once, and is a variable's name by the file, is
//!   captured by value: it may be an `FnOnce`.
//!
//! A path (`self.list`, `*total`) is captured alone if nothing else of its variable is used.

use super::macros::{self, MacroCall};
use super::ours::variable;
use super::outside;
use super::uses::{Found, Kind, walk};
use super::{Coroutine, Param};
use crate::syntax::expansion;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::Pat;

/// What a block captures that is no argument of its machine, and what is done first.
pub(crate) struct Captures {
    /// Fields that are taken out of their variables, and `self`.
    pub(crate) bindings: TokenStream,
    /// `self`, if it is taken, and what it is called then.
    pub(crate) receiver: Option<(Ident, Ident)>,
    /// What the holder tells the addresses of.
    pub(crate) outer: Vec<Outer>,
    /// The holder's name: it is the first argument, if anything is captured by it.
    pub(crate) holder: Option<Ident>,
    pub(crate) takes: Takes,
}

/// Which variables a block takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Takes {
    /// Those that it uses as values; it borrows the others.
    Used,
    /// All that it mentions: it says `move`.
    All,
    /// All that it mentions: a function comes to it, and it outlives the function's variables. It may not refer to them, but to what they
    /// lead to, and that is what natively it captures. So the check captures that, and its type is part of the machine's.
    Last,
}

/// A place outside of the machine.
pub(crate) struct Outer {
    /// What it is called in the lowered body.
    pub(crate) name: Ident,
    /// What the user calls it.
    pub(crate) place: TokenStream,
    pub(crate) means: Means,
    /// The variable that has to be a reference, or what it is a method's `self` of: the place is part of what that leads to.
    pub(crate) behind: Option<Ident>,
}

/// How the address of a place outside of the machine is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Means {
    /// `&raw const`
    Shared,
    /// `&raw mut`
    Exclusive,
    /// It is called only: it may be a function's name, which has no place.
    Called,
}

/// A variable, or a field of one, that is captured by itself.
struct Unit {
    root: Ident,
    fields: Vec<String>,
    way: Way,
    uses: Uses,
    /// What it is called instead.
    name: Ident,
}

/// What is done with a place.
#[derive(Clone, Copy, Default)]
struct Uses {
    /// It is assigned to, or borrowed exclusively.
    written: bool,
    /// A method of it, or of a part of it, is called.
    by_method: bool,
}

impl Uses {
    fn of(uses: &[&Found], path: &[String]) -> Self {
        let mut uses = uses.iter().filter(|use_of| use_of.fields.starts_with(path));
        Uses {
            written: uses.clone().any(|use_of| use_of.kind == Kind::Write && use_of.fields == path),
            by_method: uses.any(|use_of| use_of.kind == Kind::Method),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Value,
    Reference,
    /// A call of it, one of several.
    Called,
}

/// Finds what the body captures, and makes arguments of it.
pub(super) fn find(coroutine: &mut Coroutine, moves: bool, variables: Option<&[Ident]>) {
    let takes = match (moves, variables) {
        (true, _) => Takes::All,
        (false, Some(_)) => Takes::Last,
        (false, None) => Takes::Used,
    };
    let mut found = Vec::new();
    walk(&mut coroutine.body.clone(), &mut |use_of| {
        found.push(use_of.clone());
        None
    });
    let units = units(&found, takes, variables, &coroutine.words);
    let mut lowered = coroutine.body.clone();
    rename(&mut lowered, &units, |_| true);
    // What is taken is another variable in the check as well: it may be moved there. Unless the check takes it itself.
    rename(&mut coroutine.body, &units, |unit| unit.way == Way::Value && takes == Takes::Used);
    let outer: Vec<Outer> = units.iter().filter_map(Unit::outer).collect();
    let holds = !outer.is_empty() || takes == Takes::Last;
    let holder = holds.then(|| unlike("captured", &coroutine.words, Span::call_site()));
    let params =
        holder.iter().chain(units.iter().filter(|unit| unit.way == Way::Value).map(|unit| &unit.name));
    coroutine.params = params.map(param).collect();
    coroutine.sig.inputs = coroutine.params.iter().map(|param| argument(&param.ident)).collect();
    let known = units.iter().map(|unit| param(&unit.name).pat).collect::<Vec<_>>();
    (coroutine.marked, coroutine.expands) = expansion::mark(
        &lowered,
        &coroutine.mentions,
        &known.iter().collect::<Vec<_>>(),
        coroutine.face.awaits(),
    );
    let bindings = units.iter().filter_map(Unit::binding).collect();
    let receiver = units.iter().find(|unit| unit.way == Way::Value && unit.root == "self");
    let receiver = receiver.map(|unit| (unit.root.clone(), unit.name.clone()));
    coroutine.captures = Some(Captures { bindings, receiver, outer, holder, takes });
}

fn param(ident: &Ident) -> Param {
    let pat = Pat::Ident(syn::PatIdent {
        attrs: Vec::new(),
        by_ref: None,
        mutability: Some(syn::Token![mut](ident.span())),
        ident: ident.clone(),
        subpat: None,
    });
    Param { name: ident.to_string(), ident: ident.clone(), pat, ty: syn::parse_quote!(_), is_receiver: false }
}

fn argument(ident: &Ident) -> syn::FnArg {
    syn::parse_quote!(#ident: _)
}

/// The captured variables and fields, in the order of their first mention.
fn units(found: &[Found], takes: Takes, variables: Option<&[Ident]>, words: &HashSet<String>) -> Vec<Unit> {
    let mut roots: Vec<&Ident> = Vec::new();
    for use_of in found {
        if !roots.contains(&&use_of.root) {
            roots.push(&use_of.root);
        }
    }
    roots
        .into_iter()
        .flat_map(|root| {
            let uses: Vec<&Found> = found.iter().filter(|use_of| use_of.root == *root).collect();
            let is_variable = variables.map(|variables| root == "self" || variables.contains(root));
            units_of(root, &uses, (takes, is_variable), words)
        })
        .collect()
}

fn units_of(
    root: &Ident,
    uses: &[&Found],
    (takes, is_variable): (Takes, Option<bool>),
    words: &HashSet<String>,
) -> Vec<Unit> {
    // A function, or a constant.
    if is_variable == Some(false) || is_variable.is_none() && outside::is_drop(root) {
        return Vec::new();
    }
    let is_called = uses.iter().all(|use_of| use_of.kind == Kind::Call);
    // A variable that a block takes may be used up by its call.
    let is_called_once = takes == Takes::All && uses.len() == 1 && is_variable.is_none();
    let may_be_variable = || is_called_once && outside::is_variable(root);
    let is_known = root == "self" || is_variable == Some(true);
    let may_be_used_up = takes != Takes::Used && (is_known || may_be_variable());
    if is_called && !may_be_used_up {
        let call = |number| Unit {
            root: root.clone(),
            fields: Vec::new(),
            way: Way::Called,
            uses: Uses::default(),
            name: unlike(&format!("{}_{number}", plain(root)), words, root.span()),
        };
        return (1..=uses.len()).map(call).collect();
    }
    let used = units_as_used(root, uses, words);
    let takes_all = match takes {
        Takes::Used => false,
        Takes::All => true,
        Takes::Last => used.iter().any(|unit| unit.way == Way::Reference),
    };
    if takes_all { vec![whole_unit(root, uses, true, words)] } else { used }
}

/// A variable as a whole.
fn whole_unit(root: &Ident, uses: &[&Found], value: bool, words: &HashSet<String>) -> Unit {
    let name = if root == "self" { unlike("this", words, root.span()) } else { root.clone() };
    let way = if value { Way::Value } else { Way::Reference };
    Unit { root: root.clone(), fields: Vec::new(), way, uses: Uses::of(uses, &[]), name }
}

/// A variable, or the fields that are used, each as it is used.
fn units_as_used(root: &Ident, uses: &[&Found], words: &HashSet<String>) -> Vec<Unit> {
    // A field may be behind a smart pointer: whether it is borrowed exclusively from there, a method decides.
    let is_unsure =
        |use_of: &&Found| use_of.kind == Kind::Method && use_of.fields[0] != "*" && root != "self";
    let whole = uses.iter().any(|use_of| use_of.fields.is_empty() || is_unsure(use_of));
    if whole {
        return vec![whole_unit(root, uses, root == "self" || is_taken(uses, &[]), words)];
    }
    let mut paths: Vec<&[String]> = Vec::new();
    for use_of in uses {
        let shorter = |path: &[String]| use_of.fields.starts_with(path);
        if !paths.iter().any(|path| shorter(path)) {
            paths.retain(|path| !path.starts_with(&use_of.fields));
            paths.push(&use_of.fields);
        }
    }
    let unit = |path: &[String]| Unit {
        root: root.clone(),
        fields: path.to_vec(),
        way: if is_taken(uses, path) { Way::Value } else { Way::Reference },
        uses: Uses::of(uses, path),
        name: unlike(
            &format!("{}_{}", plain(root), path.join("_").replace('*', "target")),
            words,
            root.span(),
        ),
    };
    paths.into_iter().map(unit).collect()
}

/// Whether it is used as a value; but what is assigned to is meant where it is.
fn is_taken(uses: &[&Found], path: &[String]) -> bool {
    let value = uses.iter().any(|use_of| use_of.kind == Kind::Value && use_of.fields == path);
    value && !uses.iter().any(|use_of| use_of.kind == Kind::Write && use_of.fields.starts_with(path))
}

fn plain(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

/// A name that the body does not use.
fn unlike(name: &str, words: &HashSet<String>, span: Span) -> Ident {
    let mut name = name.to_owned();
    while words.contains(&name) {
        name.push('_');
    }
    Ident::new(&variable(&name), Span::mixed_site().located_at(span))
}

impl Unit {
    /// As the user says it.
    fn place(&self) -> TokenStream {
        let span = self.root.span();
        self.fields.iter().fold(self.root.to_token_stream(), |place, field| match field.parse::<u32>() {
            _ if field == "*" => quote!((*#place)),
            Ok(index) => {
                let index = syn::Index { index, span };
                quote!(#place.#index)
            }
            Err(_) => {
                let name = super::field_name(field, span);
                quote!(#place.#name)
            }
        })
    }

    fn outer(&self) -> Option<Outer> {
        let means = match self.way {
            Way::Value => return None,
            Way::Reference if self.uses.written => Means::Exclusive,
            Way::Reference => Means::Shared,
            Way::Called => Means::Called,
        };
        // A smart pointer would lend it for reading.
        let unsure = means == Means::Shared && self.uses.by_method && !self.fields.is_empty();
        let behind = unsure.then(|| self.root.clone());
        Some(Outer { name: self.name.clone(), place: self.place(), means, behind })
    }

    fn binding(&self) -> Option<TokenStream> {
        let (name, place) = (&self.name, self.place());
        (self.way == Way::Value && (!self.fields.is_empty() || self.root == "self"))
            .then(|| quote!(let #name = #place;))
    }

    fn is_renamed(&self) -> bool {
        self.name != self.root || !self.fields.is_empty()
    }

    /// Whether the use is one of it.
    fn has(&self, use_of: &Found) -> bool {
        self.root == use_of.root && use_of.fields.starts_with(&self.fields)
    }
}

/// Gives the units among the uses their own names.
fn rename(body: &mut syn::Block, units: &[Unit], which: impl Fn(&Unit) -> bool) {
    let mut calls: Vec<usize> = vec![0; units.len()];
    walk(body, &mut |use_of| {
        let at = units.iter().position(|unit| unit.has(use_of)).filter(|at| units[*at].is_renamed())?;
        // The calls of one variable follow each other.
        let unit = match units[at].way {
            Way::Called => {
                calls[at] += 1;
                &units[at + calls[at] - 1]
            }
            Way::Value | Way::Reference => &units[at],
        };
        which(unit).then(|| (unit.name.clone(), unit.fields.len()))
    });
}

/// The names that a macro's literals may capture, where they are formats.
pub(super) fn formatted(mac: &syn::Macro) -> bool {
    const FORMATS: [&str; 5] = ["anyhow", "bail", "ensure", "eyre", "format_err"];
    let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    matches!(macros::parse(mac), MacroCall::Fields(_)) || FORMATS.contains(&name.as_str())
}
