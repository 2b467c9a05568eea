//! What is in a struct or an enum of the file, and what a place in such a value has for a type: for machines with a name.

use super::Builder;
use super::std_types::{element_of, of_list};
use super::types::unparenthesized;
use crate::syntax::outside::definition_of_type;
use proc_macro2::{Ident, Span};
use std::cell::RefCell;
use std::collections::HashMap;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Fields, GenericArgument, GenericParam, Generics, Item, Lifetime, Type, TypePath, UnOp};

/// The definitions that were looked for.
pub(super) struct Definitions {
    /// Where they are looked for from.
    at: Span,
    found: RefCell<HashMap<String, Option<Item>>>,
}

impl Definitions {
    pub(super) fn new(at: Span) -> Self {
        Definitions { at, found: RefCell::default() }
    }

    /// The fields of a struct, or of a variant of an enum, with what the type says for its generics.
    pub(super) fn fields(&self, ty: &TypePath, variant: Option<&Ident>) -> Option<Fields> {
        let last = ty.path.segments.last().filter(|_| ty.qself.is_none())?;
        let name = last.ident.to_string();
        let mut found = self.found.borrow_mut();
        let item = found.entry(name).or_insert_with_key(|name| definition_of_type(name, self.at)).as_ref()?;
        let (generics, fields) = match (item, variant) {
            (Item::Struct(item), None) => (&item.generics, &item.fields),
            (Item::Enum(item), Some(name)) => {
                (&item.generics, &item.variants.iter().find(|variant| variant.ident == *name)?.fields)
            }
            _ => return None,
        };
        let mut given = Given::of(generics, ty)?;
        let mut fields = fields.clone();
        fields.iter_mut().for_each(|field| given.visit_type_mut(&mut field.ty));
        Some(fields)
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

/// A place.
pub(super) struct Place {
    pub(super) ty: Type,
    /// How long what it is in is borrowed, if it is behind a shared reference.
    pub(super) life: Option<Lifetime>,
}

impl Place {
    /// The type of a shared reference to it, if it lasts.
    pub(super) fn borrowed(&self) -> Option<syn::TypeReference> {
        let (ty, life) = (&self.ty, self.life.as_ref()?);
        Some(syn::parse_quote!(&#life #ty))
    }

    /// What it leads to, if it is a reference or a box.
    fn dereferenced(&self) -> Option<Self> {
        match &self.ty {
            Type::Reference(reference) => {
                let life = reference.lifetime.clone().filter(|_| reference.mutability.is_none());
                Some(Place { ty: (*reference.elem).clone(), life })
            }
            Type::Path(path) => Some(Place { ty: element_of(path, "Box")?, life: self.life.clone() }),
            _ => None,
        }
    }

    /// Without the references and boxes that are looked through to reach a field or a method.
    fn behind(mut self) -> Self {
        while let Some(place) = self.dereferenced() {
            self = place;
        }
        self
    }
}

impl Builder<'_> {
    /// The type of a place, and how long it may be borrowed.
    pub(super) fn typed_place(&self, expr: &Expr) -> Option<Place> {
        match unparenthesized(expr) {
            Expr::Field(field) => {
                let Place { ty, life } = self.typed_place(&field.base)?.behind();
                let ty = match (ty, &field.member) {
                    (Type::Tuple(tuple), syn::Member::Unnamed(index)) => {
                        tuple.elems.into_iter().nth(index.index as usize)?
                    }
                    (Type::Path(path), member) => {
                        let fields = self.types.as_ref()?.definitions.fields(&path, None)?;
                        fields.members().zip(&fields).find(|(name, _)| name == member)?.1.ty.clone()
                    }
                    _ => return None,
                };
                Some(Place { ty, life })
            }
            Expr::Index(index) if !matches!(unparenthesized(&index.index), Expr::Range(_)) => {
                let Place { ty, life } = self.typed_place(&index.expr)?.behind();
                Some(Place { ty: of_list(&ty)?, life })
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
                self.typed_place(&unary.expr)?.dereferenced()
            }
            other => Some(Place { ty: self.type_of(other)?, life: None }),
        }
    }

    /// `&place`, `&list[a..b]`, of what is behind a reference.
    pub(super) fn type_of_reference(&self, referent: &Expr) -> Option<Type> {
        let index = match unparenthesized(referent) {
            Expr::Index(index) if matches!(unparenthesized(&index.index), Expr::Range(_)) => index,
            _ => return self.typed_place(referent)?.borrowed().map(Type::Reference),
        };
        let Place { ty, life } = self.typed_place(&index.expr)?.behind();
        let life = life?;
        Some(match of_list(&ty) {
            Some(item) => syn::parse_quote!(&#life [#item]),
            None if super::types::is_text(&ty) => syn::parse_quote!(&#life str),
            None => return None,
        })
    }

    /// What a method is called on, behind a reference.
    pub(super) fn borrowed_receiver(&self, receiver: &Expr) -> Option<syn::TypeReference> {
        self.typed_place(receiver)?.behind().borrowed()
    }
}
