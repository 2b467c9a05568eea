//! `yield value`: the last thing that a resume does, and the first that the next one evaluates.

use super::{Builder, Want};
use crate::ir::{Event, Piece, Point, Step};
use quote::ToTokens;
use syn::{Expr, ExprYield};

impl Builder<'_> {
    /// The value is evaluated, and its temporaries live on, as those of an awaited future do. What follows begins with what
    /// the machine is resumed with.
    pub(super) fn lower_yield(&mut self, wait: ExprYield, want: Want, lead: bool) -> Expr {
        let span = wait.yield_token.span;
        let value = wait.expr.map_or_else(|| syn::parse_quote_spanned!(span=> ()), |value| *value);
        let text = super::points::shorten(&value.to_token_stream().to_string());
        let value = self.held(value, Want::Value, true);
        let code = self.finish(&value);
        let name = String::from("yield");
        let point = self.new_point(Point { future: None, text, name, span, start: span, expansion: None });
        self.step(Step::Yield { point, code });
        self.event(Event::Suspend(point));
        self.next_segment();
        let resumed = self.hole(Piece::Resumed(point), span);
        self.lead_or_spill(resumed, want, lead, "resumed")
    }
}
