//! Closures and `async` blocks: their own variables stay, the body's are captured.

use super::{Builder, Want};
use crate::ir::{Captured, How, LocalId, Piece};
use proc_macro2::Ident;
use syn::Expr;
use syn::spanned::Spanned;

impl Builder<'_> {
    /// Closures and `async` blocks: their own variables stay, the body's are captured.
    pub(super) fn opaque_closure(&mut self, expr: &mut Expr) {
        if self.capture.is_some() {
            self.closure_body(expr);
            return;
        }
        let by_value = match expr {
            Expr::Closure(closure) => closure.capture.is_some(),
            Expr::Async(block) => block.capture.is_some(),
            _ => return,
        };
        self.capture = Some(Capture { by_value, captured: Vec::new() });
        self.closure_body(expr);
        let mut captures = self.capture.take().map(|capture| capture.captured).unwrap_or_default();
        for captured in &mut captures {
            // What a closure captures is handed to it by reference, wherever it lives.
            self.locals[captured.local].crosses |= self.in_call;
            let want = if captured.by_value { Want::Value } else { Want::Place };
            if let Piece::Use { id, .. } = self.use_local(captured.local, captured.ident.clone(), want) {
                captured.id = id;
            }
        }
        let span = expr.span();
        let closure = Box::new(self.finish(expr));
        *expr = self.hole(Piece::Capture { captures, closure }, span);
    }

    /// The `async` block around a macro call: what it captures is in slots, and handed to it by reference, to stay where it
    /// is while the block lives.
    pub(super) fn opaque_expansion(&mut self, expr: &mut Expr) {
        self.capture = Some(Capture { by_value: false, captured: Vec::new() });
        self.closure_body(expr);
        let mut captures = self.capture.take().map(|capture| capture.captured).unwrap_or_default();
        let in_macro = std::mem::replace(&mut self.in_macro, true);
        for captured in &mut captures {
            self.locals[captured.local].crosses = true;
            captured.exclusive = true;
            if let Piece::Use { id, .. } = self.use_local(captured.local, captured.ident.clone(), Want::Place)
            {
                captured.id = id;
            }
        }
        self.in_macro = in_macro;
        let span = expr.span();
        let closure = Box::new(self.finish(expr));
        *expr = self.hole(Piece::Capture { captures, closure }, span);
    }

    pub(super) fn closure_body(&mut self, expr: &mut Expr) {
        // Its control flow is its own.
        let here = self.current;
        self.current = self.new_flow();
        self.names.enter();
        match expr {
            Expr::Closure(closure) => {
                closure.inputs.iter().for_each(|input| self.declare_inner(input));
                self.opaque(&mut closure.body, Want::Value);
            }
            Expr::Async(block) => self.opaque_block(&mut block.block),
            _ => {}
        }
        self.names.leave();
        self.current = here;
    }

    pub(super) fn capture_local(&mut self, local: LocalId, ident: Ident, want: Want) -> Piece {
        let id = self.next_use();
        let Some(capture) = &mut self.capture else { return self.use_local(local, ident, want) };
        let by_value = capture.by_value;
        let (exclusive, whole) = (want == Want::Place, !self.by_field);
        match capture.captured.iter_mut().find(|captured| captured.local == local) {
            Some(captured) => {
                captured.exclusive |= exclusive;
                captured.whole |= whole;
            }
            None => capture.captured.push(Captured {
                id,
                local,
                whole,
                ident: ident.clone(),
                by_value,
                exclusive,
            }),
        }
        Piece::Use { id, local, ident, how: How::Captured { by_value } }
    }
}

/// A closure under construction: what it captures of the body.
pub(super) struct Capture {
    pub(super) by_value: bool,
    pub(super) captured: Vec<Captured>,
}
