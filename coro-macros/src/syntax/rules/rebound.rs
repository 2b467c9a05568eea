//! Variables that take the name of another one, which a rule of the body mentions: by hygiene, the rule means the one that was in scope
//! where it is defined. So the later one gets another name.
//!
//! ```text
//!   let y = 1;                              let y = 1;
//!   macro_rules! m { () => { y } }          macro_rules! m { () => { y } }
//!   let y = 2;                              let _y_7 = 2;
//!   m!() + y                                m!() + _y_7
//! ```

use crate::syntax::beside::has_word;
use crate::syntax::formats::takes_format;
use crate::syntax::matcher::Rule;
use crate::syntax::mentions::names_of;
use crate::syntax::template::{mentions, with_numbers};
use crate::syntax::words::may_call;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{HashMap, VecDeque};
use syn::parse::Parse;
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Block, Expr, ExprClosure, ExprForLoop, Pat, Stmt};

/// The body's rules in scope, by name.
type Rules = HashMap<String, Vec<Rule>>;

/// A `let` and the statements behind it, with other names for what it binds, if need be. Whether there are.
pub(super) fn statements(rules: &Rules, stmts: &mut VecDeque<Stmt>, call: usize) -> bool {
    let Some(Stmt::Local(local)) = stmts.front().filter(|_| !rules.is_empty()) else { return false };
    let numbers = Numbers { rules, by_let: true, call };
    let block = || {
        let names = numbers.needed(&local.pat, &stmts.iter().map(ToTokens::to_token_stream).collect())?;
        let block = Block { brace_token: <_>::default(), stmts: stmts.iter().cloned().collect() };
        numbers.given(&names, block, |plain, block| plain.visit_block_mut(block))
    };
    let renamed = block();
    renamed.map(|block| *stmts = block.stmts.into()).is_some()
}

/// The same of what else binds names for its code: an arm, a loop, a closure, the condition of a branch or a loop. (Not of one of
/// several that are joined by `&&`.)
pub(super) fn expression(rules: &Rules, expr: &mut Expr, call: usize) -> bool {
    let numbers = Numbers { rules, by_let: false, call };
    match expr {
        _ if rules.is_empty() => false,
        Expr::Match(branch) => {
            branch.arms.iter_mut().map(|arm| usize::from(numbers.in_arm(arm))).sum::<usize>() > 0
        }
        Expr::ForLoop(repeat) => numbers.in_loop(repeat),
        Expr::Closure(closure) => numbers.in_closure(closure),
        Expr::If(branch) => numbers.in_condition(&mut branch.cond, &mut branch.then_branch),
        Expr::While(repeat) => numbers.in_condition(&mut repeat.cond, &mut repeat.body),
        _ => false,
    }
}

/// What names get a number in.
struct Numbers<'a> {
    rules: &'a Rules,
    /// From the `let` on that binds them, or everywhere.
    by_let: bool,
    call: usize,
}

impl Numbers<'_> {
    fn in_arm(&self, arm: &mut Arm) -> bool {
        let names = self.needed(&arm.pat, &arm.to_token_stream());
        let given =
            |names: Vec<String>| self.given(&names, arm.clone(), |plain, arm| plain.visit_arm_mut(arm));
        names.and_then(given).map(|renamed| *arm = renamed).is_some()
    }

    fn in_loop(&self, repeat: &mut ExprForLoop) -> bool {
        let names = self.needed(&repeat.pat, &repeat.body.to_token_stream());
        let given = |names: Vec<String>| {
            // The names are not in scope in what it goes through.
            let code = ExprForLoop { expr: syn::parse_quote!(()), ..repeat.clone() };
            let renamed = self.given(&names, code, |plain, code| plain.visit_expr_for_loop_mut(code))?;
            Some(ExprForLoop { expr: repeat.expr.clone(), ..renamed })
        };
        names.and_then(given).map(|renamed| *repeat = renamed).is_some()
    }

    fn in_condition(&self, condition: &mut Expr, then: &mut Block) -> bool {
        let Expr::Let(condition) = condition else { return false };
        let pat = &condition.pat;
        let given = |names: Vec<String>| {
            // The names are in scope neither in what is matched nor in `else`.
            let code: syn::ExprIf = syn::parse_quote!(if let #pat = () #then);
            let renamed = self.given(&names, code, |plain, code| plain.visit_expr_if_mut(code))?;
            let Expr::Let(bound) = *renamed.cond else { return None };
            Some((bound.pat, renamed.then_branch))
        };
        let renamed = self.needed(pat, &then.to_token_stream()).and_then(given);
        renamed.map(|renamed| (condition.pat, *then) = renamed).is_some()
    }

    fn in_closure(&self, closure: &mut ExprClosure) -> bool {
        let (paren_token, elems) = (<_>::default(), closure.inputs.clone());
        let inputs = syn::PatTuple { attrs: Vec::new(), paren_token, elems };
        let names = self.needed(&inputs.into(), &closure.body.to_token_stream());
        let given = |names: Vec<String>| {
            self.given(&names, closure.clone(), |plain, closure| plain.visit_expr_closure_mut(closure))
        };
        names.and_then(given).map(|renamed| *closure = renamed).is_some()
    }

    /// The names that the pattern binds and a rule mentions, if that is called in the code.
    fn needed(&self, pat: &Pat, code: &TokenStream) -> Option<Vec<String>> {
        let mut names: Vec<String> = names_of(pat).iter().map(ToString::to_string).collect();
        names.retain(|name| {
            let is_meant = |rule: &Rule| mentions(rule.template.clone(), &|word: &str| word == name);
            let mut rules = self.rules.iter().filter(|(_, rules)| rules.iter().any(is_meant));
            rules.any(|(rule, _)| may_call(code.clone(), rule))
        });
        (!names.is_empty()).then_some(names)
    }

    /// The code with numbers for the names, if it is clear what stands for them.
    fn given<T: Parse + ToTokens>(
        &self,
        names: &[String],
        mut code: T,
        visit: impl FnOnce(&mut Plain, &mut T),
    ) -> Option<T> {
        let mut plain = Plain { names, clear: true };
        visit(&mut plain, &mut code);
        if !plain.clear {
            return None;
        }
        syn::parse2(with_numbers(code.into_token_stream(), names, self.by_let, self.call)?).ok()
    }
}

/// Has each of the names stand where it is told from a field's: behind which there is a colon, in `S { ref name }` as well, and not
/// in `|name: Type|`. And finds those that are not told from others.
struct Plain<'a> {
    names: &'a [String],
    clear: bool,
}

impl Plain<'_> {
    fn is_one(&self, pat: &Pat) -> bool {
        matches!(pat, Pat::Ident(pat) if self.names.iter().any(|name| pat.ident == name))
    }
}

impl VisitMut for Plain<'_> {
    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        let is_simple =
            |pat: &Pat| matches!(pat, Pat::Ident(pat) if pat.by_ref.is_none() && pat.mutability.is_none());
        if !is_simple(&field.pat) && self.is_one(&field.pat) {
            field.colon_token.get_or_insert_with(<_>::default);
        }
        visit_mut::visit_field_pat_mut(self, field);
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        for input in &mut closure.inputs {
            if let Pat::Type(typed) = input
                && self.is_one(&typed.pat)
            {
                let pat = &typed.pat;
                *typed.pat = syn::parse_quote!((#pat));
            }
        }
        visit_mut::visit_expr_closure_mut(self, closure);
    }

    fn visit_item_mut(&mut self, item: &mut syn::Item) {
        let is_rule = matches!(item, syn::Item::Macro(item) if item.ident.is_some());
        self.clear &= is_rule || !self.names.iter().any(|name| has_word(&item.to_token_stream(), name));
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        let called = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        self.clear &= takes_format(&called) || !self.names.iter().any(|name| tells(mac.tokens.clone(), name));
    }
}

/// Whether a text of what another macro is given may capture the variable.
fn tells(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Literal(literal) => literal.to_string().contains(&format!("{{{name}")),
        TokenTree::Group(group) => tells(group.stream(), name),
        TokenTree::Ident(_) | TokenTree::Punct(_) => false,
    })
}
