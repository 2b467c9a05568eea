//! How far into a variable a closure with `move` reaches: to a pointer; and a value with a destructor it has as a whole, unless it copies
//! a part of it.

use super::Builder;
use super::known::Known;
use super::passing::takes_option_or_result;
use super::paths::{self, FieldPath};
use crate::ir::{DoubtOfPart, LocalId};
use crate::syntax::outside::{
    Definitions, definition_of_alias, definition_of_type, has_destructor, is_copy, may_mean_std,
    result_of_path, type_around,
};
use crate::syntax::suspends::{is_aggregate_type, is_pointer_name, makes_aggregate};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprBlock, Type, TypePath};

impl FieldPath {
    /// Whether it is the variable itself.
    pub(super) fn is_all_of(&self, name: &Ident) -> bool {
        self.members.is_empty() && name == &self.root
    }

    /// Whether another path leads to these members, through them, or to what they are in.
    fn is_related(&self, other: &FieldPath, part: &[String]) -> bool {
        other.root == self.root && (other.members.starts_with(part) || part.starts_with(&other.members))
    }
}

/// What is `Copy` in the standard library, beside primitive types and references.
const COPIED: [&str; 12] = [
    "Duration",
    "Instant",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "Ordering",
    "PhantomData",
    "SocketAddr",
    "SystemTime",
    "ThreadId",
    "TypeId",
    "Wrapping",
];

impl Builder<'_> {
    /// The paths in a closure, each to where the closure takes it from, if it takes it, or one that is in it.
    pub(super) fn within_reach(&self, closure: &Expr, by_value: bool) -> Vec<FieldPath> {
        let mut paths = paths::of(closure);
        let within = |path: &FieldPath| {
            let name = Ident::parse_any.parse_str(&path.root).ok()?;
            let of = self.locals[self.names.get(&name)?].made_as.as_ref()?;
            let whole = || {
                self.reach_in_doubt(of, path).filter(|reach| by_value && self.is_alone(&paths, path, *reach))
            };
            reach(of, &path.members, self.function.span()).or_else(whole)
        };
        let reaches: Vec<Option<usize>> =
            paths.iter().map(|path| within(path).filter(|_| by_value || path.is_taken)).collect();
        let taken: Vec<bool> = paths.iter().map(|path| self.is_taken_by_method(&paths, path)).collect();
        for ((path, reach), taken) in paths.iter_mut().zip(reaches).zip(taken) {
            path.members.truncate(reach.unwrap_or(path.members.len()));
            if taken {
                path.take();
            }
        }
        paths
    }

    /// Whether a method is called on a field that takes it: by the field's type, or by the method's name, if nothing but the closure uses
    /// what may not be of a type that it takes.
    fn is_taken_by_method(&self, paths: &[FieldPath], path: &FieldPath) -> bool {
        let local = || self.names.get(&Ident::parse_any.parse_str(&path.root).ok()?);
        let ends_in = |ty: Option<Type>| match ty {
            Some(Type::Path(ty)) => {
                let takes = |last: &syn::PathSegment| last.ident == "Option" || last.ident == "Result";
                ty.path.segments.last().is_some_and(takes) && may_mean_std(&ty.path)
            }
            Some(_) => false,
            None => {
                self.is_alone(paths, path, path.members.len())
                    && !of_loops(self.body).iter().any(|other| path.is_related(other, &path.members))
            }
        };
        let ends = |local: LocalId| {
            let local = &self.locals[local];
            let of = local.made_as.as_ref().map(|of| types_along(of, &path.members, self.function.span()));
            local.aggregate && ends_in(of.and_then(|types| types.into_iter().next_back().flatten()))
        };
        path.is_receiver() && !path.members.is_empty() && local().is_some_and(ends)
    }

    /// Whether a method is called in a closure on what the closure has the value of, for all that is known.
    pub(super) fn takes_receiver(&self, call: &syn::ExprMethodCall) -> bool {
        let is_taken = |capture: &super::capture::Capture| {
            capture.paths.iter().any(|path| path.is_value_of(&call.receiver))
        };
        takes_option_or_result(&call.method) && self.capture.as_ref().is_some_and(is_taken)
    }

    /// How many of the members lead to the first value that nobody knows to hold its fields itself.
    fn reach_in_doubt(&self, of: &Type, path: &FieldPath) -> Option<usize> {
        let types = types_along(of, &path.members, self.function.span());
        (1..path.members.len()).find(|reach| !holds_fields(types[*reach].as_ref(), self.function.span()))
    }

    /// Whether nothing but the closure uses what these members lead to, and it is made once: then it may have all of that.
    pub(super) fn is_alone(&self, paths: &[FieldPath], path: &FieldPath, reach: usize) -> bool {
        let part = &path.members[..reach];
        let is_related = |other: &&FieldPath| path.is_related(other, part);
        let uses = |paths: &[FieldPath]| paths.iter().filter(is_related).count();
        let body = ExprBlock { attrs: Vec::new(), label: None, block: self.body.clone() };
        uses(&paths::of(&body.into())) <= uses(paths) && uses(&of_repeated(self.body)) == 0
    }

    /// What is asked about the part that a closure takes for the sake of a path: that it need not take more, if what leads there may be
    /// a pointer, or have a destructor, and nobody knows of it; and that it is one of those, if it is taken for one.
    pub(super) fn doubt_of_part(&self, local: LocalId, taken: &[String], path: &FieldPath) -> DoubtOfPart {
        let reach =
            self.locals[local].made_as.as_ref().and_then(|of| reach(of, &path.members, self.function.span()));
        match reach {
            Some(reach) if reach == taken.len() => DoubtOfPart::IsAll,
            _ if self.may_end_whole(local, taken) => DoubtOfPart::Gives,
            _ => DoubtOfPart::None,
        }
    }

    fn may_end_whole(&self, local: LocalId, members: &[String]) -> bool {
        let Some(of) = &self.locals[local].made_as else { return true };
        let at = self.function.span();
        let types = types_along(of, members, at);
        let Some((end, through)) = types.split_last() else { return true };
        let knows_end = end.is_some() && through.iter().all(|ty| holds_fields(ty.as_ref(), at));
        !knows_end && !end.as_ref().is_some_and(|end| is_copied(end, at))
    }

    /// Notes the type of a variable that holds its fields itself.
    pub(super) fn note_made(&mut self, local: LocalId, ty: Option<Type>) {
        if self.locals[local].aggregate {
            self.locals[local].made_as = ty.and_then(|ty| match ty {
                Type::Path(path) if path.path.is_ident("Self") => type_around(self.function),
                ty => Some(ty),
            });
        }
    }

    /// What type a value is made of that holds its fields itself, if the expression says so.
    pub(super) fn made_as(&self, expr: &Expr) -> Option<Type> {
        let of_path = |path: &syn::Path| Type::Path(TypePath { qself: None, path: path.clone() });
        match expr {
            Expr::Struct(literal) => Some(of_path(&literal.path)),
            Expr::Path(_) => self.locals[self.local_of(expr)?.0].made_as.clone(),
            Expr::Paren(paren) => self.made_as(&paren.expr),
            Expr::Group(group) => self.made_as(&group.expr),
            Expr::Call(call) => match &*call.func {
                Expr::Path(func) if makes_aggregate(expr) => Some(of_path(&func.path)),
                _ => self.type_given(expr).filter(is_aggregate_type),
            },
            expr => self.type_given(expr).filter(is_aggregate_type),
        }
    }

    /// What type a function gives that is called, perhaps awaited, and perhaps as a success, if the text tells.
    pub(super) fn type_given(&self, expr: &Expr) -> Option<Type> {
        match expr {
            Expr::Call(call) => match &*call.func {
                Expr::Path(func) => {
                    let is_variable =
                        func.path.get_ident().is_some_and(|name| self.names.get(name).is_some());
                    if is_variable { None } else { result_of_path(&func.path) }
                }
                _ => None,
            },
            Expr::Await(wait) => self.type_given(&wait.base),
            Expr::Try(question) => success_of(self.type_given(&question.expr)?),
            Expr::MethodCall(call) if call.method == "unwrap" || call.method == "expect" => {
                success_of(self.type_given(&call.receiver)?)
            }
            Expr::Paren(paren) => self.type_given(&paren.expr),
            _ => None,
        }
    }
}

/// What a `Result` or an `Option` has if it is a success.
pub(super) fn success_of(ty: Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.into_iter().next_back()?;
    let syn::PathArguments::AngleBracketed(arguments) = last.arguments else { return None };
    match arguments.args.into_iter().next()? {
        syn::GenericArgument::Type(ty) if last.ident == "Result" || last.ident == "Option" => Some(ty),
        _ => None,
    }
}

/// The types of what members lead through, from a value of the type on, and what they lead to.
fn types_along(of: &Type, members: &[String], at: Span) -> Vec<Option<Type>> {
    let definitions = Definitions::new(at);
    let mut types = vec![Some(of.clone())];
    for member in members {
        let ty = types.last().cloned().flatten();
        types.push(ty.and_then(|ty| field_of(&definitions, ty, member)));
    }
    types
}

/// How many of the members that lead from a value of the type lead to what the closure has: a pointer, or the first value with a
/// destructor, if it is known what all of them lead to, and not that it is copied.
fn reach(of: &Type, members: &[String], at: Span) -> Option<usize> {
    let types = types_along(of, members, at);
    let (end, through) = types.split_last()?;
    let ends =
        |ty: &Option<Type>| name_of(ty.as_ref()).is_some_and(|name| has_destructor(&Ident::new(&name, at)));
    let ends =
        || through.iter().position(ends).filter(|_| end.as_ref().is_some_and(|end| !is_copied(end, at)));
    let leads = |ty: &Option<Type>| ty.as_ref().is_some_and(|ty| leads_elsewhere(ty, at));
    let leads = through.iter().skip(1).position(leads).map(|before| before + 1);
    [leads, ends()].into_iter().flatten().min()
}

/// Whether values of a type are known to hold their fields themselves.
fn holds_fields(ty: Option<&Type>, at: Span) -> bool {
    match (ty, name_of(ty)) {
        (Some(Type::Tuple(_)), _) => true,
        (_, Some(name)) => definition_of_type(&name, at).is_some(),
        _ => false,
    }
}

/// Whether a type is that of a pointer.
fn leads_elsewhere(ty: &Type, at: Span) -> bool {
    let is_pointer = |ty: &Type| match (ty, name_of(Some(ty))) {
        (Type::Reference(_), _) => true,
        (_, Some(name)) => is_pointer_name(&name) && definition_of_type(&name, at).is_none(),
        _ => false,
    };
    let alias = name_of(Some(ty)).and_then(|name| definition_of_alias(&name, at));
    is_pointer(alias.as_ref().map_or(ty, |alias| &alias.ty))
}

/// The last word of a type's path.
fn name_of(ty: Option<&Type>) -> Option<String> {
    let Some(Type::Path(path)) = ty else { return None };
    let name = path.path.segments.last()?.ident.to_string();
    (name != "Self" && !name.starts_with("r#")).then_some(name)
}

/// The type of a field.
pub(super) fn field_of(definitions: &Definitions, ty: Type, member: &str) -> Option<Type> {
    match ty {
        Type::Tuple(tuple) => tuple.elems.into_iter().nth(member.parse().ok()?),
        Type::Path(path) => {
            let fields = definitions.fields(&path, None)?;
            let is_meant = |name: &syn::Member| match name {
                syn::Member::Named(name) => name == member,
                syn::Member::Unnamed(index) => index.index.to_string() == member,
            };
            fields.members().zip(&fields).find(|(name, _)| is_meant(name)).map(|(_, field)| field.ty.clone())
        }
        Type::Paren(paren) => field_of(definitions, *paren.elem, member),
        Type::Group(group) => field_of(definitions, *group.elem, member),
        _ => None,
    }
}

/// Whether values of the type are known to be copied.
pub(super) fn is_copied(ty: &Type, at: Span) -> bool {
    match (Known::of_type(ty), ty) {
        (Known::Copy | Known::Shared | Known::Number(_) | Known::Pointer, _) => true,
        (_, Type::Path(path)) => {
            let last = path.path.segments.last().map(|last| last.ident.to_string());
            last.is_some_and(|last| COPIED.contains(&last.as_str()) || is_copy(&last, at))
        }
        _ => false,
    }
}

/// The paths in closures and blocks with `move` that may be made more than once: they stand in a loop, or in another one.
fn of_repeated(block: &Block) -> Vec<FieldPath> {
    /// What is found; and whether what is visited may be evaluated more than once.
    struct Repeated(Vec<FieldPath>, bool);
    impl Repeated {
        fn inside(&mut self, repeats: bool, visit: impl FnOnce(&mut Self)) {
            let outside = self.1;
            self.1 |= repeats;
            visit(self);
            self.1 = outside;
        }
    }
    impl Visit<'_> for Repeated {
        fn visit_expr(&mut self, expr: &Expr) {
            let moves = match expr {
                Expr::Closure(closure) => closure.capture.is_some(),
                Expr::Async(block) => block.capture.is_some(),
                _ => false,
            };
            if moves && self.1 {
                self.0.extend(paths::of(expr));
            }
            let repeats =
                moves || matches!(expr, Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) | Expr::Closure(_));
            self.inside(repeats, |this| visit::visit_expr(this, expr));
        }
    }
    let mut repeated = Repeated(Vec::new(), false);
    repeated.visit_block(block);
    repeated.0
}

/// The paths in loops.
fn of_loops(block: &Block) -> Vec<FieldPath> {
    struct Loops(Vec<FieldPath>);
    impl Visit<'_> for Loops {
        fn visit_expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) => self.0.extend(paths::of(expr)),
                _ => visit::visit_expr(self, expr),
            }
        }
    }
    let mut loops = Loops(Vec::new());
    loops.visit_block(block);
    loops.0
}
