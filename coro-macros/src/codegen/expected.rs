//! What the elements of an array are converted to, told before it is made (see `build::arrays`).

use super::number;
use super::resume::Emitter;
use crate::ir::{Code, LocalId, Piece};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// What is going to be done with an array, in a branch that never runs.
    pub(super) fn expectation(&mut self, array: LocalId, len: usize, code: &Code) -> TokenStream {
        if !self.cx.is_pointer(array) {
            return TokenStream::new();
        }
        self.expecting = Some(array);
        let code = self.code(code);
        self.expecting = None;
        let (private, place, len) = (&self.cx.private, self.cx.names.place(array), number(len));
        let expected = self.cx.names.expected(array);
        quote! {
            let #expected = #private::Expected::unknown();
            if false {
                loop {}
                #private::array::<_, #len>(#place);
                #expected.tell(#code);
            }
        }
    }

    /// Where an array is yet to be made, neither is what comes after it.
    pub(super) fn is_unknown(&self, piece: &Piece) -> bool {
        let Some(array) = self.expecting else { return false };
        match piece {
            Piece::Use { local, .. } | Piece::Part { local, .. } => *local > array,
            Piece::Call(call) => call.local > array,
            Piece::Await(_) | Piece::Resumed(_) | Piece::Nest(_) => true,
            Piece::Tokens(_)
            | Piece::Group(..)
            | Piece::AssignPart { .. }
            | Piece::Update(_)
            | Piece::Assign { .. }
            | Piece::Capture { .. }
            | Piece::Slot(_)
            | Piece::Expected { .. }
            | Piece::Return(..)
            | Piece::Question(..) => false,
        }
    }

    /// What an array is given to, which is of the type that it was told.
    pub(super) fn expected(&mut self, array: LocalId, code: &Code) -> TokenStream {
        let told = self.cx.is_pointer(array) && self.expecting.is_none();
        let code = self.code(code);
        if !told {
            return quote!((#code));
        }
        let expected = self.cx.names.expected(array);
        quote!(#expected.given(#code))
    }
}
