//! Macros that the body itself or its file (see `outside`) defines by `macro_rules!`: calls of them are expanded here, as rustc
//! does, so that what they expand to is part of the body. What is not understood stays a call.
//!
//! What a rule of the body mentions is what is in scope where it is called, and a variable of that name that was bound between the
//! rule and its call has another name (see `rebound`).

use super::beside::{self, Beside, has_word};
use super::block;
use super::conditional;
use super::face::Face;
use super::macros::{self, MacroCall, SelectArm};
use super::matcher::{Rule, rules};
use super::select;
use super::words::{calls, count, may_call};
use super::yields::mentions_yield;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;
use syn::parse::{ParseStream, Parser};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Stmt};

mod rebound;

/// How deep calls may stand in what calls expand to.
const DEPTH: usize = 64;

/// How many calls may be expanded, and how many tokens one may expand to.
const MOST: usize = 4_000;

/// Expands the calls of macros that the body defines, or its file, and leaves those of the body out that nobody needs any more. Of a
/// block, the variables around it may be known.
pub(crate) fn expand(body: &mut Block, sig: &syn::Signature, around: Option<&[Ident]>) {
    let face = Face::of(sig).unwrap_or(Face::Future);
    let locals = match (block::stands_for_one(sig) && around.is_none(), face.yields(), &sig.asyncness) {
        (true, true, _) => Some(Locals::Any),
        (true, false, _) | (false, false, None) => None,
        (false, true, _) | (false, false, Some(_)) => {
            let names = around.unwrap_or_default().iter().map(ToString::to_string);
            Some(Locals::Known(names.chain(beside::locals(sig, body)).collect()))
        }
    };
    let mut expander = Expander {
        rules: HashMap::new(),
        file: HashMap::new(),
        locals,
        yields: face.yields(),
        has_items: face.has_items(),
        called: HashSet::new(),
        before: Vec::new(),
        initialises: false,
        is_given: false,
        depth: 0,
        in_file: false,
        calls: 0,
    };
    expander.visit_block_mut(body);
}

/// The names of the variables that a macro of the file might be taken to mean.
enum Locals {
    /// Those that the function binds.
    Known(HashSet<String>),
    /// Of a block, which may capture others. Calls that do not yield are left to rustc: it decides how they are captured.
    Any,
}

impl Locals {
    fn contains(&self, name: &str) -> bool {
        match self {
            Locals::Known(names) => names.contains(name),
            Locals::Any => {
                name.starts_with(|c: char| c == '_' || c.is_lowercase())
                    && syn::parse_str::<Ident>(name).is_ok()
            }
        }
    }
}

struct Expander {
    /// The body's own macros in scope, by name.
    rules: HashMap<String, Vec<Rule>>,
    /// Those of the file that were asked for.
    file: OfFile,
    /// If calls of the file's macros are expanded.
    locals: Option<Locals>,
    /// Whether the body may yield, and gives items: then `return` has no value.
    yields: bool,
    has_items: bool,
    depth: usize,
    /// Whether a call around is of a macro of the file.
    in_file: bool,
    /// How many calls were expanded.
    calls: usize,
    /// The names of those of the body.
    called: HashSet<String>,
    /// The calls in the statement that are to stand before it.
    before: Vec<Macro>,
    /// Whether what is visited gives a variable its value.
    initialises: bool,
    /// Whether it is given to another macro.
    is_given: bool,
}

/// What a call was expanded to.
struct Expanded {
    tokens: TokenStream,
    /// Of a macro of the file, in a place where rustc does not see the call itself any more.
    replaces: bool,
    in_file: bool,
}

impl Expander {
    fn call(&mut self, mac: &Macro) -> Option<Expanded> {
        let ident = &mac.path.segments.last()?.ident;
        let name = name_of(&mac.path);
        if self.depth == DEPTH || self.calls == MOST {
            return None;
        }
        let matched = |rule: &Rule| Some((rule.template.clone(), rule.matches(mac.tokens.clone())?));
        let (tokens, in_file) = if let Some(rules) = self.rules.get(&name) {
            let (template, bound) = rules.iter().find_map(matched)?;
            self.calls += 1;
            self.called.insert(name);
            (super::template::fill(template, &bound, self.calls)?, false)
        } else {
            let locals = self.locals.as_ref()?;
            // Of a variable that is given by its name, the machine has a place, which is none.
            let matched = |rule: &Rule| matched(rule).map(|found| (found, rule.takes_names()));
            let (found, takes_names) = of_file(&mut self.file, &mac.path)?.iter().find_map(matched)?;
            let (template, bound) = (takes_names || !self.is_given).then_some(found)?;
            let template = beside::placed(template, ident.span());
            self.calls += 1;
            let is_local = |name: &str| locals.contains(name);
            (super::template::fill_closed(&template, &bound, self.calls, is_local)?, true)
        };
        let decided =
            has_word(&tokens, "cfg").then(|| conditional::decided_by_compiler(tokens.clone())).flatten();
        let tokens = decided.unwrap_or(tokens);
        let is_understood = count(tokens.clone()) < MOST && (!in_file || self.is_understood(&tokens));
        is_understood.then_some(Expanded { tokens, replaces: in_file && !self.in_file, in_file })
    }

    fn statements(&mut self, mac: &syn::StmtMacro, is_last: bool) -> Option<(Vec<Stmt>, bool)> {
        if !mac.attrs.is_empty() || self.is_given && !self.rules.contains_key(&name_of(&mac.mac.path)) {
            return None;
        }
        let Expanded { tokens, replaces, in_file } = self.call(&mac.mac)?;
        let mut stmts = Block::parse_within.parse2(tokens).ok()?;
        if in_file && stmts.iter().any(|stmt| matches!(stmt, Stmt::Item(_))) {
            // Items are there wherever the call is.
            let items = self.nested(in_file, |this| stmts.iter().all(|stmt| this.makes_items(stmt)));
            return items.then(|| (vec![Stmt::Item(syn::Item::Verbatim(mac.to_token_stream()))], in_file));
        }
        if let Some(last) = stmts.last_mut()
            && (mac.semi_token.is_some() || !is_last)
        {
            beside::end(last);
        }
        if replaces {
            beside::stand_around(&mac.mac, self.calls, &mut stmts);
        }
        Some((stmts, in_file))
    }

    /// Whether it is an item, or a call that comes to items only.
    fn makes_items(&mut self, stmt: &Stmt) -> bool {
        let Stmt::Macro(mac) = stmt else { return matches!(stmt, Stmt::Item(_)) };
        let Some(Expanded { tokens, .. }) = self.call(&mac.mac) else { return false };
        let stmts = Block::parse_within.parse2(tokens).unwrap_or_default();
        !stmts.is_empty() && self.nested(true, |this| stmts.iter().all(|stmt| this.makes_items(stmt)))
    }

    fn is_understood(&self, tokens: &TokenStream) -> bool {
        let is_left = matches!(self.locals, Some(Locals::Any)) && !mentions_yield(tokens.clone());
        !is_left && beside::is_understood(tokens, self.yields, self.has_items)
    }

    /// Whether the check may have the call of a macro of the file beside what it was expanded to.
    fn may_stand(&mut self, expansion: TokenStream) -> bool {
        let mut called = Vec::new();
        calls(expansion.clone(), &mut called);
        match self.locals {
            Some(Locals::Any) => false,
            _ => !self.yields || beside::is_checked(&expansion, self.has_items) && !self.are_of_file(&called),
        }
    }

    /// Whether one of the macros is one that the file defines.
    fn are_of_file(&mut self, called: &[Ident]) -> bool {
        self.locals.is_some()
            && called.iter().any(|name| of_file(&mut self.file, &name.clone().into()).is_some())
    }

    /// What is expanded wherever it is called is not defined either.
    fn leave_out(&mut self, block: &mut Block) {
        if self.called.is_empty() {
            return;
        }
        let called = |stmt: &Stmt| match stmt {
            Stmt::Item(syn::Item::Macro(item)) => {
                item.ident.as_ref().map(Ident::to_string).filter(|name| self.called.contains(name))
            }
            _ => None,
        };
        let rest: TokenStream =
            block.stmts.iter().filter(|stmt| called(stmt).is_none()).map(|stmt| quote!(#stmt)).collect();
        block.stmts.retain(|stmt| called(stmt).is_none_or(|name| may_call(rest.clone(), &name)));
    }

    /// The arms of a `select!` with what calls of the body's macros expand to. Those of the file stay: nothing can stand beside them.
    fn arms(&mut self, mut arms: Vec<SelectArm>) -> TokenStream {
        let locals = self.locals.take();
        for arm in &mut arms {
            match arm {
                SelectArm::Word(_) => {}
                SelectArm::Future { pat: _, future, condition, body } => {
                    condition.iter_mut().chain([future, body]).for_each(|part| self.visit_expr_mut(part));
                }
                SelectArm::Otherwise { word: _, body } => self.visit_expr_mut(body),
            }
        }
        self.locals = locals;
        arms.iter().map(select::written).collect()
    }

    /// What another macro is given, if that is expressions.
    fn list(&mut self, mac: &mut Macro) {
        let list = syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated;
        if let Ok(mut list) = list.parse2(mac.tokens.clone()) {
            list.iter_mut().for_each(|expr| self.visit_expr_mut(expr));
            mac.tokens = list.to_token_stream();
        }
    }

    fn nested<T>(&mut self, in_file: bool, visit: impl FnOnce(&mut Self) -> T) -> T {
        let before = (self.depth, self.in_file);
        self.depth += 1;
        self.in_file |= in_file;
        let result = visit(self);
        (self.depth, self.in_file) = before;
        result
    }

    fn statement(&mut self, mut stmt: Stmt, is_last: bool, made: &mut Vec<Stmt>) {
        if beside::is_beside(&stmt) {
            return made.push(stmt);
        }
        if let Stmt::Item(syn::Item::Macro(item)) = &stmt
            && let Some(name) = &item.ident
        {
            match rules(item.mac.tokens.clone()) {
                Some(rules) => self.rules.insert(name.to_string(), rules),
                None => self.rules.remove(&name.to_string()),
            };
        }
        if let Stmt::Macro(mac) = &stmt
            && let Some((stmts, in_file)) = self.statements(mac, is_last)
        {
            let last = stmts.len().saturating_sub(1);
            let first_made = made.len();
            self.nested(in_file, |this| {
                let stmts = stmts.into_iter().enumerate();
                stmts.for_each(|(number, stmt)| this.statement(stmt, is_last && number == last, made));
            });
            let expansion: TokenStream = made[first_made..]
                .iter()
                .filter(|stmt| !beside::is_beside(stmt))
                .map(|stmt| quote!(#stmt))
                .collect();
            if !self.may_stand(expansion) {
                let mut number = 0;
                made.retain(|stmt| {
                    number += 1;
                    number <= first_made || !beside::is_beside(stmt)
                });
            }
            return;
        }
        let outer = std::mem::take(&mut self.before);
        self.visit_stmt_mut(&mut stmt);
        let before = std::mem::replace(&mut self.before, outer);
        made.extend(beside::stand_before(&before, &stmt));
        made.push(stmt);
    }
}

impl VisitMut for Expander {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let rules = self.rules.clone();
        let stmts = std::mem::take(&mut block.stmts);
        let mut rest = VecDeque::from(stmts);
        loop {
            let renames = rebound::statements(&self.rules, &mut rest, self.calls + 1);
            self.calls += usize::from(renames);
            let Some(stmt) = rest.pop_front() else { break };
            self.statement(stmt, rest.is_empty(), &mut block.stmts);
        }
        self.rules = rules;
        self.leave_out(block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        self.calls += usize::from(rebound::expression(&self.rules, expr, self.calls + 1));
        if let Expr::Macro(mac) = expr
            && let Some(Expanded { tokens, replaces, in_file }) = self.call(&mac.mac)
            && let Some(mut expanded) = expression(tokens)
            && let beside =
                if self.is_given { Beside::Statement } else { Beside::of(&expanded, self.initialises) }
            && !(replaces && beside == Beside::Nowhere)
        {
            self.nested(in_file, |this| this.visit_expr_mut(&mut expanded));
            let replaces = replaces && self.may_stand(expanded.to_token_stream());
            match beside {
                Beside::Value if replaces => expanded = beside::stand_beside(&mac.mac, &expanded),
                Beside::Statement if replaces => self.before.push(mac.mac.clone()),
                Beside::Value | Beside::Statement | Beside::Nowhere => {}
            }
            *expr = expanded;
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        let outer = std::mem::replace(&mut self.initialises, true);
        visit_mut::visit_local_mut(self, local);
        self.initialises = outer;
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        // What stands among the arguments of another macro, if they are expressions.
        let mut called = Vec::new();
        calls(mac.tokens.clone(), &mut called);
        if called.is_empty() {
            return;
        }
        if self.are_of_file(&called) {
            match macros::parse(mac) {
                MacroCall::Expressions { .. } => {
                    let around = std::mem::replace(&mut self.is_given, true);
                    self.list(mac);
                    self.is_given = around;
                }
                _ => macros::visit_arguments(mac, self),
            }
        }
        if !self.rules.keys().any(|name| may_call(mac.tokens.clone(), name)) {
            return;
        }
        if let MacroCall::Select(arms) = macros::parse(mac) {
            mac.tokens = self.arms(arms);
            return;
        }
        self.list(mac);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    // What stands here is a constant, and no code.
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
    fn visit_generic_argument_mut(&mut self, _: &mut syn::GenericArgument) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_expr_repeat_mut(&mut self, repeat: &mut syn::ExprRepeat) {
        self.visit_expr_mut(&mut repeat.expr);
    }
}

/// The macros of the file that were asked for, by name.
type OfFile = HashMap<String, Option<Rc<Vec<Rule>>>>;

fn of_file(file: &mut OfFile, path: &syn::Path) -> Option<Rc<Vec<Rule>>> {
    let find = || Some(Rc::new(rules(super::outside::definition(path)?)?));
    file.entry(name_of(path)).or_insert_with(find).clone()
}

fn name_of(path: &syn::Path) -> String {
    path.get_ident().map_or_else(|| path.to_token_stream().to_string(), Ident::to_string)
}

/// The expression that a call stands for; a semicolon behind it means nothing.
fn expression(tokens: TokenStream) -> Option<Expr> {
    let parser = |input: ParseStream| {
        let expr: Expr = input.parse()?;
        let _: Option<syn::Token![;]> = input.parse()?;
        Ok(expr)
    };
    let expr = parser.parse2(tokens).ok()?;
    // It goes on as one expression.
    Some(syn::parse_quote!((#expr)))
}

#[cfg(test)]
mod tests;
