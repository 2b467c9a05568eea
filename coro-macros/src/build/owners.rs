//! Values that own something for certain: they are moved, and never copied.
//!
//! What was lent of such a value is over where it is moved away, as the check has it. So its place is free from there on. Of another
//! value a move may be a copy, and references to it stay what they are. Types are taken at their word, as far as the file has no others of
//! such a name; generated code asserts that there is something to drop (see the support library's `owner`).

use super::Builder;
use super::known::{made_by, makes_container, names_container};
use super::taking::known_choice;
use crate::index::BitSet;
use crate::ir::{Choice, Event, LocalId, UseId};
use crate::syntax::macros::may_be_foreign;
use crate::syntax::outside::{definition_of_type, is_another, is_parameter, may_mean_std};
use proc_macro2::Ident;
use syn::{Expr, Fields, GenericArgument, PathArguments, PathSegment, Type};

/// What its type, or what makes its value, says of a variable.
pub(super) struct Told {
    owner: Option<Owner>,
    reference: bool,
    choice: Option<Type>,
}

impl Told {
    pub(super) fn by_type(ty: &Type) -> Self {
        let reference = matches!(ty, Type::Reference(_));
        Told { owner: Some(Owner::Typed(ty.clone())), reference, choice: known_choice(ty) }
    }

    pub(super) fn by_value(value: &Expr) -> Self {
        let owner = match value {
            Expr::Struct(literal) if literal.qself.is_none() => {
                Some(Owner::Typed(syn::TypePath { qself: None, path: literal.path.clone() }.into()))
            }
            value => makes_owner(value).then_some(Owner::Made),
        };
        Told { owner, reference: matches!(value, Expr::Reference(_)), choice: None }
    }
}

/// What is known of owners while a body is built.
#[derive(Default)]
pub(super) struct Owners {
    told: Vec<(LocalId, Owner)>,
    pub(super) doubtful_moves: Vec<UseId>,
}

/// What says that a local owns something.
pub(super) enum Owner {
    /// What makes its value.
    Made,
    /// Its type, if that does: asked if it is of use.
    Typed(Type),
}

impl Owner {
    fn is_certain(&self) -> bool {
        match self {
            Owner::Made => true,
            Owner::Typed(ty) => is_owner(ty, DEPTH),
        }
    }
}

/// How many definitions are looked into for what a type holds.
const DEPTH: usize = 3;

impl Builder<'_> {
    pub(super) fn note_told(&mut self, local: LocalId, told: Told) {
        self.owners.told.extend(told.owner.map(|owner| (local, owner)));
        self.locals[local].reference = told.reference;
        self.locals[local].choice = told.choice.map(|ty| Choice { ty, relied_on: Vec::new() });
    }

    /// Notes which of the variables that are lent and moved away own something.
    pub(super) fn note_owners(&mut self) {
        let mut moved = BitSet::new(self.locals.len(), false);
        for (_, block) in self.flow.blocks.iter() {
            for event in &block.events {
                if let Event::Move(_, local) = event
                    && self.locals[*local].looks.may_last()
                {
                    moved.insert(self.locals[*local].origin.declared(*local));
                }
            }
        }
        let is_certain = |(local, owner): &(LocalId, Owner)| moved.contains(*local) && owner.is_certain();
        for (local, _) in std::mem::take(&mut self.owners.told).into_iter().filter(is_certain) {
            self.locals[local].owner = true;
        }
    }
}

/// Whether a value of the type has something to drop.
fn is_owner(ty: &Type, depth: usize) -> bool {
    match ty {
        Type::Paren(paren) => is_owner(&paren.elem, depth),
        Type::Group(group) => is_owner(&group.elem, depth),
        Type::Tuple(tuple) => tuple.elems.iter().any(|elem| is_owner(elem, depth)),
        Type::Path(path) if path.qself.is_none() => match path.path.get_ident() {
            Some(name) if !is_known(name) => depth > 0 && is_owner_by_definition(name, depth - 1),
            _ => {
                may_mean_std(&path.path)
                    && path.path.segments.last().is_some_and(|last| is_owner_by_name(last, depth))
            }
        },
        _ => false,
    }
}

/// The same of one of the standard library's types. One of another's that may be copied would have other arguments.
fn is_owner_by_name(last: &PathSegment, depth: usize) -> bool {
    let is_one = |names: &[&str]| names.iter().any(|name| last.ident == name);
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return is_one(&["String", "OsString", "PathBuf"]) && is_known(&last.ident);
    };
    let held = arguments.args.iter().any(|argument| match argument {
        GenericArgument::Type(ty) => is_owner(ty, depth),
        _ => false,
    });
    names_owner(&last.ident) || is_one(&["Option", "Result"]) && held && is_known(&last.ident)
}

/// The same of a struct or an enum of the file.
fn is_owner_by_definition(name: &Ident, depth: usize) -> bool {
    let is_there = |attrs: &[syn::Attribute]| attrs.iter().all(|attr| attr.path().is_ident("doc"));
    let holds = |fields: &Fields| {
        let mut fields = fields.iter().filter(|field| is_there(&field.attrs));
        fields.any(|field| is_owner(&field.ty, depth))
    };
    let definition = (!is_parameter(name)).then(|| definition_of_type(&name.to_string(), name.span()));
    match definition.flatten() {
        Some(syn::Item::Struct(item)) if item.generics.params.is_empty() => holds(&item.fields),
        Some(syn::Item::Enum(item)) if item.generics.params.is_empty() => {
            item.variants.iter().any(|variant| is_there(&variant.attrs) && holds(&variant.fields))
        }
        _ => false,
    }
}

/// Whether the expression says that it makes such a value: `String::new()`, `Box::new(1)`, `vec![1]`.
fn makes_owner(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => makes_owner(&paren.expr),
        Expr::Group(group) => makes_owner(&group.expr),
        Expr::Macro(call) => makes_container(expr) && !may_be_foreign(&call.mac),
        Expr::Call(call) => made_by(call).is_some_and(names_owner),
        _ => false,
    }
}

fn names_owner(name: &Ident) -> bool {
    let is_pointer = ["Box", "Rc", "Arc"].iter().any(|pointer| name == pointer);
    (names_container(name) || is_pointer) && is_known(name)
}

/// Whether a name is one of the standard library's, and no other type's in the file.
fn is_known(name: &Ident) -> bool {
    let is_std =
        names_container(name) || ["Box", "Rc", "Arc", "Option", "Result"].iter().any(|known| name == known);
    is_std && !is_another(name) && !is_parameter(name)
}
