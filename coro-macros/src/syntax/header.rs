//! The header of an impl block: what its methods may mention, and how to say the same outside of the block.

use super::lifetimes;
use proc_macro2::Ident;
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Generics, ImplItem, ItemImpl, Path, Type, TypeParamBound};

/// `impl<generics> trait for self_type`, without elided lifetimes.
pub(crate) struct Header {
    pub(crate) generics: Generics,
    pub(crate) trait_path: Option<Path>,
    pub(crate) self_type: Type,
    /// The associated types that the block defines.
    types: Vec<(Ident, Type)>,
    /// The associated constants that the block defines.
    constants: Vec<Ident>,
}

impl Header {
    /// Reads the header of a block.
    pub(crate) fn of(block: &ItemImpl) -> Self {
        let mut generics = block.generics.clone();
        let mut trait_path = block.trait_.as_ref().map(|(_, path, _)| path.clone());
        let mut self_type = (*block.self_ty).clone();
        lifetimes::name_header(&mut generics, &mut self_type, trait_path.as_mut());
        let types = block.items.iter().filter_map(|item| match item {
            ImplItem::Type(ty) if ty.generics.params.is_empty() => Some((ty.ident.clone(), ty.ty.clone())),
            _ => None,
        });
        let constants = block.items.iter().filter_map(|item| match item {
            ImplItem::Const(constant) => Some(constant.ident.clone()),
            _ => None,
        });
        let (types, constants) = (types.collect(), constants.collect());
        Header { generics, trait_path, self_type, types, constants }
    }

    /// Something that says what `Self` stands for, instead of `Self`.
    pub(crate) fn speller(&self) -> Speller<'_> {
        Speller { header: self, depth: 0 }
    }
}

/// Puts the types of a header in the place of `Self` and `Self::Type`. An associated type that another block defines (of a
/// supertrait) stays what it is.
pub(crate) struct Speller<'a> {
    header: &'a Header,
    /// Types that are defined by themselves are an error, which rustc reports.
    depth: usize,
}

impl Speller<'_> {
    fn spelled(&self, path: &Path) -> Option<Type> {
        let mut segments = path.segments.iter();
        if path.leading_colon.is_some() || segments.next()?.ident != "Self" {
            return None;
        }
        match (segments.next(), segments.next()) {
            (None, _) => Some(grouped(&self.header.self_type)),
            (Some(name), None) if name.arguments.is_empty() => {
                let (_, ty) = self.header.types.iter().find(|(known, _)| *known == name.ident)?;
                Some(grouped(ty))
            }
            _ => None,
        }
    }
}

/// `dyn A + B` needs parentheses behind `&`, and means `'static` there as well.
fn grouped(ty: &Type) -> Type {
    let Type::TraitObject(object) = ty else { return ty.clone() };
    let mut object = object.clone();
    if !object.bounds.iter().any(|bound| matches!(bound, TypeParamBound::Lifetime(_))) {
        object.bounds.push(syn::parse_quote!('static));
    }
    syn::parse_quote!((#object))
}

impl VisitMut for Speller<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        let spelled = match ty {
            Type::Path(path) if path.qself.is_none() && self.depth < 16 => self.spelled(&path.path),
            _ => None,
        };
        if let Some(spelled) = spelled {
            *ty = spelled;
            self.depth += 1;
            visit_mut::visit_type_mut(self, ty);
            self.depth -= 1;
        } else {
            visit_mut::visit_type_mut(self, ty);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = expr {
            let mut segments = path.path.segments.iter();
            let names = (segments.next().map(|first| &first.ident), segments.next(), segments.next());
            if let (Some(first), Some(name), None) = names
                && path.qself.is_none()
                && first == "Self"
            {
                let ty = &self.header.self_type;
                let known = self.header.constants.contains(&name.ident);
                let of = self.header.trait_path.as_ref().filter(|_| known).map(|path| quote!(as #path));
                *expr = syn::parse_quote!(<#ty #of>::#name);
            }
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}
