//! Branches as the user wrote them: `if`, and a `match` in which nothing suspends.

use super::code::match_of;
use super::matching::arm_of;
use super::names::ours;
use super::points::{block_points, code_points, fresh};
use super::resume::Emitter;
use crate::ir::{Arm, ArmBody, Block, Code, Condition, MatchWords, Node, Piece, PlaceUse};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Token;

impl Emitter<'_> {
    pub(super) fn if_node(
        &mut self,
        keyword: Span,
        condition: &Condition,
        then: &Block,
        otherwise: Option<&Block>,
    ) -> TokenStream {
        let at = ours("at");
        let (fresh, asked) = match condition {
            Condition::Code(code) => (fresh(&self.cx.names, code_points(code)), self.code(code)),
            Condition::Block(block) => {
                (fresh(&self.cx.names, block_points(block)), self.block_content(block))
            }
        };
        let inside = match (block_points(then), otherwise.and_then(block_points)) {
            (None, _) => quote!(false),
            (Some(_), None) => quote!(true),
            (Some((_, last)), Some(_)) => {
                let last = self.cx.names.state(last);
                quote!(#at <= #last)
            }
        };
        let then = self.branch(then);
        let otherwise = otherwise.map(|otherwise| {
            let otherwise = self.branch(otherwise);
            quote!(else #otherwise)
        });
        let keyword = Token![if](keyword);
        quote!(#keyword (if #fresh { #asked } else { #inside }) #then #otherwise)
    }

    /// A branch that has nothing but a block in it is that block: it stands where the branch does.
    fn branch(&mut self, branch: &Block) -> TokenStream {
        let inner = branch.value.as_ref().filter(|_| branch.steps.is_empty() && branch.items.is_empty());
        match inner.map(|value| value.pieces.as_slice()) {
            Some([Piece::Nest(node)]) => match &**node {
                Node::Block(inner) if inner.label.is_none() && inner.qualifier.is_empty() => {
                    self.block_at(inner, branch.span.or(inner.span))
                }
                _ => self.block(branch),
            },
            _ => self.block(branch),
        }
    }

    /// As the user wrote it.
    pub(super) fn plain_match(
        &mut self,
        scrutinee: &Code,
        inert: Option<&PlaceUse>,
        arms: &[Arm],
        words: MatchWords,
    ) -> TokenStream {
        let (scrutinee, inert) = self.inert_scrutinee(scrutinee, inert, arms);
        let arms: Vec<TokenStream> = arms
            .iter()
            .map(|arm| {
                let guard = self.guard_in_pattern(arm);
                let body = match &arm.body {
                    ArmBody::Code(code) => self.code(code),
                    ArmBody::Block(block) => self.block(block),
                };
                match self.bind_whole(inert, &arm.pattern) {
                    Some(bind) => {
                        let wild = &arm.pattern.wild;
                        let guard = guard.map(|guard| quote!(if { #bind #guard }));
                        arm_of(arm, &quote!(#wild #guard), quote!(#bind #body))
                    }
                    None => {
                        let full = &arm.pattern.full;
                        let guard = guard.map(|guard| quote!(if #guard));
                        quote!(#full #guard => #body,)
                    }
                }
            })
            .collect();
        match_of(words, &scrutinee, &quote!(#(#arms)*))
    }
}
