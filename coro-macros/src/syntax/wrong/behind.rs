//! What is behind a reference is not the function's own: behind a shared one nothing is assigned to (E0594) or lent exclusively (E0596), and
//! nothing is moved from behind any (E0507), nor from behind an index. Where the signature and the file show that, the function is wrong for certain.

mod bound;
mod of_std;

use super::super::macros::{self, MacroCall};
use super::super::mentions::names_of_argument;
use super::super::suspends::{is_compound, is_constant_name};
use super::super::{Function, outside};
use bound::Bound;
pub(super) use of_std::{arguments, element, is_std_name, known_name};
use of_std::{arguments_of, changes, takes};
use outside::Definitions;
use std::collections::HashMap;
use syn::visit::{self, Visit};
use syn::{Expr, FnArg, Local, Member, Pat, Type, TypePath, UnOp};

/// Whether the body does with what is behind a reference what only its owner could.
pub(super) fn is_misused(function: &Function) -> bool {
    let mut bound = Bound::default();
    bound.visit_block(&function.body);
    let mut variables: HashMap<String, Type> = function.sig.inputs.iter().filter_map(variable).collect();
    variables.retain(|name, _| !bound.names.contains_key(name));
    if let (Some(Type::Reference(reference)), Some(this)) = (variables.get_mut("self"), self_type(function)) {
        *reference.elem = this;
    }
    let definitions = Definitions::new(function.sig.ident.span());
    let mut uses = Uses { variables, definitions, wrong: false };
    for (name, iterable) in bound.items {
        if bound.names.get(&name) == Some(&1)
            && let Some(ty) = uses.item(&iterable)
        {
            uses.variables.insert(name, ty);
        }
    }
    uses.visit_block(&function.body);
    if let Some(syn::Stmt::Expr(tail, None)) = function.body.stmts.last() {
        uses.value(tail);
    }
    uses.wrong
}

/// An argument that is one variable, and its type.
pub(super) fn variable(argument: &FnArg) -> Option<(String, Type)> {
    match argument {
        FnArg::Receiver(this) => Some((String::from("self"), (*this.ty).clone())),
        FnArg::Typed(typed) => match (&*typed.pat, names_of_argument(argument).as_slice()) {
            (Pat::Ident(pat), [name]) if pat.by_ref.is_none() => {
                Some((name.to_string(), (*typed.ty).clone()))
            }
            _ => None,
        },
    }
}

/// What `Self` is.
pub(super) fn self_type(function: &Function) -> Option<Type> {
    match &function.header {
        Some(header) => Some(header.self_type.clone()),
        None => outside::type_around(&function.sig.ident),
    }
}

/// How many types are looked through for one that owns something.
const MOST_STEPS: usize = 5;

/// What a place is reached through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Nothing but the variable.
    Owned,
    Exclusive,
    Shared,
}

/// A step from a variable to what it leads to.
enum Step<'a> {
    Deref,
    Field(&'a Member),
    Index,
}

/// A place that is known.
struct Place {
    ty: Type,
    way: Way,
    is_element: bool,
}

struct Uses {
    /// The arguments.
    variables: HashMap<String, Type>,
    definitions: Definitions,
    wrong: bool,
}

impl Uses {
    /// The variable that a place begins with, and the steps from there.
    fn steps<'a>(&self, place: &'a Expr) -> Option<(&Type, Vec<Step<'a>>)> {
        let (of, step) = match place {
            Expr::Paren(paren) => return self.steps(&paren.expr),
            Expr::Path(path) => {
                return Some((self.variables.get(&path.path.get_ident()?.to_string())?, Vec::new()));
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => (&unary.expr, Step::Deref),
            Expr::Field(field) => (&field.base, Step::Field(&field.member)),
            Expr::Index(index) if !matches!(*index.index, Expr::Range(_)) => (&index.expr, Step::Index),
            _ => return None,
        };
        let (ty, mut steps) = self.steps(of)?;
        steps.push(step);
        Some((ty, steps))
    }

    /// Whether a place is behind a shared reference, whatever its type is: only a pointer that is followed by a `*` leads further.
    fn is_shared(&self, place: &Expr) -> bool {
        let Some((Type::Reference(reference), steps)) = self.steps(place) else { return false };
        reference.mutability.is_none()
            && !steps.is_empty()
            && !steps.iter().skip(1).any(|step| matches!(step, Step::Deref))
    }

    fn is_reference(&self, variable: &Expr) -> bool {
        matches!(self.steps(variable), Some((Type::Reference(_), steps)) if steps.is_empty())
    }

    fn place(&self, place: &Expr) -> Option<Place> {
        let (ty, steps) = self.steps(place)?;
        let mut place = Place { ty: ty.clone(), way: Way::Owned, is_element: false };
        for step in steps {
            place = match step {
                Step::Deref => place.behind()?,
                Step::Field(member) => {
                    let place = place.all_behind();
                    let Type::Path(path) = &place.ty else { return None };
                    let fields = self.definitions.fields(path, None)?;
                    let mut members = fields.members().zip(&fields);
                    let ty = members.find(|(name, _)| name == member).map(|(_, field)| field.ty.clone())?;
                    Place { ty, ..place }
                }
                Step::Index => {
                    let place = place.all_behind();
                    Place { ty: element(&place.ty)?.clone(), is_element: true, ..place }
                }
            };
        }
        Some(place)
    }

    /// A place that is not the function's own.
    fn foreign(&self, place: &Expr) -> Option<Place> {
        self.place(place).filter(|place| place.way != Way::Owned || place.is_element)
    }

    /// What is used as a value.
    fn value(&mut self, expr: &Expr) {
        self.wrong |= self.foreign(expr).is_some_and(|place| self.owns(&place.ty, MOST_STEPS));
    }

    /// What a pattern is matched against.
    fn matched(&mut self, expr: &Expr, pat: &Pat) {
        self.wrong |= self.foreign(expr).is_some_and(|place| self.takes_part(pat, &place.ty));
    }

    /// Whether a pattern moves something out of a value of the type.
    fn takes_part(&self, pat: &Pat, ty: &Type) -> bool {
        let takes_any = |mut pats: &mut dyn Iterator<Item = (&Pat, &Type)>| {
            Iterator::any(&mut pats, |(pat, ty)| self.takes_part(pat, ty))
        };
        match (pat, ty) {
            (Pat::Ident(pat), ty) => {
                let is_variable = pat.by_ref.is_none() && !is_constant_name(&pat.ident);
                is_variable && self.owns(ty, MOST_STEPS)
            }
            (Pat::Paren(pat), ty) => self.takes_part(&pat.pat, ty),
            (Pat::Or(pat), ty) => takes_any(&mut pat.cases.iter().map(|pat| (pat, ty))),
            (Pat::Tuple(pat), Type::Tuple(ty)) if pat.elems.len() == ty.elems.len() => {
                takes_any(&mut pat.elems.iter().zip(&ty.elems))
            }
            (Pat::TupleStruct(pat), Type::Path(ty)) => {
                let fields = self.fields_of(&pat.path, ty).unwrap_or_default();
                fields.len() == pat.elems.len()
                    && takes_any(&mut pat.elems.iter().zip(fields.iter().map(|(_, ty)| ty)))
            }
            (Pat::Struct(pat), Type::Path(ty)) => {
                let fields = self.fields_of(&pat.path, ty).unwrap_or_default();
                let types = |member| fields.iter().find(|(name, _)| name == member).map(|(_, ty)| ty);
                takes_any(
                    &mut pat.fields.iter().filter_map(|field| Some((&*field.pat, types(&field.member)?))),
                )
            }
            _ => false,
        }
    }

    /// The fields of the struct, or of the variant, that a pattern names.
    fn fields_of(&self, path: &syn::Path, ty: &TypePath) -> Option<Vec<(Member, Type)>> {
        let variant = &path.segments.last()?.ident;
        if variant == "Some" {
            let held = arguments_of(ty).next()?.clone();
            return Some(vec![(Member::from(0), held)]);
        }
        let fields =
            self.definitions.fields(ty, Some(variant)).or_else(|| self.definitions.fields(ty, None))?;
        Some(fields.members().zip(fields.iter().map(|field| field.ty.clone())).collect())
    }

    fn owns(&self, ty: &Type, steps: usize) -> bool {
        owns_within(&self.definitions, ty, steps)
    }

    fn receiver(&mut self, call: &syn::ExprMethodCall) {
        let Some(place) = self.place(&call.receiver) else { return };
        let takes_any = call.method == "into_iter";
        let is_reference = matches!(place.ty, Type::Reference(_));
        let place = place.all_behind();
        let (changes, takes) = match known_name(&place.ty) {
            Some(name) => {
                let name = name.to_string();
                (changes(&name, &call.method), takes(&name, &call.method))
            }
            None => own_method(&place.ty, &call.method),
        };
        self.wrong |= match place.way {
            Way::Shared if changes => true,
            Way::Owned if !place.is_element => false,
            Way::Owned | Way::Shared | Way::Exclusive => {
                takes && self.owns(&place.ty, MOST_STEPS) && !(takes_any && is_reference)
            }
        };
    }
}

/// Whether a value is of a type that no reference is of (E0308).
fn is_no_reference(value: &Expr) -> bool {
    match value {
        Expr::Lit(literal) => {
            matches!(
                literal.lit,
                syn::Lit::Bool(_) | syn::Lit::Char(_) | syn::Lit::Float(_) | syn::Lit::Int(_)
            )
        }
        Expr::Path(path) => path.path.is_ident("None"),
        Expr::Call(call) => {
            matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some") || path.path.is_ident("Ok"))
        }
        _ => false,
    }
}

/// Whether a value of the type is certainly moved where it is used.
pub(super) fn owns(definitions: &Definitions, ty: &Type) -> bool {
    owns_within(definitions, ty, MOST_STEPS)
}

fn owns_within(definitions: &Definitions, ty: &Type, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else { return false };
    let owns = |ty: &Type| owns_within(definitions, ty, steps);
    match (known_name(ty), ty) {
        (Some(name), _) if name == "Option" || name == "Result" => arguments(ty).any(owns),
        (Some(_), _) => true,
        (None, Type::Reference(reference)) => reference.mutability.is_some(),
        (None, Type::Tuple(tuple)) => tuple.elems.iter().any(owns),
        (None, Type::Paren(paren)) => owns(&paren.elem),
        (None, Type::Path(path)) => definitions.types(path).iter().any(owns),
        (None, _) => false,
    }
}

/// Whether a method of a type consumes it.
pub(super) fn takes_receiver(ty: &Type, method: &syn::Ident) -> bool {
    match known_name(ty) {
        Some(name) => takes(&name.to_string(), method),
        None => own_method(ty, method).1,
    }
}

/// Whether a method of a type of the file needs it exclusively, and whether it consumes it.
fn own_method(ty: &Type, method: &syn::Ident) -> (bool, bool) {
    let name = match ty {
        Type::Path(ty) if ty.qself.is_none() => ty.path.segments.last().map(|last| &last.ident),
        _ => None,
    };
    match name.and_then(|name| outside::receiver_of(name, method)) {
        Some(this) if this.colon_token.is_some() => (false, false),
        Some(this) => (this.reference.is_some() && this.mutability.is_some(), this.reference.is_none()),
        None => (false, false),
    }
}

impl Place {
    /// What a reference, or a pointer that owns, leads to.
    fn behind(self) -> Option<Self> {
        match &self.ty {
            Type::Reference(reference) => {
                let way = match (self.way, reference.mutability) {
                    (Way::Shared, _) | (_, None) => Way::Shared,
                    (Way::Owned | Way::Exclusive, Some(_)) => Way::Exclusive,
                };
                Some(Place { ty: (*reference.elem).clone(), way, ..self })
            }
            Type::Paren(paren) => Place { ty: (*paren.elem).clone(), ..self }.behind(),
            ty => {
                let way = match known_name(ty)?.to_string().as_str() {
                    "Box" => self.way,
                    "Rc" | "Arc" => Way::Shared,
                    _ => return None,
                };
                Some(Place { ty: arguments(ty).next()?.clone(), way, ..self })
            }
        }
    }

    /// Where a method, a field or an index is looked for, at last.
    fn all_behind(self) -> Self {
        let same = Place { ty: self.ty.clone(), ..self };
        self.behind().map_or(same, Place::all_behind)
    }
}

impl Visit<'_> for Uses {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Assign(assign) => {
                self.wrong |= self.is_shared(&assign.left)
                    || self.is_reference(&assign.left) && is_no_reference(&assign.right);
            }
            Expr::Binary(binary) if is_compound(&binary.op) => self.wrong |= self.is_shared(&binary.left),
            Expr::Reference(reference) if reference.mutability.is_some() => {
                self.wrong |= self.is_shared(&reference.expr);
            }
            Expr::MethodCall(call) => {
                self.receiver(call);
                call.args.iter().for_each(|argument| self.value(argument));
            }
            Expr::Call(call) => call.args.iter().for_each(|argument| self.value(argument)),
            Expr::ForLoop(around) => self.value(&around.expr),
            Expr::Let(test) => self.matched(&test.expr, &test.pat),
            Expr::Match(choice) => choice.arms.iter().for_each(|arm| self.matched(&choice.expr, &arm.pat)),
            Expr::Return(leave) => leave.expr.iter().for_each(|value| self.value(value)),
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_local(&mut self, local: &Local) {
        let pat = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            pat => pat,
        };
        if let Some(init) = &local.init {
            self.matched(&init.expr, pat);
        }
        visit::visit_local(self, local);
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        if let MacroCall::Known(call) = macros::parse(mac) {
            call.arguments.iter().for_each(|argument| self.visit_expr(&argument.expr));
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

#[cfg(test)]
mod tests {
    use super::super::super::Function;

    fn is_misused(function: &str) -> bool {
        super::is_misused(&syn::parse_str::<Function>(function).expect("a function"))
    }

    #[test]
    fn what_only_an_owner_could_do() {
        for wrong in [
            "async fn f(n: &u32) { *n += 1; }",
            "async fn f(&self) { self.n = 1; }",
            "async fn f(list: &Vec<u32>) { list.push(1); }",
            "async fn f(name: &mut Option<String>) { name.unwrap(); }",
            "async fn f(list: Vec<String>) { g(list[0]); }",
            "async fn f(pair: &(String, u32)) { let (name, _) = *pair; }",
            "async fn f(list: Arc<Vec<u32>>) { list.clear(); }",
            "async fn f(name: &mut Option<String>) { name = None; }",
            "async fn f(lists: &mut Vec<Vec<u32>>) { for list in lists.iter() { list.clear(); } }",
            "async fn f(map: HashMap<u32, Vec<u32>>) { for list in map.values() { list.clear(); } }",
            "async fn f(names: Vec<Option<String>>) { for name in &names { name.unwrap(); } }",
        ] {
            assert!(is_misused(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_others_may_do() {
        for right in [
            "async fn f(n: &Cell<u32>) { n.set(1); }",
            "async fn f(n: &*mut u32) { unsafe { **n = 1 } }",
            "async fn f(&self) { unsafe { *self.n = 1 } }",
            "async fn f(n: &u32) { let mut n = *n; n += 1; }",
            "async fn f(n: &Option<u32>) -> u32 { n.unwrap() }",
            "async fn f(mut list: Vec<u32>, other: &mut Vec<u32>) { list.push(1); other[0] = list[0]; other.clear(); }",
            "async fn f(list: &Vec<String>) { for name in list.into_iter() {} }",
            "async fn f(pair: &(String, u32)) { let (ref name, n) = *pair; match *pair { (_, n) => {} } }",
            "async fn f(n: &Box<u32>) -> u32 { **n }",
            "async fn f(mut list: &[u8]) { list = &list[1..]; }",
            "async fn f(list: &Vec<u32>) { let add = |list: &mut Vec<u32>| list.push(1); }",
            "async fn f(list: &other::Vec<u32>) { list.push(1); }",
            "async fn f(name: Box<Option<String>>) { name.unwrap(); }",
            "async fn f(name: Pin<&mut Self>) { name.unwrap(); }",
            "async fn f(n: &u32) { mine!(n); *n = 1; }",
            "async fn f(mut lists: Vec<Vec<u32>>) { for list in lists.iter_mut() { list.clear(); } }",
            "async fn f(map: &HashMap<u32, Vec<u32>>) { for list in map { list.clear(); } }",
            "async fn f(names: &Vec<Option<String>>) { for name in names.clone() { name.unwrap(); } }",
            "async fn f(names: &Vec<Option<String>>) { for name in names { let name = name.clone(); name.unwrap(); } }",
        ] {
            assert!(!is_misused(right), "{right}");
        }
    }
}
