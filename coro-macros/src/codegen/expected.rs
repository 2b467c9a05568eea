//! What a temporary is to be, told before it is made (see `build::expected`).

use super::names::ours;
use super::resume::Emitter;
use super::{Cx, number};
use crate::index::Id;
use crate::ir::{Code, LinkId, LocalId, Piece};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

impl Cx<'_> {
    /// The types that are told.
    pub(super) fn links(&self) -> TokenStream {
        let private = &self.private;
        let links = (0..self.body.n_links).map(|number| link_name(LinkId::new(number)));
        links.map(|link| quote!(let #link = #private::Expected::unknown();)).collect()
    }
}

impl Emitter<'_> {
    /// What is going to be done with temporaries, in a branch that never runs.
    pub(super) fn expectation(
        &mut self,
        early: &[(LocalId, Option<usize>)],
        ty: Option<&TokenStream>,
        link: Option<LinkId>,
        code: &Code,
    ) -> TokenStream {
        self.expecting = early.iter().map(|(local, _)| *local).collect();
        let code = self.code(code);
        self.expecting.clear();
        let (private, value) = (&self.cx.private, ours("value"));
        let arrays = early.iter().filter(|(local, _)| self.cx.is_pointer(*local));
        let arrays = arrays.filter_map(|(local, len)| {
            let (place, len) = (self.cx.names.place(*local), number((*len)?));
            Some(quote!(#private::array::<_, #len>(#place);))
        });
        let arrays: TokenStream = arrays.collect();
        let code = match ty {
            Some(ty) => quote!({ let #value: #ty = #code; #value }),
            None => quote!(#code),
        };
        let told = match link.map(link_name) {
            Some(link) => quote!(#link.tell(#code);),
            None => quote!(#private::dispose(#code);),
        };
        quote!(if false { loop {} #arrays #told })
    }

    /// Where a temporary is yet to be made, neither is what comes after it.
    pub(super) fn is_unknown(&self, piece: &Piece) -> bool {
        match piece {
            Piece::Use { local, .. } => self.is_unmade(*local) && !self.is_told(*local),
            Piece::Tokens(_)
            | Piece::Group(..)
            | Piece::Part { .. }
            | Piece::Call(_)
            | Piece::Await(_)
            | Piece::Resumed(_)
            | Piece::Nest(_)
            | Piece::AssignPart { .. }
            | Piece::Update(_)
            | Piece::Assign { .. }
            | Piece::Capture { .. }
            | Piece::Side(_)
            | Piece::Expected { .. }
            | Piece::Asked(..)
            | Piece::Believed { .. }
            | Piece::Return(..)
            | Piece::Question(..) => false,
        }
    }

    /// Whether the local is made later on.
    pub(super) fn is_unmade(&self, local: LocalId) -> bool {
        self.expecting.iter().min().is_some_and(|first| local >= *first)
    }

    /// Whether it is told what the local is to be.
    fn is_told(&self, local: LocalId) -> bool {
        self.cx.is_pointer(local) && self.expecting.contains(&local)
    }

    /// What a temporary is given to, or what comes after it: of the type that is told.
    pub(super) fn expected(&mut self, link: LinkId, code: &Code) -> TokenStream {
        let link = link_name(link);
        if !self.expecting.is_empty() {
            return match code.pieces.as_slice() {
                [piece @ Piece::Use { local, .. }] if self.is_told(*local) => self.bare_piece(piece),
                _ => quote!(#link.any()),
            };
        }
        let code = self.code(code);
        quote!(#link.given(#code))
    }
}

fn link_name(link: LinkId) -> Ident {
    ours(&format!("expected_{}", link.index()))
}
