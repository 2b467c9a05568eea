//! Borrows that are used when what they are of is gone: it was moved away (E0505), was a temporary (E0716), or ends with the body whose
//! result they are (E0515, E0597, E0373). And what is used when it was moved itself (E0382). Where the signature and the file show that, the
//! function is wrong for certain.

mod escaping;
mod lent;

use super::super::macros::{self, MacroCall};
use super::super::mentions::Mentions;
use super::behind::{self_type, takes_receiver, variable};
use super::diverges::may_diverge;
use super::{Function, behind};
use crate::syntax::outside::Definitions;
use lent::Origin;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use syn::visit::{self, Visit};
use syn::{Block, Expr, Local, Pat, ReturnType, Stmt, Type};

/// Whether the body uses what is gone.
pub(super) fn outlive(function: &Function) -> bool {
    let mut names = Names::default();
    function.sig.inputs.iter().filter_map(variable).for_each(|(name, _)| names.bind(name));
    names.visit_block(&function.body);
    let mut variables = Variables {
        inits: HashMap::new(),
        types: RefCell::default(),
        names,
        definitions: Definitions::new(function.sig.ident.span()),
        wrong: false,
    };
    for (name, mut ty) in function.sig.inputs.iter().filter_map(variable) {
        if name == "self" {
            match self_type(function) {
                Some(this) if function.sig.receiver().is_some_and(|this| this.reference.is_none()) => {
                    ty = this;
                }
                _ => continue,
            }
        }
        variables.know(name, ty);
    }
    variables.visit_block(&function.body);
    if let ReturnType::Type(_, declared) = &function.sig.output {
        variables.wrong |= variables.ends_with_borrow(&function.body, declared);
    }
    variables.wrong
}

/// How often names are bound, and what is assigned to.
#[derive(Default)]
struct Names {
    bound: HashMap<String, usize>,
    assigned: HashSet<String>,
}

impl Names {
    fn bind(&mut self, name: String) {
        *self.bound.entry(name).or_default() += 1;
    }

    /// Whether a name means one variable wherever it stands, which never gets another value.
    fn is_one(&self, name: &str) -> bool {
        self.bound.get(name) == Some(&1) && !self.assigned.contains(name)
    }
}

impl Visit<'_> for Names {
    fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
        self.bind(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_expr_assign(&mut self, assign: &syn::ExprAssign) {
        self.assigned.extend(name(&assign.left));
        visit::visit_expr_assign(self, assign);
    }

    // It may bind any of its words, and assign to it.
    fn visit_macro(&mut self, mac: &syn::Macro) {
        match macros::parse(mac) {
            MacroCall::Known(call) => {
                call.arguments.iter().for_each(|argument| self.visit_expr(&argument.expr));
            }
            _ => self.assigned.extend(Mentions::of(mac.tokens.clone()).words),
        }
    }
}

/// The variable that an expression is.
fn name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Paren(paren) => name(&paren.expr),
        _ => None,
    }
}

/// The variables whose types are known, if they are asked for.
struct Variables<'a> {
    /// What variables are given.
    inits: HashMap<String, &'a Expr>,
    types: RefCell<HashMap<String, Option<Type>>>,
    names: Names,
    definitions: Definitions,
    wrong: bool,
}

impl Variables<'_> {
    fn know(&mut self, name: String, ty: Type) {
        if self.names.is_one(&name) {
            self.types.get_mut().insert(name, Some(ty));
        }
    }

    /// The type of a variable.
    fn type_of_variable(&self, name: &str) -> Option<Type> {
        if let Some(ty) = self.types.borrow().get(name) {
            return ty.clone();
        }
        let init = *self.inits.get(name)?;
        // Until it is known: what it is given may be another variable of its name.
        self.types.borrow_mut().insert(name.to_owned(), None);
        let ty = self.type_of(init).or_else(|| self.type_of_guard(init));
        self.types.borrow_mut().insert(name.to_owned(), ty.clone());
        ty
    }

    /// Whether a use of the variable as a value moves it.
    fn owns(&self, name: &str) -> bool {
        let ty = self.type_of_variable(name).filter(|ty| !matches!(ty, Type::Reference(_)));
        ty.is_some_and(|ty| behind::owns(&self.definitions, &ty))
    }

    /// Whether a method consumes a variable.
    fn takes(&self, call: &syn::ExprMethodCall) -> bool {
        let receiver = name(&call.receiver).and_then(|name| self.type_of_variable(&name));
        receiver.is_some_and(|ty| takes_receiver(&ty, &call.method))
    }

    /// What a statement declares.
    fn declared<'b>(&self, local: &'b Local) -> Option<(String, &'b Expr)> {
        let Pat::Ident(pat) = &local.pat else { return None };
        let init = local.init.as_ref().filter(|init| init.diverge.is_none())?;
        let name = pat.ident.to_string();
        (pat.by_ref.is_none() && pat.subpat.is_none() && self.names.is_one(&name))
            .then_some((name, &init.expr))
    }

    fn look_at_block(&mut self, stmts: &[Stmt]) {
        for (at, stmt) in stmts.iter().enumerate() {
            let later = &stmts[at + 1..];
            if let Stmt::Local(local) = stmt
                && let Some((name, init)) = self.declared(local)
            {
                self.wrong |= match self.borrow(init) {
                    Some((_, Origin::Temporary)) => is_used(&name, later),
                    Some((_, Origin::Variable(lent))) => self.is_used_after_move(&lent, &name, later),
                    Some((_, Origin::Outside)) | None => false,
                };
            }
            // What may diverge is asked last: the file is read for that.
            let gone = |moved: &String| {
                later.iter().any(|stmt| uses(stmt, moved)) && self.owns(moved) && is_used(moved, later)
            };
            let wrong = self.moved_by(stmt).iter().any(gone) && !may_diverge(stmt);
            self.wrong |= wrong;
        }
    }

    /// Whether a borrow is used behind a statement that moves what it is of.
    fn is_used_after_move(&self, lent: &str, borrow: &str, stmts: &[Stmt]) -> bool {
        let moves = stmts.iter().position(|stmt| self.moved_by(stmt).iter().any(|moved| moved == lent));
        moves.is_some_and(|at| {
            self.owns(lent) && is_used(borrow, &stmts[at + 1..]) && !stmts[..=at].iter().any(may_diverge)
        })
    }

    /// The variables that a statement moves whenever it runs.
    fn moved_by(&self, stmt: &Stmt) -> Vec<String> {
        let mut moves = Moves { variables: self, found: Vec::new() };
        moves.visit_stmt(stmt);
        moves.found
    }
}

impl<'a> Visit<'a> for Variables<'a> {
    fn visit_block(&mut self, block: &'a Block) {
        for stmt in &block.stmts {
            let Stmt::Local(local) = stmt else { continue };
            match &local.pat {
                Pat::Type(typed) => {
                    if let Pat::Ident(pat) = &*typed.pat
                        && pat.by_ref.is_none()
                    {
                        self.know(pat.ident.to_string(), (*typed.ty).clone());
                    }
                }
                _ => self.inits.extend(self.declared(local)),
            }
        }
        self.look_at_block(&block.stmts);
        visit::visit_block(self, block);
    }

    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        self.wrong |= name(&call.func).is_some_and(|name| self.is_no_function(&name));
        visit::visit_expr_call(self, call);
    }

    fn visit_item(&mut self, _: &'a syn::Item) {}
}

/// Whether a later one of the statements uses the variable, and control comes there.
fn is_used(name: &str, stmts: &[Stmt]) -> bool {
    let used = stmts.iter().position(|stmt| uses(stmt, name));
    used.is_some_and(|used| !stmts[..=used].iter().any(may_diverge_within))
}

/// Whether a statement uses the variable.
fn uses(stmt: &Stmt, variable: &str) -> bool {
    struct Uses<'a>(&'a str, bool);
    impl Visit<'_> for Uses<'_> {
        fn visit_expr_path(&mut self, path: &syn::ExprPath) {
            self.1 |= path.path.is_ident(self.0);
        }

        // What is matched against `_` is not looked at.
        fn visit_local(&mut self, local: &Local) {
            if !matches!(local.pat, Pat::Wild(_)) {
                visit::visit_local(self, local);
            }
        }

        fn visit_expr_match(&mut self, choice: &syn::ExprMatch) {
            choice.arms.iter().for_each(|arm| self.visit_arm(arm));
        }

        fn visit_expr_assign(&mut self, assign: &syn::ExprAssign) {
            if !matches!(*assign.left, Expr::Infer(_)) {
                visit::visit_expr_assign(self, assign);
            }
        }

        fn visit_macro(&mut self, mac: &syn::Macro) {
            if let MacroCall::Known(call) = macros::parse(mac) {
                call.arguments.iter().for_each(|argument| self.visit_expr(&argument.expr));
            }
        }

        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut uses = Uses(variable, false);
    uses.visit_stmt(stmt);
    uses.1
}

/// Whether control may not get through a statement, but for a `return` that it is.
fn may_diverge_within(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Expr(Expr::Return(leave), semi) => {
            leave.expr.as_ref().is_some_and(|value| may_diverge(&Stmt::Expr((**value).clone(), *semi)))
        }
        stmt => may_diverge(stmt),
    }
}

/// Finds what is moved, where nothing decides whether it is.
struct Moves<'a> {
    variables: &'a Variables<'a>,
    found: Vec<String>,
}

impl Moves<'_> {
    fn value(&mut self, expr: &Expr) {
        self.found.extend(name(expr).filter(|name| self.variables.names.is_one(name)));
    }

    /// What a closure or a block has whole: with `move` what it looks at, without what it moves.
    fn captured(&mut self, takes_all: bool, look: impl FnOnce(&mut Whole<'_>)) {
        let mut whole = Whole { variables: self.variables, takes_all, found: Vec::new() };
        look(&mut whole);
        let is_one = |name: &String| self.variables.names.is_one(name);
        self.found.extend(whole.found.into_iter().filter(is_one));
    }
}

/// Finds what a closure has.
struct Whole<'a> {
    variables: &'a Variables<'a>,
    takes_all: bool,
    found: Vec<String>,
}

impl Whole<'_> {
    fn value(&mut self, expr: &Expr) {
        self.found.extend(name(expr));
    }

    fn look(&mut self, expr: &Expr) {
        if self.takes_all {
            self.value(expr);
        }
    }
}

impl Visit<'_> for Whole<'_> {
    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        call.args.iter().for_each(|argument| self.value(argument));
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        call.args.iter().for_each(|argument| self.value(argument));
        if self.variables.takes(call) {
            self.value(&call.receiver);
        } else {
            self.look(&call.receiver);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_reference(&mut self, reference: &syn::ExprReference) {
        self.look(&reference.expr);
        visit::visit_expr_reference(self, reference);
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        if let MacroCall::Known(call) = macros::parse(mac) {
            call.arguments.iter().for_each(|argument| {
                self.look(&argument.expr);
                self.visit_expr(&argument.expr);
            });
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

impl Visit<'_> for Moves<'_> {
    fn visit_local(&mut self, local: &Local) {
        if let (Pat::Ident(_) | Pat::Type(_), Some(init)) = (&local.pat, &local.init) {
            self.value(&init.expr);
            self.visit_expr(&init.expr);
        }
    }

    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Call(call) => {
                call.args.iter().for_each(|argument| self.value(argument));
                visit::visit_expr_call(self, call);
            }
            Expr::MethodCall(call) => {
                if self.variables.takes(call) {
                    self.value(&call.receiver);
                }
                call.args.iter().for_each(|argument| self.value(argument));
                visit::visit_expr_method_call(self, call);
            }
            Expr::Closure(closure) => {
                self.captured(closure.capture.is_some(), |whole| whole.visit_expr(&closure.body));
            }
            Expr::Async(block) => {
                self.captured(block.capture.is_some(), |whole| whole.visit_block(&block.block));
            }
            Expr::Await(_) | Expr::Try(_) | Expr::Paren(_) | Expr::Reference(_) | Expr::Field(_) => {
                visit::visit_expr(self, expr);
            }
            _ => {}
        }
    }

    fn visit_macro(&mut self, _: &syn::Macro) {}

    fn visit_item(&mut self, _: &syn::Item) {}
}

#[cfg(test)]
mod tests {
    use super::super::super::Function;

    fn outlive(function: &str) -> bool {
        super::outlive(&syn::parse_str::<Function>(function).expect("a function"))
    }

    #[test]
    fn what_is_used_when_it_is_gone() {
        for wrong in [
            "async fn f(s: String) { let r = &s; eat(s); look(r); }",
            "async fn f(v: Vec<u32>) { let it = v.iter(); drop(v); tick().await; for x in it {} }",
            "async fn f(v: Vec<u32>) { let it = v.iter(); spawn(async move { v.len() }); it.count(); }",
            "async fn f(s: String) { eat(s); tick().await; look(&s); }",
            "async fn f(s: String) { let f = async { eat(s) }; look(&s); }",
            "async fn f(m: &Mutex<Vec<String>>) -> &str { let g = m.lock().unwrap(); g[0].as_str() }",
            "async fn f(c: &RefCell<String>) -> &String { &c.borrow() }",
            "async fn f(h: JoinHandle<u32>) { h.join().unwrap(); h.join().unwrap(); }",
            "async fn f(m: &Mutex<Vec<u32>>) -> usize { let i = m.lock().unwrap().iter(); i.count() }",
            "async fn f(c: &RefCell<Vec<u32>>) -> u32 { let i = c.borrow().first().unwrap(); tick().await; *i }",
            "async fn f() -> usize { let t = String::new().trim(); tick().await; return t.len(); }",
            "async fn f() -> &'static str { let s = String::new(); tick().await; s.as_str() }",
            "async fn f() -> Vec<&'static str> { let s = String::new(); s.split(',').collect() }",
            "async fn f(m: &Mutex<Vec<String>>) -> Option<&String> { let s = vec![]; if c { s.first() } else { None } }",
            "async fn f(n: u64) -> Box<dyn Fn(u64) -> u64> { if n > 2 { Box::new(|x| x + n) } else { Box::new(|x| x) } }",
            "async fn f(l: &[String]) -> Box<dyn Iterator<Item = &String>> { let n: usize = 3; Box::new(l.iter().filter(|x| x.len() > n)) }",
            "async fn f() -> impl Future<Output = usize> { let s = String::new(); async { s.len() } }",
        ] {
            assert!(outlive(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_is_there() {
        for right in [
            "async fn f(s: &String) { let r = s.trim(); eat(s); look(r); }",
            "async fn f(s: String) { let r = &s; look(r); eat(s); }",
            "async fn f(s: String) { let r = s.len(); eat(s); look(r); }",
            "async fn f(mut s: String) { eat(s); s = g(); look(&s); }",
            "async fn f(s: String) { let r = &s; let r = eat(s); look(r); }",
            "async fn f(s: String) { if c { eat(s); return; } look(s); }",
            "async fn f(s: String) { eat(s); panic!(); look(s); }",
            "async fn f(s: String) { let c = move || s.n; look(s); }",
            "async fn f(s: String) { let c = || look(&s); look(s); }",
            "async fn f(s: String) { let c = |s| eat(s); look(s); }",
            "async fn f(o: Option<u32>) { eat(o); look(o); }",
            "async fn f(a: Arc<u32>) { let c = move || { let a = a.clone(); eat(a) }; }",
            "async fn f(m: &Mutex<Vec<u32>>) -> usize { let n = m.lock().unwrap().len(); n }",
            "async fn f() { let t = String::new().trim(); tick().await; }",
            "async fn f() { let s = &String::new(); look(s); }",
            "async fn f(s: &String) -> &str { s.as_str() }",
            "async fn f(s: &str) -> &str { &s }",
            "async fn f(s: String) -> String { s.trim().to_string() }",
            "async fn f(s: String) -> *const String { &s }",
            "async fn f(n: u64) -> Box<dyn Fn(u64) -> u64> { Box::new(move |x| x + n) }",
            "async fn f(n: &u64) -> Box<dyn Fn(u64) -> u64 + '_> { Box::new(|x| x + n) }",
            "async fn f(s: String) -> Box<dyn FnOnce() -> String> { Box::new(|| { look(&s); s }) }",
            "async fn f(s: String) { eat(s); mine!(s); }",
            "async fn f(s: String) { let r = &s; eat(s); let _ = r; }",
            "async fn f(s: String) { loop { eat(s); break; } }",
        ] {
            assert!(!outlive(right), "{right}");
        }
    }
}
