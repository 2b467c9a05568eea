//! Copies of values of which parts may be gone: of those that a pattern took, and of what a box held.
//!
//! ```text
//!   let P { a, b: _ } = p;          if nothing is gone { p_live = Some(cloned(from, to)) }
//!   yield_!(a);               →     else if nothing is gone but what the pattern moves {
//!                                       copy_bytes(from, to);
//!                                       match &*from { P { a: _, b: part } => left = Some((Remnant::of(part, ..).cloned(),)) }
//!                                   } else { whole(gone) }
//! ```
//!
//! What the pattern leaves of the value has a name there, or it is `_`: that is cloned, one by one. The copy's flags say, like those
//! of the original, what is gone. A value that something was moved out of has no destructor of its own.

use super::super::names::ours;
use super::super::{Cx, number};
use super::places;
use crate::index::Id;
use crate::ir::{Event, LocalId, Part};
use crate::syntax::alternatives::alternatives;
use crate::syntax::outside::definition_of_type;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::visit_mut::{self, VisitMut};
use syn::{FieldPat, Item, Member, Pat, Type};

/// Patterns with more alternatives than that are not looked into.
const MOST_CASES: usize = 16;

/// Clones the value, if `is_held`: the code, and the names of what owns the copy from then on.
pub(super) fn cloned(cx: &Cx<'_>, local: LocalId, is_held: Option<TokenStream>) -> (TokenStream, Vec<Ident>) {
    let Some((from, to)) = places(cx, local) else { return Default::default() };
    let (private, live, frame, gone) = (&cx.private, cx.names.live(local), ours("frame"), ours("gone"));
    let (first, count) = (number(cx.parts_flag(local)), cx.body.locals[local].parts.len());
    let mut names = vec![live.clone()];
    let mut otherwise = TokenStream::new();
    for (index, group) in cx.gone_together(local, &cx.parts_of(local)).iter().enumerate() {
        let Some(left) = left_by(cx, local, group) else { continue };
        let own = (0..count).map(|part| group.iter().any(|(own, _)| *own == part));
        let rest = left.cloned(cx, (&from, &to), &format!("left_{}_{index}", local.index()), &mut names);
        otherwise.extend(quote!(else if #private::is_all_of(&#gone, [#(#own),*]) { #rest }));
    }
    otherwise.extend(by_fields(cx, local, (&from, &to), &mut names));
    let held = is_held.map(|is_held| quote!(if !#is_held {} else));
    let count = number(count);
    let code = quote! {
        #(let mut #names = #private::Option::None;)*
        let #gone = (*#frame).flags.get_all::<#count>(#first);
        #held if !#gone.contains(&true) {
            #live = #private::Option::Some(#private::cloned(#from, #to));
        } #otherwise else {
            #private::whole(#gone);
        }
    };
    (code, names)
}

/// What is left of a value behind a pattern that moved parts away.
struct Left {
    /// It is what a box holds.
    boxed: bool,
    /// Each alternative of the pattern, with the names of what it leaves.
    cases: Vec<(Pat, Vec<Ident>)>,
}

/// What is left where these parts are gone, if that is known.
fn left_by(cx: &Cx<'_>, local: LocalId, group: &[(usize, &Part)]) -> Option<Left> {
    let (_, part) = group.first()?;
    let boxed = match part.projection.way().as_slice() {
        [] => false,
        [step] if step.field == "*" => true,
        _ => return None,
    };
    let told = part.by_call.is_none() && part.others.is_none();
    let Some(pattern) = part.pattern.as_ref().filter(|_| told) else {
        return (told && boxed).then(|| Left { boxed, cases: Vec::new() });
    };
    let parsed = Pat::parse_multi_with_leading_vert.parse2(pattern.joint.clone()).ok()?;
    let cases = alternatives(&parsed, MOST_CASES + 1);
    let cases: Option<Vec<_>> = cases.into_iter().map(|case| Leaves::of(case, group)).collect();
    let cases = cases.filter(|cases| cases.len() <= MOST_CASES)?;
    let leaves = cases.iter().any(|(_, leaves)| !leaves.is_empty());
    (!leaves || !is_asked(cx, local)).then_some(Left { boxed, cases })
}

/// The same for a tuple, or a struct of the file, of which fields were moved by their names: the others are cloned.
fn by_fields(
    cx: &Cx<'_>,
    local: LocalId,
    (from, to): (&Ident, &Ident),
    names: &mut Vec<Ident>,
) -> Option<TokenStream> {
    let [value, gone] = ["value", "gone"].map(ours);
    let private = &cx.private;
    let parts = &cx.body.locals[local].parts;
    let is_field = |part: &Part, field: &syn::Member| {
        let [step] = &*part.projection.way() else { return false };
        let whole = part.pattern.is_none() && part.others.is_none();
        whole && step.field == field.to_token_stream().to_string()
    };
    let fields = fields(declared_type(cx, local)?)?;
    let own = parts.iter().map(|part| fields.iter().any(|field| is_field(part, field)));
    let own: Vec<bool> = own.collect();
    if !own.contains(&true) || is_asked(cx, local) {
        return None;
    }
    let owner = ours(&format!("left_{}_fields", local.index()));
    names.push(owner.clone());
    let cloned = fields.iter().map(|field| {
        let cloned = quote!(#private::Remnant::of(&#value.#field, #value, #to).cloned());
        let part = parts.iter().position(|part| is_field(part, field)).map(number);
        match part {
            Some(part) => {
                quote!(if #gone[#part] { #private::Option::None } else { #private::Option::Some(#cloned) })
            }
            None => cloned,
        }
    });
    Some(quote!(else if #private::is_all_of(&#gone, [#(#own),*]) {
        use #private::NoRemnant as _;
        #private::copy_bytes(#from, #to);
        let #value = &*#from;
        #owner = #private::Option::Some((#(#cloned,)*));
    }))
}

/// The type that an argument is declared with.
fn declared_type<'a>(cx: &Cx<'a>, local: LocalId) -> Option<&'a Type> {
    let declared = cx.body.locals[local].origin.declared(local);
    let param = cx.body.params.iter().position(|param| *param == declared)?;
    cx.coroutine.params.get(param).map(|param| &param.ty)
}

/// The fields of a tuple, or of a struct that the file defines.
fn fields(ty: &Type) -> Option<Vec<Member>> {
    match ty {
        Type::Tuple(tuple) => Some((0..tuple.elems.len()).map(Member::from).collect()),
        Type::Path(path) if path.qself.is_none() => {
            let name = &path.path.segments.last()?.ident;
            match definition_of_type(&name.to_string(), name.span())? {
                Item::Struct(of) if of.fields.iter().all(|field| field.attrs.iter().all(is_no_condition)) => {
                    Some(of.fields.members().collect())
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_no_condition(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("doc")
}

/// Whether a call may have consumed a part of which there is no flag.
fn is_asked(cx: &Cx<'_>, local: LocalId) -> bool {
    let mut events = cx.body.flow.blocks.iter().flat_map(|(_, block)| &block.events);
    events.any(|event| matches!(event, Event::Usage(_, asked) if *asked == local))
}

/// Gives a name to each part that a pattern leaves.
struct Leaves<'a> {
    moved: &'a [(usize, &'a Part)],
    names: Vec<Ident>,
    /// All of them have one.
    all: bool,
}

impl Leaves<'_> {
    fn of(mut pat: Pat, moved: &[(usize, &Part)]) -> Option<(Pat, Vec<Ident>)> {
        let mut leaves = Leaves { moved, names: Vec::new(), all: true };
        leaves.visit_pat_mut(&mut pat);
        leaves.all.then_some((pat, leaves.names))
    }

    fn leaf(&mut self) -> Ident {
        let name = ours(&format!("part{}", self.names.len()));
        self.names.push(name.clone());
        name
    }

    /// Whether the name is one of those that are gone together.
    fn is_moved(&self, name: &Ident) -> bool {
        let patterns = self.moved.iter().filter_map(|(_, part)| part.pattern.as_ref());
        patterns.into_iter().any(|pattern| pattern.name == *name)
    }
}

impl VisitMut for Leaves<'_> {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        match pat {
            Pat::Wild(_) => {
                let leaf = self.leaf();
                *pat = syn::parse_quote!(#leaf);
            }
            Pat::Ident(name) => {
                self.all &= self.is_moved(&name.ident);
                *pat = match name.subpat {
                    Some(_) => syn::parse_quote!(..),
                    None => syn::parse_quote!(_),
                };
            }
            Pat::Slice(slice) => {
                for element in &mut slice.elems {
                    if matches!(element, Pat::Rest(_)) {
                        let leaf = self.leaf();
                        *element = syn::parse_quote!(#leaf @ ..);
                    } else {
                        self.visit_pat_mut(element);
                    }
                }
            }
            // Of fields that are not named nothing is known.
            Pat::Struct(of) if of.rest.is_some() => self.all = false,
            Pat::Struct(_) | Pat::Paren(_) | Pat::Tuple(_) | Pat::TupleStruct(_) | Pat::Type(_) => {
                visit_mut::visit_pat_mut(self, pat);
            }
            _ => self.all = false,
        }
    }

    fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
        self.visit_pat_mut(&mut field.pat);
    }
}

impl Left {
    /// The copy of what is left, part by part; each case has a name for what owns its parts.
    fn cloned(
        &self,
        cx: &Cx<'_>,
        (from, to): (&Ident, &Ident),
        name: &str,
        names: &mut Vec<Ident>,
    ) -> TokenStream {
        let private = &cx.private;
        let [value, copy, owner] = ["value", "copy", "owner"].map(ours);
        let places = if self.boxed {
            let room = ours(&format!("{name}_box"));
            names.push(room.clone());
            quote! {
                use #private::NoBox as _;
                let #value = &**#from;
                let (#owner, #copy) = #private::Emptied(#from, #to).anew(#value);
                #room = #private::Option::Some(#owner);
            }
        } else {
            quote!(let (#value, #copy) = (&*#from, #to);)
        };
        let parts = self.cases.iter().any(|(_, leaves)| !leaves.is_empty()).then(|| {
            let cases = self.cases.iter().enumerate().map(|(number, (case, leaves))| {
                let owner = ours(&format!("{name}_{number}"));
                names.push(owner.clone());
                quote! {
                    #case => #owner =
                        #private::Option::Some((#(#private::Remnant::of(#leaves, #value, #copy).cloned(),)*)),
                }
            });
            let cases: TokenStream = cases.collect();
            quote! {
                use #private::NoRemnant as _;
                match #value { #cases _ => #private::another() }
            }
        });
        quote!(#private::copy_bytes(#from, #to); #places #parts)
    }
}
