//! The flow's edges: branches, loops, and ways out of them.

use super::Builder;
use crate::ir::{Block, Event, FlowBlock, FlowId, LocalId, Node};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Expr;

/// Something that `break` or `continue` can name.
pub(super) struct Target {
    label: Option<String>,
    /// An unlabelled `break` or `continue` means the innermost loop.
    is_loop: bool,
    /// How many locals there were before it: the others end when it is left, or begun again.
    n_locals: usize,
    /// In how many statements it stands: their temporaries do not end.
    n_statements: usize,
    after: FlowId,
    again: Option<FlowId>,
    /// The label that generated code gives a loop of the user's, so that it can be left from within a labelled block.
    generated: Option<syn::Lifetime>,
}

impl Builder<'_> {
    pub(super) fn new_flow(&mut self) -> FlowId {
        self.flow.blocks.push(FlowBlock::default())
    }

    pub(super) fn edge(&mut self, from: FlowId, to: FlowId) {
        self.flow.blocks[from].targets.push(to);
    }

    /// Control goes on in `to`, and so do the events.
    pub(super) fn go(&mut self, to: FlowId) {
        let from = self.current;
        self.edge(from, to);
        self.current = to;
    }

    /// Control never gets beyond here.
    pub(super) fn diverge(&mut self) {
        self.current = self.new_flow();
    }

    /// Runs each branch from here, and meets after them.
    pub(super) fn branches<T>(
        &mut self,
        branches: impl IntoIterator<Item = T>,
        mut run: impl FnMut(&mut Self, T),
    ) {
        let before = self.current;
        let after = self.new_flow();
        for branch in branches {
            self.current = self.new_flow();
            let head = self.current;
            self.edge(before, head);
            run(self, branch);
            let tail = self.current;
            self.edge(tail, after);
        }
        self.current = after;
    }

    /// Runs something that may or may not be run.
    pub(super) fn maybe<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.current;
        let (inside, after) = (self.new_flow(), self.new_flow());
        self.edge(before, inside);
        self.edge(before, after);
        self.current = inside;
        let result = run(self);
        self.go(after);
        result
    }

    /// Runs a loop's body, over and over; only `break` leaves it.
    pub(super) fn looped<T>(&mut self, label: Option<&syn::Label>, run: impl FnOnce(&mut Self) -> T) -> T {
        let label = label.map(|label| label.name.clone());
        self.looped_as(label.as_ref().map(|label| label.ident.to_string()), label, run)
    }

    fn looped_as<T>(
        &mut self,
        label: Option<String>,
        generated: Option<syn::Lifetime>,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let (again, after) = (self.new_flow(), self.new_flow());
        self.go(again);
        let (n_locals, n_statements) = (self.locals.len(), self.temporaries.len());
        self.targets.push(Target {
            label,
            is_loop: true,
            n_locals,
            n_statements,
            after,
            again: Some(again),
            generated,
        });
        let result = run(self);
        self.targets.pop();
        self.go(again);
        self.current = after;
        result
    }

    /// A loop that suspends; gives its label too.
    pub(super) fn loop_node_of(
        &mut self,
        label: Option<&syn::Label>,
        run: impl FnOnce(&mut Self) -> Block,
    ) -> Node {
        self.own_of_loops.push(Vec::new());
        let (label, body) = match label {
            Some(label) => {
                let name = label.name.ident.to_string();
                (label.to_token_stream(), self.looped_as(Some(name), Some(label.name.clone()), run))
            }
            None => {
                let name = format!("loop{}", self.n_segments);
                let lifetime = syn::Lifetime::new(&format!("'{name}"), proc_macro2::Span::mixed_site());
                let body = self.looped_as(Some(name), Some(lifetime.clone()), run);
                (quote::quote!(#lifetime:), body)
            }
        };
        let own = self.own_of_loops.pop().unwrap_or_default();
        Node::Loop { label: Some(label), body, own }
    }

    /// Gives a `break` or `continue` without a label the one of the loop it means.
    pub(super) fn label_leave(&mut self, label: &mut Option<syn::Lifetime>) {
        if label.is_none() {
            *label = self.innermost_loop();
        }
    }

    /// Runs a block that `break 'label` leaves.
    pub(super) fn labelled<T>(&mut self, label: &str, run: impl FnOnce(&mut Self) -> T) -> T {
        let (result, after) = self.labelled_apart(label, run);
        self.go(after);
        result
    }

    /// The same, but for the flow: what leaves the block so comes out in the second result, and the rest goes on from here.
    pub(super) fn labelled_apart<T>(&mut self, label: &str, run: impl FnOnce(&mut Self) -> T) -> (T, FlowId) {
        let after = self.new_flow();
        let (n_locals, n_statements) = (self.locals.len(), self.temporaries.len());
        self.targets.push(Target {
            label: Some(label.to_owned()),
            is_loop: false,
            n_locals,
            n_statements,
            after,
            again: None,
            generated: None,
        });
        let result = run(self);
        self.targets.pop();
        (result, after)
    }

    /// `break`; an unknown label is left for rustc to report.
    pub(super) fn break_to(&mut self, label: Option<&str>) {
        if let Some((depth, target)) = self.target(label) {
            let (after, left) = (target.after, self.left_with(target));
            self.leave_receivers(depth);
            self.leave(left, after);
        }
        self.diverge();
    }

    /// `continue`
    pub(super) fn continue_to(&mut self, label: Option<&str>) {
        let target = self.target(label);
        if let Some((depth, target, again)) =
            target.and_then(|(depth, target)| Some((depth, target, target.again?)))
        {
            let left = self.left_with(target);
            self.leave_receivers(depth);
            self.leave(left, again);
        }
        self.diverge();
    }

    /// A `break` or a `continue` outside of all loops: an error of the check's, and no second one of the machine's.
    pub(super) fn leaves_nothing(&self, expr: &mut Expr) {
        let label = match expr {
            Expr::Break(leave) => &leave.label,
            Expr::Continue(leave) => &leave.label,
            _ => return,
        };
        if label.is_none() && self.target(None).is_none() {
            *expr = syn::parse_quote!(loop {});
        }
    }

    /// The label of the innermost loop.
    pub(super) fn innermost_loop(&self) -> Option<syn::Lifetime> {
        self.target(None)?.1.generated.clone()
    }

    /// Whether the label is a loop's, if there is something of that name to leave.
    pub(super) fn is_loop(&self, label: &str) -> Option<bool> {
        self.target(Some(label)).map(|(_, target)| target.is_loop)
    }

    /// The locals whose scopes end when that is left, the last one first.
    fn left_with(&self, target: &Target) -> Vec<LocalId> {
        let around = self.temporaries.iter().take(target.n_statements);
        let lasting: Vec<LocalId> = around.flat_map(|statement| statement.locals.iter().copied()).collect();
        let own = self.locals.ids().skip(target.n_locals).filter(|local| !lasting.contains(local));
        own.collect::<Vec<_>>().into_iter().rev().collect()
    }

    /// Control goes on in `to`, beyond the scopes of those.
    fn leave(&mut self, left: Vec<LocalId>, to: FlowId) {
        left.into_iter().for_each(|local| self.event(Event::Leave(local)));
        self.go(to);
    }

    /// What a label means, or what is left without one; and how many others are around it.
    fn target(&self, label: Option<&str>) -> Option<(usize, &Target)> {
        self.targets.iter().enumerate().rev().find(|(_, target)| match label {
            Some(label) => target.label.as_deref() == Some(label),
            None => target.is_loop,
        })
    }
}

/// The tokens of a label, with its colon.
pub(super) fn label_tokens(label: Option<&syn::Label>) -> Option<TokenStream> {
    label.map(quote::ToTokens::to_token_stream)
}
