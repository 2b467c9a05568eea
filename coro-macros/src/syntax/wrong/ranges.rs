//! `0...9` in patterns, which is read as `0..=9`, and is wrong since edition 2021 (E0783).

use super::super::edition::Edition;
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Pat, PatRange, RangeLimits};

/// Writes such ranges as the user did, if there are any.
pub(crate) fn restore(body: &mut Block) -> bool {
    let mut restorer = Restorer(false);
    restorer.visit_block_mut(body);
    restorer.0
}

struct Restorer(bool);

impl VisitMut for Restorer {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if let Pat::Range(PatRange { attrs, start, limits: RangeLimits::Closed(dots), end }) = &*pat
            && dots.spans[2].source_text().as_deref() == Some(".")
            && Edition::of_this_crate() != Edition::Before2021
        {
            let dots = syn::token::DotDotDot { spans: dots.spans };
            *pat = Pat::Verbatim(quote!(#(#attrs)* #start #dots #end));
            self.0 = true;
        }
        visit_mut::visit_pat_mut(self, pat);
    }
}
