//! What a place in a struct or an enum of the file has for a type: for machines with a name, and those that can be cloned.

use super::Builder;
use super::std_types::{element_of, of_list};
use super::types::unparenthesized;
use syn::{Expr, Lifetime, Type, UnOp};

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
