//! The types of the names in a pattern: for machines with a name.

use super::Builder;
use super::pattern::simple_name;
use super::std_types::element_of;
use proc_macro2::Ident;
use syn::{Fields, Pat, Type, TypePath, TypeReference};

/// A name that a pattern binds, the type of its value, and whether a type was written that leaves something out.
pub(super) struct Typed {
    pub(super) name: Ident,
    pub(super) ty: Option<Type>,
    pub(super) half: bool,
}

impl Typed {
    /// The same, of a value behind a reference: the pattern binds references.
    fn behind(self, reference: &TypeReference) -> Self {
        let TypeReference { lifetime, mutability, .. } = reference;
        let ty = self.ty.map(|ty| syn::parse_quote!(&#lifetime #mutability #ty));
        Typed { ty, ..self }
    }
}

impl Builder<'_> {
    /// The names that a pattern binds in a value of the type.
    pub(super) fn typed(&self, pat: &Pat, ty: Option<&Type>) -> Vec<Typed> {
        match (pat, ty) {
            (Pat::Type(pat), _) => self.typed(&pat.pat, Some(&pat.ty)),
            (Pat::Paren(pat), ty) => self.typed(&pat.pat, ty),
            (Pat::Tuple(pat), Some(Type::Tuple(ty))) if pat.elems.len() == ty.elems.len() => {
                let parts = pat.elems.iter().zip(&ty.elems);
                parts.flat_map(|(pat, ty)| self.typed(pat, Some(ty))).collect()
            }
            (Pat::Reference(pat), Some(Type::Reference(ty))) => self.typed(&pat.pat, Some(&ty.elem)),
            (Pat::Tuple(_) | Pat::TupleStruct(_) | Pat::Struct(_), Some(Type::Reference(reference))) => self
                .typed(pat, Some(&reference.elem))
                .into_iter()
                .map(|name| name.behind(reference))
                .collect(),
            (Pat::TupleStruct(pat), Some(Type::Path(ty))) => self.typed_elements(pat, ty),
            (Pat::Struct(pat), Some(Type::Path(ty))) => {
                let Some(fields) = self.fields_of(ty, &pat.path) else { return Vec::new() };
                let typed = |pat: &syn::FieldPat| {
                    let field = fields.members().zip(&fields).find(|(name, _)| *name == pat.member)?.1;
                    Some(self.typed(&pat.pat, Some(&field.ty)))
                };
                pat.fields.iter().filter_map(typed).flatten().collect()
            }
            (pat, ty) => {
                let name = simple_name(pat).map(|(name, _)| name.clone());
                let whole = ty.and_then(|ty| self.whole(ty));
                let half = ty.is_some() && whole.is_none();
                name.map(|name| Typed { name, ty: whole, half }).into_iter().collect()
            }
        }
    }

    /// Those of `Some(..)`, and of structs and variants of the file.
    fn typed_elements(&self, pat: &syn::PatTupleStruct, ty: &TypePath) -> Vec<Typed> {
        let variant = pat.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let payload = match variant.as_str() {
            "Some" => element_of(ty, "Option"),
            "Ok" => element_of(ty, "Result"),
            _ => None,
        };
        if let (Some(payload), Some(pat)) = (payload, pat.elems.first()) {
            return self.typed(pat, Some(&payload));
        }
        let fields = self.fields_of(ty, &pat.path).filter(|fields| fields.len() == pat.elems.len());
        let types: Vec<Option<Type>> = match fields {
            Some(fields) => fields.into_iter().map(|field| Some(field.ty)).collect(),
            None => vec![None; pat.elems.len()],
        };
        pat.elems.iter().zip(&types).flat_map(|(pat, ty)| self.typed(pat, ty.as_ref())).collect()
    }

    /// The fields of what a pattern's path means in a value of the type.
    fn fields_of(&self, ty: &TypePath, path: &syn::Path) -> Option<Fields> {
        let (last, definitions) = (&path.segments.last()?.ident, &self.types.as_ref()?.definitions);
        let of_struct = || {
            definitions
                .fields(ty, None)
                .filter(|_| ty.path.segments.last().is_some_and(|of| of.ident == *last))
        };
        definitions.fields(ty, Some(last)).or_else(of_struct)
    }
}
