//! Control flow with suspensions inside: each construct becomes a [`Node`].

use super::expected::Expects;
use super::flow::label_tokens;
use super::known::Known;
use super::lasting::matched_static;
use super::matching::leaves_something;
use super::names::Meaning;
use super::temporaries::leaves;
use super::{Builder, Want, ours};
use crate::ir::{Block, Code, Condition, Event, Node, Origin, Piece, Step, mutable};
use crate::syntax::awaiting::braces;
use crate::syntax::edition::Edition;
use crate::syntax::ours::by_user;
use crate::syntax::suspends::suspends;
use proc_macro2::{Delimiter, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{BinOp, Expr, Pat};

impl Builder<'_> {
    /// The node of a construct that suspends.
    pub(super) fn node(&mut self, expr: Expr, lead: bool) -> Piece {
        self.next_segment();
        let node = match expr {
            Expr::Block(block) => {
                Node::Block(self.user_block(block.block, block.label.as_ref(), TokenStream::new()))
            }
            Expr::Unsafe(block) => {
                let qualifier = block.unsafe_token.to_token_stream();
                Node::Block(self.user_block(block.block, None, qualifier))
            }
            Expr::If(branch) => match (self.edition, &*branch.cond) {
                (edition, Expr::Let(condition)) if edition < Edition::Since2024 => {
                    let (pat, place, then) = (&condition.pat, &condition.expr, &branch.then_branch);
                    let otherwise = branch
                        .else_branch
                        .as_ref()
                        .map_or_else(|| quote!({}), |(_, otherwise)| quote!(#otherwise));
                    return self.match_piece(
                        syn::parse_quote!(match #place { #pat => #then _ => #otherwise }),
                        lead,
                    );
                }
                _ => self.if_node(branch),
            },
            Expr::Match(branch) => return self.match_piece(branch, lead),
            Expr::Loop(repeat) => self.loop_node(repeat.label.as_ref(), repeat.body),
            Expr::While(repeat) => self.while_node(repeat),
            Expr::ForLoop(repeat) => self.for_node(repeat),
            other => {
                self.diagnostics.error(
                    other.span(),
                    "a suspension point cannot stand in this expression; await first: `let value = future.await;`",
                );
                Node::Block(self.nested_block(|_| None))
            }
        };
        self.nest(node)
    }

    fn user_block(&mut self, block: syn::Block, label: Option<&syn::Label>, qualifier: TokenStream) -> Block {
        let name = label.map(|label| label.name.ident.to_string());
        let span = block.brace_token.span.join();
        let build = |this: &mut Self| this.nested_block(|this| this.statements(block.stmts));
        let mut built = match &name {
            Some(name) => self.labelled(name, build),
            None => build(self),
        };
        built.label = label_tokens(label);
        built.span = Some(span);
        built.qualifier = qualifier;
        built
    }

    /// The value of an expression that is a scope's last word: its temporaries end before the scope's locals.
    #[allow(clippy::unnecessary_wraps)] // it stands where a block's value may be missing
    pub(super) fn tail(&mut self, expr: Expr) -> Option<Code> {
        let ty = match &self.expects {
            Expects::Type(ty) => Some(ty.clone()),
            Expects::Nothing | Expects::Outside => None,
        };
        self.at_end = true;
        let value = self.in_scope_of_its_own(expr, ty, true);
        Some(self.finish(&value))
    }

    /// An expression whose temporaries end with it.
    pub(super) fn in_scope_of_its_own(&mut self, expr: Expr, ty: Option<TokenStream>, lead: bool) -> Expr {
        let span = expr.span();
        self.enter_statement();
        let hold = std::mem::replace(&mut self.hold, false);
        let value = self.lower(expr, Want::Value, lead);
        self.at_end = false;
        self.hold = hold;
        let ended = self.leave_statement();
        if ended.is_empty() {
            return value;
        }
        let result = self.new_local("tail", Origin::Temporary);
        let ident = ours("tail", span);
        let code = self.finish(&value);
        self.bind((result, &ident), None, ty, code);
        self.event(Event::Init(result));
        self.end(ended);
        self.use_temporary(result, ident, Want::Value)
    }

    /// A block that is a scope's last word.
    fn tail_of(&mut self, block: syn::Block) -> Option<Code> {
        self.expects = self.tail_expects.clone();
        self.tail(Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block }))
    }

    /// The last expression of a block. Before edition 2024 its temporaries belong to the statement around the block.
    pub(super) fn block_tail(&mut self, expr: Expr) -> Option<Code> {
        self.expects = self.tail_expects.clone();
        if self.edition == Edition::Since2024 || self.temporaries.is_empty() {
            return self.tail(expr);
        }
        let value = self.lower(expr, Want::Value, true);
        Some(self.finish(&value))
    }

    /// The statements of a block that is a scope for temporaries as well: a function's, a loop's, a branch's. Before edition
    /// 2024 the temporaries of its last expression end after its locals.
    pub(super) fn scope_of(&mut self, mut block: syn::Block) -> Option<Code> {
        let has_value = matches!(block.stmts.last(), Some(syn::Stmt::Expr(_, None)));
        if self.edition < Edition::Since2024 && has_value {
            self.take_items(&mut block.stmts);
            return self.tail_of(block);
        }
        self.enter_statement();
        let hold = std::mem::replace(&mut self.hold, false);
        let value = self.statements(block.stmts);
        self.hold = hold;
        self.leave_statement();
        value
    }

    fn if_node(&mut self, branch: syn::ExprIf) -> Node {
        if contains_let(&branch.cond) {
            return self.chain_node(branch, &self.n_segments.to_string());
        }
        let keyword = branch.if_token.span;
        let condition = if suspends(&branch.cond) {
            Condition::Block(self.nested_block(|this| this.tail(*branch.cond)))
        } else {
            let head = std::mem::replace(&mut self.head, true);
            let code = self.statement(|this| {
                let cond = this.lower(*branch.cond, Want::Value, true);
                this.finish(&cond)
            });
            self.head = head;
            Condition::Code(code)
        };
        let mut built = Vec::new();
        let branches =
            [Some(block_expr(branch.then_branch)), branch.else_branch.map(|(_, otherwise)| *otherwise)];
        let has_else = branches[1].is_some();
        self.branches(branches, |this, branch| {
            let span = branch.as_ref().and_then(braces);
            let block = this.nested_block(|this| branch.and_then(|branch| this.body_of(branch)));
            built.push(Block { span, ..block });
        });
        let otherwise = built.pop().filter(|_| has_else);
        let then = built.pop().unwrap_or_else(|| self.block(|_| None));
        Node::If { keyword, condition, then, otherwise }
    }

    /// `if let A = a && b && .. { then } else { otherwise }`:
    ///
    /// ```text
    /// 'chain: {
    ///     'fails: {
    ///         let A = a else { break 'fails };
    ///         if !b { break 'fails }
    ///         break 'chain { then }
    ///     }
    ///     otherwise
    /// }
    /// ```
    pub(super) fn chain_node(&mut self, branch: syn::ExprIf, number: &str) -> Node {
        let (chain, fails) = (format!("chain{number}"), format!("fails{number}"));
        let links = conjuncts(*branch.cond);
        let then = branch.then_branch;
        let otherwise = branch.else_branch.map(|(_, otherwise)| *otherwise);
        let chooses = otherwise.is_some() && matches!(then.stmts.last(), Some(syn::Stmt::Expr(_, None)));
        let outer = self.labelled(&chain, |this| {
            this.nested_block(|this| {
                let inner = this.labelled(&fails, |this| {
                    this.nested_block(|this| this.chain_links(links, then, &chain, &fails))
                });
                let inner = Block { label: Some(label_of(&fails)), ..inner };
                let piece = this.nest(Node::Block(inner));
                this.step(Step::Do(Code { pieces: vec![piece], inner: false }, this.words));
                this.expects = this.tail_expects.clone();
                otherwise.and_then(|otherwise| this.tail(otherwise))
            })
        });
        let block = Block { label: Some(label_of(&chain)), ..outer };
        if chooses { Node::Chain(block) } else { Node::Block(block) }
    }

    fn chain_links(&mut self, links: Vec<Expr>, then: syn::Block, chain: &str, fails: &str) -> Option<Code> {
        // The temporaries of the conditions live through the body: they end with this block.
        self.enter_statement();
        let hold = self.hold;
        self.links(links, &then.stmts, fails);
        self.hold = false;
        let leave = lifetime_of(chain);
        let diverges = then.stmts.last().is_some_and(diverges);
        let value = self.statements(then.stmts);
        self.hold = hold;
        // Temporaries that are left end with the block, innermost first.
        self.leave_statement();
        if !diverges {
            let mut code = self.finish_tokens(quote!(break #leave));
            code.pieces.extend(value.into_iter().flat_map(|value| value.pieces));
            self.step(Step::Do(code, self.words));
            self.break_to(Some(chain));
        }
        None
    }

    /// The conditions, one after the other; the statements are what comes after them.
    pub(super) fn links(&mut self, links: Vec<Expr>, then: &[syn::Stmt], fails: &str) {
        let hold = std::mem::replace(&mut self.hold, true);
        let mut links = links.into_iter();
        while let Some(link) = links.next() {
            let after = links.as_slice();
            if let Expr::Let(condition) = &link {
                let mut code = super::pattern::without_names(then);
                code.extend(quote!(#(#after)*));
                self.unused = super::pattern::unused_names(&condition.pat, &code);
            }
            self.chain_link(link, fails);
            self.unused.clear();
        }
        self.hold = hold;
    }

    fn chain_link(&mut self, link: Expr, fails: &str) {
        let leave = lifetime_of(fails);
        match link {
            Expr::Let(mut condition) => {
                super::alternatives::told_by_match(&mut condition, &self.private);
                super::pattern::in_parentheses(&mut condition.pat);
                if leaves(&condition.expr, [&*condition.pat]) {
                    *condition.expr = match matched_static(&condition.expr, [&*condition.pat]) {
                        Some(place) => place,
                        None => self.scrutinee_place(*condition.expr, true),
                    };
                }
                let want = self.want_of(&condition.pat, &condition.expr);
                let known = self.known(&condition.expr).bound();
                let place = self.matched_by(&condition.expr, &condition.pat);
                let ty = self.type_of(&condition.expr);
                let value = self.lower(*condition.expr, want, true);
                let code = self.finish(&value);
                let mut place = place;
                self.maybe(|this| {
                    if let Some(matched) = &mut place {
                        matched.refuted = this.refuted(&matched.place, &condition.pat);
                    }
                    this.break_to(Some(fails));
                });
                let pattern = super::pattern::describe_compared(&condition.pat, &self.unused);
                let bindings = self.declare_bindings(&condition.pat, true);
                for binding in &bindings {
                    self.note(binding.local, known);
                    self.event(Event::Init(binding.local));
                }
                let place = self.after_match(place, &condition.pat);
                self.type_names(&condition.pat, ty.as_ref());
                let otherwise = Some(self.finish_tokens(quote!({ break #leave })));
                let (ty, words) = (None, self.words);
                self.step(Step::Unpack { pattern, ty, code, place, bindings, otherwise, words });
            }
            link => {
                // A condition's own temporaries end with it.
                let asked = self.tail(link).unwrap_or_default();
                self.maybe(|this| this.break_to(Some(fails)));
                let pieces = vec![
                    Piece::Tokens(quote!(if !)),
                    Piece::Group(Delimiter::Parenthesis, Span::mixed_site(), asked),
                    Piece::Tokens(quote!({ break #leave })),
                ];
                self.step(Step::Do(Code { pieces, inner: false }, self.words));
            }
        }
    }

    fn loop_node(&mut self, label: Option<&syn::Label>, body: syn::Block) -> Node {
        self.loop_node_of(label, |this| {
            this.nested_block(|this| {
                let value = this.scope_of(body);
                this.unit_step(value);
                None
            })
        })
    }

    /// `while condition { body }` is `loop { if condition { body } else { break } }`.
    fn while_node(&mut self, repeat: syn::ExprWhile) -> Node {
        let (cond, body) = (repeat.cond, repeat.body);
        let branch = syn::ExprIf {
            attrs: Vec::new(),
            if_token: syn::Token![if](repeat.while_token.span),
            cond,
            then_branch: body,
            else_branch: Some((syn::token::Else::default(), Box::new(syn::parse_quote!({ break })))),
        };
        self.loop_node_of(repeat.label.as_ref(), |this| {
            this.nested_block(|this| {
                this.statement(|this| {
                    let value = this.lower(Expr::If(branch), Want::Value, true);
                    let code = this.finish(&value);
                    this.step(Step::Do(code, this.words));
                });
                None
            })
        })
    }

    /// `for pattern in iterable { body }`, as rustc takes it apart.
    fn for_node(&mut self, mut repeat: syn::ExprForLoop) -> Node {
        *repeat.pat = super::pattern::irrefutable(&repeat.pat);
        let span = repeat.expr.span();
        let handed_on = super::types::handed_on(&repeat.expr).span();
        let block = self.nested_block(|this| {
            this.enter_statement();
            let known = this.known_item(&repeat.expr);
            let types = this.types_of_loop(&repeat.pat, &repeat.expr);
            let iterable = this.held(*repeat.expr, Want::Value, true);
            this.leave_statement();
            let private = this.private.clone();
            let here = span.resolved_at(Span::mixed_site());
            let value: Expr = syn::parse_quote_spanned!(here=> #private::asked(#iterable).into_iter());
            let iterator = this.new_local("iter", Origin::Temporary);
            this.locals[iterator].span = handed_on;
            this.locals[iterator].ty.clone_from(&types.iterator);
            let ident = ours("iter", span);
            let code = this.finish(&value);
            this.bind((iterator, &ident), Some(mutable()), None, code);
            this.event(Event::Init(iterator));
            let repeated = this.loop_node_of(repeat.label.as_ref(), |this| {
                this.nested_block(|this| {
                    // What the pattern leaves of an item lives through the body: it ends with this block.
                    this.enter_statement();
                    let place = this.use_temporary(iterator, ident.clone(), Want::Place);
                    let item = ours("item", span);
                    let next = by_user(quote!(#private::Iterator::next), span);
                    let next: Expr = syn::parse_quote_spanned!(here=>
                        match #next(&mut #place) {
                            #private::Option::Some(#item) => #item,
                            #private::Option::None => break,
                        }
                    );
                    this.maybe(|this| this.break_to(None));
                    this.bind_item(&repeat.pat, &next, known, types.item.as_ref());
                    let value = this.scope_of(repeat.body);
                    this.unit_step(value);
                    this.leave_statement();
                    None
                })
            });
            let piece = this.nest(repeated);
            this.step(Step::Do(Code { pieces: vec![piece], inner: false }, this.words));
            None
        });
        Node::Block(block)
    }

    /// Binds an item of a loop. What its pattern leaves of it has a place: natively that is the value of a `match` around the body.
    fn bind_item(&mut self, pat: &Pat, item: &Expr, known: Known, ty: Option<&syn::Type>) {
        let leaves = !matches!(pat, Pat::Reference(_)) && leaves_something([pat]);
        if !leaves || known != Known::Nothing {
            self.bind_matched(pat, None, item, None, None, known);
        } else {
            let (local, ident) = self.spill_lent(item, "item", known);
            self.locals[local].ty = ty.cloned();
            self.locals[local].crosses = true;
            self.names.declare(&ident, Meaning::Local(local));
            let (pat, item) = super::alternatives::told_of_any(pat.clone(), syn::parse_quote!(#ident));
            self.bind_lowered(&pat, item, known);
        }
        self.type_names(pat, ty);
    }

    /// The body of a branch: a plain block's statements belong to the branch's own scope.
    pub(super) fn body_of(&mut self, body: Expr) -> Option<Code> {
        match body {
            Expr::Block(block) if block.label.is_none() && block.attrs.is_empty() => {
                self.scope_of(block.block)
            }
            body => {
                self.expects = self.tail_expects.clone();
                self.tail(body)
            }
        }
    }

    /// A block's last expression as a statement: its value is `()`.
    pub(super) fn unit_step(&mut self, value: Option<Code>) {
        if let Some(code) = value {
            self.step(Step::Do(code, self.words));
        }
    }
}

/// Whether control never gets beyond the statement, as far as its words tell.
fn diverges(stmt: &syn::Stmt) -> bool {
    matches!(stmt, syn::Stmt::Expr(Expr::Return(_) | Expr::Break(_) | Expr::Continue(_), Some(_)))
}

fn block_expr(block: syn::Block) -> Expr {
    Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block })
}

pub(super) fn contains_let(cond: &Expr) -> bool {
    match cond {
        Expr::Let(_) => true,
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            contains_let(&binary.left) || contains_let(&binary.right)
        }
        _ => false,
    }
}

/// `a && b && c`, one by one.
pub(super) fn conjuncts(cond: Expr) -> Vec<Expr> {
    match cond {
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            let mut all = conjuncts(*binary.left);
            all.extend(conjuncts(*binary.right));
            all
        }
        other => vec![other],
    }
}

pub(super) fn lifetime_of(name: &str) -> syn::Lifetime {
    syn::Lifetime::new(&format!("'{name}"), Span::mixed_site())
}

pub(super) fn label_of(name: &str) -> TokenStream {
    let lifetime = lifetime_of(name);
    quote!(#lifetime:)
}
