//! `yield value`: the last thing that a resume does, and the first that the next one evaluates.

use super::{Builder, Want};
use crate::ir::{Event, HANDS_ON, Piece, Point, Step};
use crate::syntax::yields::handed_on;
use quote::ToTokens;
use syn::{Expr, ExprYield};

impl Builder<'_> {
    /// The value is evaluated, and its temporaries live on, as those of an awaited future do. What follows begins with what
    /// the machine is resumed with.
    pub(super) fn lower_yield(&mut self, wait: ExprYield, want: Want, lead: bool) -> Expr {
        let span = wait.yield_token.span;
        let handed_on = handed_on(&wait).cloned();
        let value = wait.expr.map_or_else(|| syn::parse_quote_spanned!(span=> ()), |value| *value);
        let (name, text) = match &handed_on {
            Some(inner) => (HANDS_ON, inner.clone()),
            None => ("yield", value.to_token_stream()),
        };
        let (name, text) = (String::from(name), super::points::shorten(text));
        let value = self.held(value, Want::Value, true);
        let code = self.finish(&value);
        let receivers = self.waiting_receivers();
        let start = span;
        let point =
            self.new_point(Point { future: None, text, name, span, start, expansion: None, receivers });
        self.step(Step::Yield { point, code });
        self.event(Event::Suspend(point));
        self.next_segment();
        let resumed = self.hole(Piece::Resumed(point), span);
        self.lead_or_spill(resumed, want, lead, "resumed")
    }
}
