//! What is in a struct or an enum of the file.

use super::definition_of_type;
use proc_macro2::{Ident, Span};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use syn::visit_mut::{self, VisitMut};
use syn::{Fields, GenericArgument, GenericParam, Generics, Item, Lifetime, Member, Type, TypePath};

/// The definitions that were looked for.
pub(crate) struct Definitions {
    /// Where they are looked for from.
    at: Span,
    found: RefCell<HashMap<String, Option<Rc<Item>>>>,
}

impl Definitions {
    pub(crate) fn new(at: Span) -> Self {
        Definitions { at, found: RefCell::default() }
    }

    /// The names of the fields of a struct, or of a variant of an enum, if they are always there.
    pub(crate) fn members(&self, name: &Ident, variant: Option<&Ident>) -> Option<Vec<Member>> {
        let item = self.found(name)?;
        let (_, fields) = parts_of(&item, variant)?;
        let conditions = fields.iter().flat_map(|field| &field.attrs);
        let is_condition = |attribute: &syn::Attribute| {
            attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
        };
        (!conditions.into_iter().any(is_condition)).then(|| fields.members().collect())
    }

    /// The fields of a struct, or of a variant of an enum, with what the type says for its generics.
    pub(crate) fn fields(&self, ty: &TypePath, variant: Option<&Ident>) -> Option<Fields> {
        let last = ty.path.segments.last().filter(|_| ty.qself.is_none())?;
        let item = self.found(&last.ident)?;
        let (generics, fields) = parts_of(&item, variant)?;
        let mut given = Given::of(generics, ty)?;
        let mut fields = fields.clone();
        fields.iter_mut().for_each(|field| given.visit_type_mut(&mut field.ty));
        Some(fields)
    }

    /// The types of all fields, of all variants.
    pub(crate) fn types(&self, ty: &TypePath) -> Vec<Type> {
        let item = ty.path.segments.last().and_then(|last| self.found(&last.ident));
        let variants: Vec<Option<Ident>> = match item.as_deref() {
            Some(Item::Enum(item)) => {
                item.variants.iter().map(|variant| Some(variant.ident.clone())).collect()
            }
            _ => vec![None],
        };
        let fields = variants.iter().filter_map(|variant| self.fields(ty, variant.as_ref()));
        fields.flat_map(|fields| fields.into_iter().map(|field| field.ty)).collect()
    }

    fn found(&self, name: &Ident) -> Option<Rc<Item>> {
        let mut found = self.found.borrow_mut();
        let find = |name: &String| definition_of_type(name, self.at).map(Rc::new);
        found.entry(name.to_string()).or_insert_with_key(find).clone()
    }
}

/// The generics of a definition, and the fields of the struct, or of a variant.
fn parts_of<'a>(item: &'a Item, variant: Option<&Ident>) -> Option<(&'a Generics, &'a Fields)> {
    match (item, variant) {
        (Item::Struct(item), None) => Some((&item.generics, &item.fields)),
        (Item::Enum(item), Some(name)) => {
            let variant = item.variants.iter().find(|variant| variant.ident == *name)?;
            Some((&item.generics, &variant.fields))
        }
        _ => None,
    }
}

/// What stands for the generics of a definition.
struct Given<'a> {
    this: &'a TypePath,
    types: Vec<(&'a Ident, &'a Type)>,
    lifetimes: Vec<(&'a Lifetime, &'a Lifetime)>,
}

impl<'a> Given<'a> {
    /// Nothing, if the type does not say all of it.
    fn of(generics: &'a Generics, this: &'a TypePath) -> Option<Self> {
        let given: Vec<&GenericArgument> = match &this.path.segments.last()?.arguments {
            syn::PathArguments::AngleBracketed(given) => given.args.iter().collect(),
            syn::PathArguments::None | syn::PathArguments::Parenthesized(_) => Vec::new(),
        };
        let (mut types, mut lifetimes) = (Vec::new(), Vec::new());
        if given.len() != generics.params.len() {
            return None;
        }
        for (param, given) in generics.params.iter().zip(given) {
            match (param, given) {
                (GenericParam::Type(param), GenericArgument::Type(ty)) => types.push((&param.ident, ty)),
                (GenericParam::Lifetime(param), GenericArgument::Lifetime(lifetime)) => {
                    lifetimes.push((&param.lifetime, lifetime));
                }
                _ => return None,
            }
        }
        Some(Given { this, types, lifetimes })
    }
}

impl VisitMut for Given<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && let Some(name) = path.path.get_ident()
        {
            let given = self.types.iter().find(|(param, _)| name == *param).map(|(_, ty)| (*ty).clone());
            let given = given.or_else(|| (name == "Self").then(|| Type::Path(self.this.clone())));
            if let Some(given) = given {
                *ty = given;
                return;
            }
        }
        visit_mut::visit_type_mut(self, ty);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if let Some((_, given)) = self.lifetimes.iter().find(|(param, _)| *lifetime == **param) {
            *lifetime = (*given).clone();
        }
    }
}
