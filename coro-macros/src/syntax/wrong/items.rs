//! Functions (E0434) and constants (E0435) within the body that mention its variables: they cannot, also where something outside has the
//! name.

use crate::syntax::mentions::{names_of, names_of_argument};
use proc_macro2::Ident;
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{Block, Expr, FnArg, Item, Pat, Stmt};

/// Whether a function or a constant within the body uses a variable of the body as a value.
pub(super) fn use_variables<'a>(arguments: impl Iterator<Item = &'a FnArg>, body: &Block) -> bool {
    let mut items = Items { variables: arguments.flat_map(names_of_argument).collect(), found: false };
    items.visit_block(body);
    items.found
}

struct Items {
    /// What `let` and the arguments have bound so far, in the blocks around.
    variables: Vec<Ident>,
    found: bool,
}

impl Visit<'_> for Items {
    fn visit_block(&mut self, block: &Block) {
        let around = self.variables.len();
        for stmt in &block.stmts {
            match stmt {
                Stmt::Local(local) => {
                    visit::visit_local(self, local);
                    self.variables.extend(names_of(&local.pat));
                }
                Stmt::Item(item @ (Item::Fn(_) | Item::Const(_) | Item::Static(_) | Item::Enum(_))) => {
                    self.found |= uses_any(|names| names.visit_item(item), &self.variables);
                }
                Stmt::Item(_) | Stmt::Macro(_) => {}
                Stmt::Expr(expr, _) => self.visit_expr(expr),
            }
        }
        self.variables.truncate(around);
    }

    fn visit_expr_repeat(&mut self, list: &syn::ExprRepeat) {
        self.visit_expr(&list.expr);
        self.found |= uses_any(|names| names.visit_expr(&list.len), &self.variables);
    }

    fn visit_type_array(&mut self, ty: &syn::TypeArray) {
        self.found |= uses_any(|names| names.visit_expr(&ty.len), &self.variables);
    }
}

/// Whether what is looked at mentions one of the variables and binds none of that name itself, in whatever place.
fn uses_any(look: impl FnOnce(&mut Names), variables: &[Ident]) -> bool {
    let mut names = Names::default();
    look(&mut names);
    let is_variable = |name: &&Ident| variables.contains(name) && is_small(name);
    let Names { mentioned, bound } = &names;
    mentioned.iter().filter(is_variable).any(|name| !bound.contains(&name.to_string()))
}

/// A constant is not bound, but compared.
fn is_small(name: &Ident) -> bool {
    name.to_string().starts_with(|first: char| first.is_lowercase() || first == '_')
}

/// The names that are used as values, and those that patterns, arguments and items bind. What is in macro calls is not known.
#[derive(Default)]
struct Names {
    mentioned: Vec<Ident>,
    bound: HashSet<String>,
}

impl Visit<'_> for Names {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Path(path) => self.mentioned.extend(path.path.get_ident().cloned()),
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_pat(&mut self, pat: &Pat) {
        self.bound.extend(names_of(pat).iter().map(ToString::to_string));
        visit::visit_pat(self, pat);
    }

    fn visit_item(&mut self, item: &Item) {
        let name = match item {
            Item::Const(item) => Some(&item.ident),
            Item::Static(item) => Some(&item.ident),
            Item::Fn(item) => Some(&item.sig.ident),
            _ => None,
        };
        self.bound.extend(name.map(ToString::to_string));
        visit::visit_item(self, item);
    }

    // Not values.
    fn visit_generic_argument(&mut self, _: &syn::GenericArgument) {}
}
