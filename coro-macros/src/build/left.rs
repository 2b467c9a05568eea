//! What is left of a struct or a tuple of which a field is moved away: nothing that may be dropped, if the others have nothing to drop.
//!
//! Natively the rest is kept for as long as it is used, and no longer. Here a guard has it to the end of its scope, unless it is certain
//! that there is nothing to drop: the file defines the struct, and says what makes the variable's value. Generated code asserts it.

use super::Builder;
use super::known::Known;
use super::pattern::{mentions_word, simple_name};
use super::reach::{field_of, is_copied, success_of};
use crate::ir::{Certain, Event, Fields, LocalId, Origin, PlaceUse, Projection, UseId};
use crate::syntax::outside::{
    Definitions, definition_of_type, has_destructor, is_another, is_async, is_imported_name,
    is_kept_as_written, is_parameter, may_mean_std, receiver_of, result_of, result_of_called, result_of_path,
    type_around,
};
use crate::syntax::suspends::starts_upper;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, Member, Pat, PatTuple, PatTupleStruct, Type, TypePath, parse_quote};

/// How many definitions are looked into for what a type holds.
const DEPTH: usize = 3;

impl Builder<'_> {
    /// What certainly makes a value: a type that is written, a literal, or a function of the file.
    pub(super) fn certain(&self, ty: Option<&Type>, value: &Expr) -> Option<Certain> {
        match (ty, value) {
            (Some(Type::Infer(_)), _) => None,
            (Some(ty), _) => Some(Certain::Type(ty.clone())),
            (None, Expr::Tuple(tuple)) => {
                let at = self.function.span();
                let by_type =
                    |elem: &Expr| self.certain_type(elem).is_some_and(|ty| is_inert(&ty, at, DEPTH));
                let is_inert = |elem: &Expr| self.known(elem) != Known::Nothing || by_type(elem);
                Some(Certain::Tuple(tuple.elems.iter().map(is_inert).collect()))
            }
            (None, Expr::Path(_)) => self.locals[self.local_of(value)?.0].certain.clone(),
            (None, value) => self.certain_type(value).map(Certain::Type),
        }
    }

    /// Whether a call is certainly one of a type's own method that takes the value: the file defines both, and says what makes the value.
    pub(super) fn is_own_that_takes(&self, call: &syn::ExprMethodCall) -> bool {
        let receiver = || {
            let of = self.certain_type(&call.receiver)?;
            Some(self.own_method(of, &call.method)?.1)
        };
        !self.in_macro
            && receiver().is_some_and(|this| this.reference.is_none() && this.colon_token.is_none())
    }

    /// The struct that has a method of its own, and the method's receiver.
    fn own_method(&self, of: Type, method: &Ident) -> Option<(Ident, syn::Receiver)> {
        let Type::Path(path) = of else { return None };
        let name = self.struct_named(&path)?;
        let receiver = receiver_of(&name, method)?;
        Some((name, receiver))
    }

    /// The name of a struct of the file, of which `Self` may be another name.
    fn struct_named(&self, path: &TypePath) -> Option<Ident> {
        let path = match path.path.is_ident("Self").then(|| type_around(self.function)) {
            None => path.clone(),
            Some(Some(Type::Path(path))) => path,
            Some(_) => return None,
        };
        let last =
            path.path.segments.last().filter(|_| path.qself.is_none() && path.path.segments.len() == 1)?;
        struct_of(&last.ident, self.function.span()).map(|_| last.ident.clone())
    }

    /// What a struct's own method gives, or its future.
    fn given_by_method(&self, call: &syn::ExprMethodCall) -> Option<Type> {
        let mut of = self.certain_type(&call.receiver)?;
        while let Type::Reference(reference) = of {
            of = *reference.elem;
        }
        let (name, _) = self.own_method(of, &call.method)?;
        of_self(result_of(&call.method)?, &name)
    }

    /// What a function of the file gives, or its future.
    fn given_by_function(&self, path: &syn::Path) -> Option<Type> {
        let segments: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        match *segments.as_slice() {
            [name] if self.names.get(name).is_some() => None,
            [name] if starts_upper(&name.to_string()) => {
                let item = struct_of(name, self.function.span())?;
                matches!(item.fields, syn::Fields::Unnamed(_)).then(|| parse_quote!(#name))
            }
            [name] => result_of_called(name),
            [of, name] if starts_upper(&of.to_string()) => {
                let of = self.struct_named(&TypePath { qself: None, path: of.clone().into() })?;
                of_self(result_of_path(&parse_quote!(#of::#name))?, &of)
            }
            _ => None,
        }
    }

    fn certain_type(&self, value: &Expr) -> Option<Type> {
        match value {
            Expr::Path(_) => match &self.locals[self.local_of(value)?.0].certain {
                Some(Certain::Type(ty)) => Some(ty.clone()),
                Some(Certain::Tuple(_)) | None => None,
            },
            Expr::Field(field) => {
                let of = self.certain_type(&field.base)?;
                field_of(
                    &Definitions::new(self.function.span()),
                    of,
                    &field.member.to_token_stream().to_string(),
                )
            }
            Expr::Struct(literal) if literal.qself.is_none() => {
                Some(Type::Path(TypePath { qself: None, path: literal.path.clone() }))
            }
            Expr::Call(call) => match &*call.func {
                Expr::Path(func) if func.qself.is_none() => self.given_by_function(&func.path),
                _ => None,
            },
            Expr::Await(wait) => match &*wait.base {
                Expr::Call(call) => match &*call.func {
                    Expr::Path(func) if is_async(&func.path.segments.last()?.ident) => {
                        self.certain_type(&wait.base)
                    }
                    _ => None,
                },
                Expr::MethodCall(call) if is_async(&call.method) => self.given_by_method(call),
                _ => None,
            },
            Expr::Try(question) => success_of(self.certain_type(&question.expr)?),
            Expr::MethodCall(call) if call.method == "unwrap" || call.method == "expect" => {
                success_of(self.certain_type(&call.receiver)?)
            }
            Expr::MethodCall(call) => self.given_by_method(call),
            Expr::Paren(paren) => self.certain_type(&paren.expr),
            Expr::Group(group) => self.certain_type(&group.expr),
            _ => None,
        }
    }

    /// A field of a local is moved away, or copied.
    pub(super) fn takes_field(&mut self, local: LocalId, projection: &Projection) -> Option<UseId> {
        let way = projection.way();
        let [step] = way.as_slice() else { return None };
        self.takes_fields(local, |member| step.is(member))
    }

    /// A struct has taken all fields of a local but for those.
    pub(super) fn takes_others(&mut self, place: (LocalId, &Projection), given: &[Member]) -> Option<UseId> {
        let (local, projection) = place;
        if !projection.is_whole() {
            return None;
        }
        self.takes_fields(local, |member| !given.contains(member))
    }

    /// A pattern has matched a local.
    pub(super) fn takes_by_pattern(&mut self, place: &PlaceUse, pat: &Pat) -> Option<UseId> {
        if !place.projection.is_whole() {
            return None;
        }
        self.takes_fields(place.local, |member| is_bound(pat, member))
    }

    /// Fields are gone. If by that nothing of the value may be dropped, as the flow of control has it, nothing is from here on.
    fn takes_fields(&mut self, local: LocalId, is_taken: impl Fn(&Member) -> bool) -> Option<UseId> {
        // What a macro is given may be there still.
        if self.in_macro || self.believes || self.capture.is_some() {
            return None;
        }
        let others = self.certain_fields(local)?.others.iter().enumerate();
        let taken: Vec<usize> =
            others.filter(|(_, member)| is_taken(member)).map(|(number, _)| number).collect();
        if taken.is_empty() {
            return None;
        }
        let id = self.next_use();
        if let Some(fields) = &mut self.locals[local].fields {
            fields.relied_on.push((id, taken));
        }
        self.event(Event::Taken(id, local));
        Some(id)
    }

    /// What is known of the fields of a local, if that is of use.
    fn certain_fields(&mut self, local: LocalId) -> Option<&Fields> {
        let is_own = matches!(self.locals[local].origin, Origin::User(_) | Origin::Temporary);
        if !is_own || self.types.is_some() || self.may_move {
            return None;
        }
        if let (None, Some(made)) = (&self.locals[local].fields, self.locals[local].certain.clone()) {
            let fields = self.fields_made(made);
            self.locals[local].certain.take_if(|_| fields.is_none());
            self.locals[local].fields = fields;
        }
        self.locals[local].fields.as_ref()
    }

    fn fields_made(&self, made: Certain) -> Option<Fields> {
        let at = self.function.span();
        match made {
            Certain::Tuple(inert) => Some(fields_of_tuple(&inert)),
            Certain::Type(Type::Tuple(tuple)) => {
                let inert: Vec<bool> = tuple.elems.iter().map(|elem| is_inert(elem, at, DEPTH)).collect();
                Some(fields_of_tuple(&inert))
            }
            Certain::Type(Type::Path(path)) => fields_of_struct(&self.struct_named(&path)?, at),
            Certain::Type(_) => None,
        }
    }
}

/// What a method of the struct gives, which may call it `Self`.
fn of_self(ty: Type, of: &Ident) -> Option<Type> {
    fn named(tokens: TokenStream, of: &Ident) -> TokenStream {
        let named = tokens.into_iter().map(|token| match token {
            TokenTree::Ident(name) if name == "Self" => TokenTree::Ident(of.clone()),
            TokenTree::Group(group) => Group::new(group.delimiter(), named(group.stream(), of)).into(),
            other => other,
        });
        named.collect()
    }
    syn::parse2(named(ty.to_token_stream(), of)).ok()
}

/// Whether a pattern binds all of a field, by value, wherever it matches.
fn is_bound(pat: &Pat, member: &Member) -> bool {
    let is_name = |pat: &Pat| simple_name(pat).is_some_and(|(name, _)| !starts_upper(&name.to_string()));
    match (pat, member) {
        (Pat::Paren(pat), _) => is_bound(&pat.pat, member),
        (Pat::Type(pat), _) => is_bound(&pat.pat, member),
        (
            Pat::Tuple(PatTuple { elems, .. }) | Pat::TupleStruct(PatTupleStruct { elems, .. }),
            Member::Unnamed(index),
        ) => {
            let index = index.index as usize;
            let rest = elems.iter().position(|elem| matches!(elem, Pat::Rest(_)));
            elems.iter().nth(index).is_some_and(is_name) && rest.is_none_or(|rest| index < rest)
        }
        (Pat::Struct(pat), _) => {
            pat.fields.iter().any(|field| field.member == *member && is_name(&field.pat))
        }
        _ => false,
    }
}

fn fields_of_tuple(inert: &[bool]) -> Fields {
    let wild = inert.iter().map(|_| quote!(_));
    let members = inert.iter().enumerate().map(|(index, inert)| (Member::from(index), *inert));
    fields(quote!((#(#wild,)*)), members)
}

/// The fields of a struct that the file defines, and that nothing can have made into another.
fn fields_of_struct(name: &Ident, at: Span) -> Option<Fields> {
    let item = struct_of(name, at)?;
    let members: Vec<Member> = item.fields.members().collect();
    let all = quote!(#name { #(#members: _,)* });
    // What a parameter of the struct's stands for is not known, whatever else has its name.
    let is_open = |ty: &Type| {
        let mut params = item.generics.type_params();
        params.any(|param| mentions_word(ty.to_token_stream(), &param.ident.to_string()))
    };
    let is_inert = |field: &syn::Field| !is_open(&field.ty) && is_inert(&field.ty, at, DEPTH);
    let inert: Vec<bool> = item.fields.iter().map(is_inert).collect();
    Some(fields(all, members.into_iter().zip(inert)))
}

fn fields(all: TokenStream, members: impl Iterator<Item = (Member, bool)>) -> Fields {
    let (inert, others): (Vec<_>, Vec<_>) = members.partition(|(_, inert)| *inert);
    let names = |members: Vec<(Member, bool)>| members.into_iter().map(|(member, _)| member).collect();
    Fields { all, inert: names(inert), others: names(others), relied_on: Vec::new() }
}

/// The definition that a name certainly means, with all its fields.
fn struct_of(name: &Ident, at: Span) -> Option<syn::ItemStruct> {
    if is_parameter(name) || is_imported_name(name, at) || !is_kept_as_written(&name.to_string(), at) {
        return None;
    }
    match definition_of_type(&name.to_string(), at)? {
        syn::Item::Struct(item) if has_all(&item.fields) => Some(item),
        _ => None,
    }
}

/// Whether no field depends on a condition.
fn has_all(fields: &syn::Fields) -> bool {
    let may_miss = |attr: &syn::Attribute| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr");
    !fields.iter().flat_map(|field| &field.attrs).any(may_miss)
}

/// Whether values of the type are known to have nothing to drop.
fn is_inert(ty: &Type, at: Span, depth: usize) -> bool {
    if Known::of_type(ty) != Known::Nothing {
        return true;
    }
    match ty {
        Type::Tuple(tuple) => tuple.elems.iter().all(|elem| is_inert(elem, at, depth)),
        Type::Array(array) => is_inert(&array.elem, at, depth),
        Type::Paren(paren) => is_inert(&paren.elem, at, depth),
        Type::Group(group) => is_inert(&group.elem, at, depth),
        Type::Path(path) if path.qself.is_none() => is_inert_path(path, at, depth),
        _ => false,
    }
}

fn is_inert_path(path: &TypePath, at: Span, depth: usize) -> bool {
    let Some(last) = path.path.segments.last() else { return false };
    let name = Ident::new(&last.ident.to_string(), at);
    let std = syn::Path::from(name.clone());
    let is_std = if path.path.segments.len() == 1 { may_mean_std(&std) } else { may_mean_std(&path.path) };
    match &last.arguments {
        syn::PathArguments::AngleBracketed(given) if last.ident == "Option" && is_std => {
            let is_inert = |given: &syn::GenericArgument| match given {
                syn::GenericArgument::Type(ty) => is_inert(ty, at, depth),
                _ => false,
            };
            given.args.iter().all(is_inert)
        }
        syn::PathArguments::None if is_std => !is_another(&name) && is_copied(&Type::from(path.clone()), at),
        syn::PathArguments::None if path.path.segments.len() == 1 => {
            depth > 0 && is_inert_by_definition(&name, at, depth - 1)
        }
        _ => false,
    }
}

/// The same of a struct or an enum of the file.
fn is_inert_by_definition(name: &Ident, at: Span, depth: usize) -> bool {
    let holds_none =
        |fields: &syn::Fields| has_all(fields) && fields.iter().all(|field| is_inert(&field.ty, at, depth));
    if is_parameter(name)
        || has_destructor(name)
        || is_imported_name(name, at)
        || !is_kept_as_written(&name.to_string(), at)
    {
        return false;
    }
    match definition_of_type(&name.to_string(), at) {
        Some(syn::Item::Struct(item)) => item.generics.params.is_empty() && holds_none(&item.fields),
        Some(syn::Item::Enum(item)) => {
            let is_there = |variant: &syn::Variant| {
                !variant
                    .attrs
                    .iter()
                    .any(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"))
            };
            let mut variants = item.variants.iter();
            item.generics.params.is_empty()
                && variants.all(|variant| is_there(variant) && holds_none(&variant.fields))
        }
        _ => false,
    }
}
