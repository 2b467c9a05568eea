//! `#[cfg]` inside of a function.
//!
//! An attribute sees the function before its `cfg`s are decided, and cannot decide them. But rustc decides `cfg_attr`, also of
//! macros. So the function is handed on with two of them for each condition, one of which takes out what is not there, and
//! then with our attribute again:
//!
//! ```text
//!   #[cfg_attr(unix, decided(true, unix))]
//!   #[cfg_attr(not(unix), decided(false, unix))]
//!   #[coroutine]
//!   async fn f() { .. }
//! ```

use super::macros::{self, MacroCall, SelectArm};
use super::mentions::Mentions;
use super::{Function, outside, select};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, Stmt};

/// Puts `#[cfg]`s on what `cfg_if!` chooses from: it is known by its name.
pub(crate) fn spread(function: &mut Function) {
    struct Spread;
    impl VisitMut for Spread {
        fn visit_block_mut(&mut self, block: &mut syn::Block) {
            for stmt in std::mem::take(&mut block.stmts) {
                match branches(&stmt) {
                    Some(branches) => block.stmts.extend(branches),
                    None => block.stmts.push(stmt),
                }
            }
            visit_mut::visit_block_mut(self, block);
        }

        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    Spread.visit_block_mut(&mut function.body);
}

/// The branches of a `cfg_if!` that stands as a statement.
fn branches(stmt: &Stmt) -> Option<Vec<Stmt>> {
    let Stmt::Macro(syn::StmtMacro { mac, .. }) = stmt else { return None };
    mac.path.segments.last().filter(|last| last.ident == "cfg_if")?;
    let CfgIf(stmts) = mac.parse_body_with(CfgIf::parse).ok()?;
    // What is last is the block's value.
    Some(use_of(&mac.path).into_iter().chain(stmts).collect())
}

/// A call that comes to nothing, if the name is imported: rustc would find that unused, for the call that is taken apart is gone.
fn use_of(path: &syn::Path) -> Option<Stmt> {
    let name = path.get_ident().filter(|name| outside::is_imported_from(name, "cfg_if"))?;
    Some(Stmt::Item(syn::parse_quote!(const _: () = { #name! { if #[cfg(any())] {} } };)))
}

struct CfgIf(Vec<Stmt>);

impl Parse for CfgIf {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut stmts, mut before) = (Vec::new(), Vec::new());
        loop {
            let condition = match input.parse::<Option<syn::Token![if]>>()? {
                Some(_) => Some(input.call(Attribute::parse_outer)?),
                None => None,
            };
            let own =
                condition.iter().flatten().map(|attr| attr.meta.require_list().map(|list| &list.tokens));
            let own: Vec<_> = own.collect::<syn::Result<_>>()?;
            let content;
            let _ = syn::braced!(content in input);
            let attr: Attribute = syn::parse_quote!(#[cfg(all(#(#own,)* #(not(#before)),*))]);
            let mut branch = content.call(syn::Block::parse_within)?;
            if matches!(branch.last(), Some(Stmt::Expr(_, None))) {
                // It has a value, of which nothing may be left beside another branch's.
                branch = vec![syn::parse_quote!({ #(#branch)* })];
            }
            branch.iter_mut().for_each(|stmt| add(stmt, &attr));
            stmts.extend(branch);
            before.extend(own.into_iter().cloned());
            match input.parse::<Option<syn::Token![else]>>()? {
                Some(_) => {}
                None => return Ok(CfgIf(stmts)),
            }
        }
    }
}

fn add(stmt: &mut Stmt, attr: &Attribute) {
    match stmt {
        Stmt::Local(local) => local.attrs.push(attr.clone()),
        Stmt::Macro(mac) => mac.attrs.push(attr.clone()),
        Stmt::Item(item) => *stmt = Stmt::Item(syn::Item::Verbatim(quote!(#attr #item))),
        Stmt::Expr(expr, _) => match attrs_of(expr) {
            Some(attrs) => attrs.push(attr.clone()),
            None => *expr = syn::parse_quote!(#attr { #expr }),
        },
    }
}

/// The conditions in a function.
fn conditions(function: &Function) -> Vec<TokenStream> {
    let mut known = Vec::new();
    if !has_any(function) {
        return known;
    }
    Strip { known: &mut known, by: By::Nobody }.function(&mut function.clone());
    known
}

/// Statements of which the compiler's command line tells all conditions, with these decided.
pub(super) fn decided_by_compiler(stmts: TokenStream) -> Option<TokenStream> {
    let stmts = syn::Block::parse_within.parse2(stmts).ok()?;
    let mut block = syn::Block { brace_token: syn::token::Brace::default(), stmts };
    let mut unknown = Vec::new();
    Strip { known: &mut unknown, by: By::Compiler }.visit_block_mut(&mut block);
    unknown.is_empty().then(|| block.stmts.iter().map(|stmt| quote!(#stmt)).collect())
}

/// Whether there is a `#[cfg]` in a function: in most there is none, and looking for one is cheaper than a copy.
fn has_any(function: &Function) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_attribute(&mut self, attr: &Attribute) {
            self.0 |= attr.path().is_ident("cfg");
        }

        fn visit_macro(&mut self, mac: &syn::Macro) {
            self.0 |= is_conditional_select(mac);
        }
    }
    let mut finder = Finder(false);
    finder.visit_signature(&function.sig);
    finder.visit_block(&function.body);
    finder.0
}

/// Whether a call is a `select!` that may have conditions in its arms, which become code of the body.
fn is_conditional_select(mac: &syn::Macro) -> bool {
    let is_select =
        mac.path.segments.last().is_some_and(|last| last.ident == "select" || last.ident == "select_biased");
    is_select && Mentions::of(mac.tokens.clone()).words.contains("cfg")
}

/// More conditions than this make too many functions.
const MOST: usize = 4;

/// The functions that a function may be, each with the condition under which it is: for `co!`, since no attribute can stand
/// before an expression.
pub(crate) fn variants(
    function: &Function,
    diagnostics: &mut Diagnostics,
) -> Vec<(Option<TokenStream>, Function)> {
    let mut function = function.clone();
    spread(&mut function);
    let known = conditions(&function);
    if known.is_empty() {
        return vec![(None, function)];
    }
    if let Some(condition) = known.get(MOST) {
        let span = condition.clone().into_iter().next().map_or_else(Span::call_site, |first| first.span());
        diagnostics.error(
            span,
            format!(
                "more than {MOST} different `#[cfg]` conditions in one `co!`: each doubles the number of machines that have \
                 to be expanded; make it a function with `#[coro::coroutine]`, which may have any number"
            ),
        );
        return Vec::new();
    }
    (0..1_usize << known.len())
        .map(|mask| {
            let decisions = known.iter().enumerate().map(|(bit, condition)| Decision {
                holds: mask >> bit & 1 == 1,
                condition: condition.clone(),
            });
            let decisions: Vec<Decision> = decisions.collect();
            let parts =
                decisions.iter().map(
                    |Decision { holds, condition }| {
                        if *holds { quote!(#condition) } else { quote!(not(#condition)) }
                    },
                );
            let condition = quote!(all(#(#parts),*));
            let variant =
                decisions.iter().fold(function.clone(), |function, decision| decide(decision, function));
            (Some(condition), variant)
        })
        .collect()
}

/// The attributes that decide the conditions in a function, if there are any.
pub(crate) fn decisions(function: &Function, krate: &syn::Path) -> Vec<TokenStream> {
    conditions(function)
        .iter()
        .map(|condition| {
            quote! {
                #[cfg_attr(#condition, #krate::__decided(true, #condition))]
                #[cfg_attr(not(#condition), #krate::__decided(false, #condition))]
            }
        })
        .collect()
}

/// Whether a condition holds.
pub(crate) struct Decision {
    holds: bool,
    condition: TokenStream,
}

impl Parse for Decision {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let holds = input.parse::<syn::LitBool>()?.value;
        input.parse::<syn::Token![,]>()?;
        Ok(Decision { holds, condition: input.parse()? })
    }
}

/// The function without what the decision takes out of it.
pub(crate) fn decide(decision: &Decision, mut function: Function) -> Function {
    Strip { known: &mut Vec::new(), by: By::Decision(decision) }.function(&mut function);
    function
}

/// The text of a condition without the space in it: rustc reads what it is given in `cfg_attr`, and writes it in its own way.
fn text(condition: &TokenStream) -> String {
    condition.to_string().split_whitespace().collect()
}

/// Collects the conditions; takes out what is decided not to be there.
struct Strip<'a> {
    /// Those that nobody decides.
    known: &'a mut Vec<TokenStream>,
    by: By<'a>,
}

/// Who decides a condition.
#[derive(Clone, Copy)]
enum By<'a> {
    Nobody,
    Decision(&'a Decision),
    Compiler,
}

impl By<'_> {
    fn holds(self, condition: &TokenStream) -> Option<bool> {
        match self {
            By::Nobody => None,
            By::Decision(decision) => {
                (text(&decision.condition) == text(condition)).then_some(decision.holds)
            }
            By::Compiler => outside::cfg::holds(&condition.to_string()),
        }
    }
}

impl Strip<'_> {
    fn function(&mut self, function: &mut Function) {
        self.list(&mut function.sig.inputs, |input| match input {
            syn::FnArg::Receiver(receiver) => &mut receiver.attrs,
            syn::FnArg::Typed(typed) => &mut typed.attrs,
        });
        self.visit_block_mut(&mut function.body);
    }

    /// Whether something with these attributes stays.
    fn keeps(&mut self, attrs: &mut Vec<Attribute>) -> bool {
        let mut keeps = true;
        attrs.retain(|attr| {
            if !attr.path().is_ident("cfg") {
                return true;
            }
            let condition = attr.meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default();
            if let Some(holds) = self.by.holds(&condition) {
                keeps &= holds;
                return false;
            }
            if !self.known.iter().any(|known| text(known) == text(&condition)) {
                self.known.push(condition);
            }
            true
        });
        keeps
    }

    fn list<T: Clone, P: Default>(
        &mut self,
        list: &mut Punctuated<T, P>,
        attrs: impl Fn(&mut T) -> &mut Vec<Attribute>,
    ) {
        let kept: Vec<T> = std::mem::take(list)
            .into_iter()
            .filter_map(|mut item| self.keeps(attrs(&mut item)).then_some(item))
            .collect();
        refill(list, kept);
    }

    fn expressions(&mut self, list: &mut Punctuated<Expr, syn::Token![,]>) {
        let kept: Vec<Expr> = std::mem::take(list)
            .into_iter()
            .filter_map(|mut expr| attrs_of(&mut expr).is_none_or(|attrs| self.keeps(attrs)).then_some(expr))
            .collect();
        refill(list, kept);
    }
}

/// With a comma behind the last one: `(a,)` is a tuple, and `..rest` may follow.
fn refill<T, P: Default>(list: &mut Punctuated<T, P>, kept: Vec<T>) {
    list.extend(kept);
    if !list.is_empty() {
        list.push_punct(P::default());
    }
}

impl VisitMut for Strip<'_> {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.retain_mut(|stmt| match stmt {
            Stmt::Local(local) => self.keeps(&mut local.attrs),
            Stmt::Macro(mac) => self.keeps(&mut mac.attrs),
            Stmt::Expr(expr, _) => attrs_of(expr).is_none_or(|attrs| self.keeps(attrs)),
            Stmt::Item(_) => true, // rustc sees to those
        });
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Match(branch) => branch.arms.retain_mut(|arm| self.keeps(&mut arm.attrs)),
            Expr::Struct(literal) => self.list(&mut literal.fields, |field| &mut field.attrs),
            Expr::Array(array) => self.expressions(&mut array.elems),
            Expr::Call(call) => self.expressions(&mut call.args),
            Expr::MethodCall(call) => self.expressions(&mut call.args),
            Expr::Tuple(tuple) => self.expressions(&mut tuple.elems),
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        if !is_conditional_select(mac) {
            return;
        }
        let MacroCall::Select(mut arms) = macros::parse(mac) else { return };
        for arm in &mut arms {
            match arm {
                SelectArm::Word(_) => {}
                SelectArm::Future { pat: _, future, condition, body } => {
                    self.visit_expr_mut(future);
                    condition.iter_mut().for_each(|condition| self.visit_expr_mut(condition));
                    self.visit_expr_mut(body);
                }
                SelectArm::Otherwise { word: _, body } => self.visit_expr_mut(body),
            }
        }
        mac.tokens = arms.iter().map(select::written).collect();
    }

    fn visit_pat_struct_mut(&mut self, pat: &mut syn::PatStruct) {
        self.list(&mut pat.fields, |field| &mut field.attrs);
        visit_mut::visit_pat_struct_mut(self, pat);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The attributes of the expressions that may have one in a list or as a statement.
fn attrs_of(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    match expr {
        Expr::Array(expr) => Some(&mut expr.attrs),
        Expr::Assign(expr) => Some(&mut expr.attrs),
        Expr::Async(expr) => Some(&mut expr.attrs),
        Expr::Await(expr) => Some(&mut expr.attrs),
        Expr::Binary(expr) => Some(&mut expr.attrs),
        Expr::Block(expr) => Some(&mut expr.attrs),
        Expr::Break(expr) => Some(&mut expr.attrs),
        Expr::Call(expr) => Some(&mut expr.attrs),
        Expr::Cast(expr) => Some(&mut expr.attrs),
        Expr::Closure(expr) => Some(&mut expr.attrs),
        Expr::Continue(expr) => Some(&mut expr.attrs),
        Expr::Field(expr) => Some(&mut expr.attrs),
        Expr::ForLoop(expr) => Some(&mut expr.attrs),
        Expr::If(expr) => Some(&mut expr.attrs),
        Expr::Index(expr) => Some(&mut expr.attrs),
        Expr::Lit(expr) => Some(&mut expr.attrs),
        Expr::Loop(expr) => Some(&mut expr.attrs),
        Expr::Macro(expr) => Some(&mut expr.attrs),
        Expr::Match(expr) => Some(&mut expr.attrs),
        Expr::MethodCall(expr) => Some(&mut expr.attrs),
        Expr::Paren(expr) => Some(&mut expr.attrs),
        Expr::Path(expr) => Some(&mut expr.attrs),
        Expr::Reference(expr) => Some(&mut expr.attrs),
        Expr::Return(expr) => Some(&mut expr.attrs),
        Expr::Struct(expr) => Some(&mut expr.attrs),
        Expr::Try(expr) => Some(&mut expr.attrs),
        Expr::Tuple(expr) => Some(&mut expr.attrs),
        Expr::Unary(expr) => Some(&mut expr.attrs),
        Expr::Unsafe(expr) => Some(&mut expr.attrs),
        Expr::While(expr) => Some(&mut expr.attrs),
        Expr::Yield(expr) => Some(&mut expr.attrs),
        _ => None,
    }
}
