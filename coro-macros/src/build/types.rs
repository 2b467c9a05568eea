//! The types of what a machine with a name keeps: written, or following from an argument or a literal.
//!
//! What is found here becomes the type of a slot, and of the variable in the second check (`codegen::relocate`). So a type that is
//! taken for granted and is another one is an error of rustc's, and never a machine that does something else.

use super::Builder;
pub(super) use super::evidence::Evidence;
use super::evidence::is_arithmetic;
use super::fallback::of_number;
use super::pattern::simple_name;
use super::std_types::{is_iterator, item_of, of_borrowed, of_method, of_two};
use super::typed::Typed;
use crate::syntax::macros::{self, Known, KnownCall, MacroCall};
use crate::syntax::outside::primitives::is_number;
use crate::syntax::suspends::is_comparison;
use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Lit, Pat, Type, UnOp};

/// What a `for` loop keeps.
pub(super) struct OfLoop {
    pub(super) iterator: Option<Type>,
    pub(super) item: Option<Type>,
}

impl Builder<'_> {
    /// The types of the names in `let pattern: ty = init`.
    pub(super) fn types_of_let(&self, pat: &Pat, ty: Option<&Type>, init: &Expr) -> Vec<Typed> {
        let Some(evidence) = &self.types else { return Vec::new() };
        if let (None, Pat::Tuple(names), Expr::Tuple(values)) = (ty, pat, init)
            && names.elems.len() == values.elems.len()
        {
            let parts = names.elems.iter().zip(&values.elems);
            return parts.flat_map(|(pat, value)| self.types_of_let(pat, None, value)).collect();
        }
        let written = ty.and_then(|ty| evidence.whole(ty));
        let follows = written.or_else(|| self.type_of(init));
        let ty_of_name = match (simple_name(pat), follows) {
            (Some((name, _)), None) if is_plain_number(init) => evidence.of_number(name, init),
            (Some((name, _)), None) => {
                evidence.of_elements(name).and_then(|number| self.list_of(&number, init))
            }
            (_, follows) => follows,
        };
        self.typed(pat, ty_of_name.as_ref().or(ty))
    }

    /// Notes them, once the names are declared.
    pub(super) fn note_types(&mut self, types: Vec<Typed>) {
        for Typed { name, ty, half } in types {
            if let Some(local) = self.names.get(&name) {
                (self.locals[local].ty, self.locals[local].half_typed) = (ty, half);
            }
        }
    }

    /// Notes the types of the names in a pattern for a value of a type.
    pub(super) fn type_names(&mut self, pat: &Pat, ty: Option<&Type>) {
        if self.types.is_some() {
            let types = self.typed(pat, ty);
            self.note_types(types);
        }
    }

    /// The types of what a `for` loop goes through.
    pub(super) fn types_of_loop(&self, pat: &Pat, iterable: &Expr) -> OfLoop {
        let ty = self.types.as_ref().and_then(|evidence| {
            self.type_of(iterable).or_else(|| {
                let Expr::Range(range) = unparenthesized(iterable) else { return None };
                let start = range.start.as_ref().filter(|start| is_plain_number(start))?;
                let number = match simple_name(pat) {
                    Some((name, _)) => evidence.of_number(name, start)?,
                    None if matches!(pat, Pat::Wild(_)) => of_number(start),
                    None => return None,
                };
                range_of(range, &number)
            })
        });
        let private = &self.private;
        OfLoop {
            iterator: ty.as_ref().map(|ty| syn::parse_quote!(<#ty as #private::IntoIterator>::IntoIter)),
            item: ty.map(|ty| match item_of(&ty) {
                Some(item) => item,
                None => syn::parse_quote!(<#ty as #private::IntoIterator>::Item),
            }),
        }
    }

    /// The type of the future that is awaited.
    pub(super) fn type_of_future(&self, awaited: &Expr) -> Option<Type> {
        let (ty, private) = (self.type_of(awaited)?, &self.private);
        Some(syn::parse_quote!(<#ty as #private::IntoFuture>::IntoFuture))
    }

    /// The type of an expression, if it is certain, or nothing else compiles.
    pub(super) fn type_of(&self, expr: &Expr) -> Option<Type> {
        self.types.as_ref()?;
        match expr {
            Expr::Lit(literal) => of_literal(&literal.lit),
            Expr::Path(_) => self.locals[self.local_of(expr)?.0].ty.clone(),
            Expr::Paren(paren) => self.type_of(&paren.expr),
            Expr::Group(group) => self.type_of(&group.expr),
            Expr::Cast(cast) => self.whole(&cast.ty),
            Expr::Struct(literal) if literal.qself.is_none() => of_struct(&literal.path),
            Expr::Tuple(tuple) => {
                let types: Option<Vec<Type>> = tuple.elems.iter().map(|elem| self.type_of(elem)).collect();
                let types = types?;
                Some(syn::parse_quote!((#(#types,)*)))
            }
            Expr::Repeat(repeat) => {
                let (ty, len) = (self.type_of(&repeat.expr)?, &repeat.len);
                Some(syn::parse_quote!([#ty; #len]))
            }
            Expr::Array(array) => {
                let (ty, len) = (array.elems.iter().find_map(|elem| self.type_of(elem))?, array.elems.len());
                Some(syn::parse_quote!([#ty; #len]))
            }
            Expr::Range(range) => {
                let ends = [&range.start, &range.end].into_iter().flatten();
                range_of(range, &ends.into_iter().find_map(|end| self.type_of(end))?)
            }
            Expr::Index(_) | Expr::Field(_) | Expr::Unary(syn::ExprUnary { op: UnOp::Deref(_), .. }) => {
                (!is_part(expr)).then(|| self.typed_place(expr)).flatten().map(|place| place.ty)
            }
            Expr::Reference(reference) if reference.mutability.is_none() => {
                self.type_of_reference(&reference.expr)
            }
            Expr::Unary(unary) => match (unary.op, self.type_of(&unary.expr)?) {
                (UnOp::Neg(_) | UnOp::Not(_), ty) if is_number(&ty) => Some(ty),
                _ => None,
            },
            Expr::Binary(binary) => self.type_of_binary(binary),
            Expr::Call(call) => self.type_of_call(call),
            Expr::Macro(call) => self.type_of_vec(&call.mac),
            Expr::MethodCall(call) => self.type_of_method(call),
            _ => None,
        }
    }

    fn type_of_binary(&self, binary: &syn::ExprBinary) -> Option<Type> {
        if is_comparison(&binary.op) || matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) {
            return Some(syn::parse_quote!(bool));
        }
        if !is_arithmetic(&binary.op) {
            return None;
        }
        let known = |side: &Expr| self.type_of(side).filter(is_number);
        let shifts = matches!(binary.op, BinOp::Shl(_) | BinOp::Shr(_));
        known(&binary.left).or_else(|| {
            let other = !shifts && is_plain_number(&binary.left);
            other.then(|| known(&binary.right)).flatten()
        })
    }

    /// `String::new()`, `Vec::<T>::new()`, and `IntoIterator::into_iter(value)`, which is what `yield_from!` says.
    fn type_of_call(&self, call: &syn::ExprCall) -> Option<Type> {
        const MAKERS: [&str; 4] = ["new", "from", "default", "with_capacity"];
        let private = &self.private;
        if is_into_iter(&call.func) {
            let ty = self.type_of(call.args.first()?)?;
            return Some(syn::parse_quote!(<#ty as #private::IntoIterator>::IntoIter));
        }
        let Expr::Path(path) = &*call.func else { return None };
        if path.path.is_ident("Some") {
            let ty = self.type_of(call.args.first()?)?;
            return Some(syn::parse_quote!(::core::option::Option<#ty>));
        }
        if path
            .path
            .get_ident()
            .is_some_and(|name| !["Some", "Ok", "Err", "Box"].iter().any(|known| name == known))
        {
            // A struct's, unless rustc knows better.
            return of_struct(&path.path);
        }
        let mut path = path.path.clone();
        let function = path.segments.pop()?.into_value();
        path.segments.pop_punct();
        let of = path.segments.last()?.clone();
        let wraps = function.ident == "new" && of.arguments.is_none();
        if let Some(argument) = wrapped(call, &of.ident).filter(|_| wraps) {
            let ty = self.type_of(argument)?;
            return Some(syn::parse_quote!(#path<#ty>));
        }
        let makes = MAKERS.iter().any(|maker| function.ident == maker);
        let ty = Type::Path(syn::TypePath { qself: None, path });
        let is_param = function.ident == "default" && self.types.as_ref()?.is_param(&of.ident);
        let is_type = of.ident == "String" || is_param || !of.arguments.is_none();
        (makes && is_type).then(|| self.whole(&ty)).flatten()
    }

    /// Methods of which everybody knows what they give.
    fn type_of_method(&self, call: &syn::ExprMethodCall) -> Option<Type> {
        let private = &self.private;
        let name = call.method.to_string();
        match name.as_str() {
            "len" | "count" => return Some(syn::parse_quote!(usize)),
            "is_empty" | "is_some" | "is_none" | "is_ok" | "is_err" | "contains" | "contains_key"
            | "starts_with" | "ends_with" | "any" | "all" => return Some(syn::parse_quote!(bool)),
            "position" => return Some(syn::parse_quote!(::core::option::Option<usize>)),
            "find" | "rfind" if self.is_text(&call.receiver) => {
                return Some(syn::parse_quote!(::core::option::Option<usize>));
            }
            "to_lowercase" | "to_uppercase" | "to_owned" | "repeat" if self.is_text(&call.receiver) => {
                return Some(syn::parse_quote!(#private::String));
            }
            "collect" | "sum" | "product" => return self.whole(turbofish(call)?),
            "to_string" => return Some(syn::parse_quote!(#private::String)),
            _ => {}
        }
        let borrowed = self.borrowed_receiver(&call.receiver);
        if let Some(ty) = borrowed.and_then(|receiver| of_borrowed(&receiver, &name, self.first_type(call))) {
            return Some(ty);
        }
        let ty = self.type_of(&call.receiver)?;
        let argument = || {
            let other = self.first_type(call)?;
            Some(syn::parse_quote!(<#other as #private::IntoIterator>::IntoIter))
        };
        match name.as_str() {
            "into_iter" => Some(syn::parse_quote!(<#ty as #private::IntoIterator>::IntoIter)),
            "chain" | "zip" if is_iterator(&ty) => of_two(&ty, &name, &argument()?),
            name => of_method(&ty, name),
        }
    }

    /// The type of the first argument.
    fn first_type(&self, call: &syn::ExprMethodCall) -> Option<Type> {
        self.type_of(call.args.first()?)
    }

    /// `vec![a, b]`, `vec![a; n]`
    fn type_of_vec(&self, mac: &syn::Macro) -> Option<Type> {
        let (private, elements) = (&self.private, elements_of_vec(mac)?);
        let element = elements.iter().find_map(|element| self.type_of(element))?;
        Some(syn::parse_quote!(#private::Vec<#element>))
    }

    /// A list of plain numbers, which are of a type.
    fn list_of(&self, number: &Type, list: &Expr) -> Option<Type> {
        let private = &self.private;
        match list {
            Expr::Macro(call) => {
                let plain = elements_of_vec(&call.mac)?.iter().all(is_plain_number);
                plain.then(|| syn::parse_quote!(#private::Vec<#number>))
            }
            Expr::Repeat(repeat) if is_plain_number(&repeat.expr) => {
                let len = &repeat.len;
                Some(syn::parse_quote!([#number; #len]))
            }
            Expr::Array(array) if array.elems.iter().all(is_plain_number) => {
                let len = array.elems.len();
                Some(syn::parse_quote!([#number; #len]))
            }
            _ => None,
        }
    }

    /// Whether it is a text, behind a reference or not.
    fn is_text(&self, expr: &Expr) -> bool {
        match unparenthesized(expr) {
            Expr::Index(index) => matches!(*index.index, Expr::Range(_)) && self.is_text(&index.expr),
            expr => match self.type_of(expr) {
                Some(Type::Reference(reference)) => is_text(&reference.elem),
                Some(ty) => is_text(&ty),
                None => false,
            },
        }
    }

    /// A type that was written, if all of it was.
    pub(super) fn whole(&self, ty: &Type) -> Option<Type> {
        self.types.as_ref()?.whole(ty)
    }
}

/// What `Box::new(..)` and the like are given: what puts a value of any type into one of its own.
fn wrapped<'a>(call: &'a syn::ExprCall, name: &Ident) -> Option<&'a Expr> {
    call.args.first().filter(|_| is_wrapper(name) && call.args.len() == 1)
}

fn is_wrapper(name: &Ident) -> bool {
    ["Box", "Rc", "Arc", "Cell", "RefCell", "Mutex"].iter().any(|known| name == known)
}

/// Whether it is `Box::new` or the like: a call does nothing but put a value of any type into one of its own.
pub(super) fn wraps_any(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| &segment.ident);
    names.next().is_some_and(|name| name == "new" || name == "pin") && names.next().is_some_and(is_wrapper)
}

/// `list[a..b]`
fn is_part(expr: &Expr) -> bool {
    matches!(expr, Expr::Index(index) if matches!(unparenthesized(&index.index), Expr::Range(_)))
}

/// The elements of `vec![..]`.
fn elements_of_vec(mac: &syn::Macro) -> Option<Vec<Expr>> {
    let MacroCall::Known(KnownCall { name, arguments, .. }) = macros::parse(mac) else { return None };
    let mut elements: Vec<Expr> = arguments.into_iter().map(|argument| argument.expr).collect();
    match name {
        Known::Vec => {}
        Known::VecRepeat => elements.truncate(1),
        Known::Format | Known::Write | Known::Assert | Known::AssertTwo | Known::Dbg | Known::Made => {
            return None;
        }
    }
    Some(elements)
}

pub(super) fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "str" || last.ident == "String"))
}

/// `T` in `value.collect::<T>()`
fn turbofish(call: &syn::ExprMethodCall) -> Option<&Type> {
    match call.turbofish.as_ref()?.args.first()? {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

fn range_of(range: &syn::ExprRange, ty: &Type) -> Option<Type> {
    match (&range.start, &range.limits, &range.end) {
        (Some(_), syn::RangeLimits::HalfOpen(_), Some(_)) => Some(syn::parse_quote!(::core::ops::Range<#ty>)),
        (Some(_), syn::RangeLimits::Closed(_), Some(_)) => {
            Some(syn::parse_quote!(::core::ops::RangeInclusive<#ty>))
        }
        (Some(_), _, None) => Some(syn::parse_quote!(::core::ops::RangeFrom<#ty>)),
        (None, ..) => None,
    }
}

fn of_literal(literal: &Lit) -> Option<Type> {
    let suffix = match literal {
        Lit::Int(int) => int.suffix(),
        Lit::Float(float) => float.suffix(),
        Lit::Byte(_) => "u8",
        Lit::Bool(_) => "bool",
        Lit::Char(_) => "char",
        Lit::Str(_) => return Some(syn::parse_quote!(&'static str)),
        _ => return None,
    };
    let name = (!suffix.is_empty()).then(|| Ident::new(suffix, literal.span()))?;
    Some(syn::parse_quote!(#name))
}

/// `Point { .. }`, `Point(..)`: `Point`, unless a variant or a generic is likely to be meant.
fn of_struct(path: &syn::Path) -> Option<Type> {
    let is_type = |segment: &syn::PathSegment| segment.ident.to_string().starts_with(char::is_uppercase);
    let one = path.segments.iter().filter(|segment| is_type(segment)).count() == 1;
    one.then(|| Type::Path(syn::TypePath { qself: None, path: path.clone() }))
}

/// `1`, `-2.5`: whose type follows from its use.
pub(super) fn is_plain_number(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => int.suffix().is_empty(),
            Lit::Float(float) => float.suffix().is_empty(),
            _ => false,
        },
        Expr::Paren(paren) => is_plain_number(&paren.expr),
        Expr::Group(group) => is_plain_number(&group.expr),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_)) && is_plain_number(&unary.expr),
        _ => false,
    }
}

pub(super) fn unparenthesized(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => unparenthesized(&paren.expr),
        Expr::Group(group) => unparenthesized(&group.expr),
        expr => expr,
    }
}

/// Whether nothing of the type is left to inference.
pub(super) fn is_whole(ty: &Type) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_type(&mut self, ty: &Type) {
            self.0 |= match ty {
                Type::Infer(_) | Type::ImplTrait(_) | Type::Macro(_) => true,
                Type::Reference(reference) => reference.lifetime.is_none(),
                _ => false,
            };
            visit::visit_type(self, ty);
        }

        fn visit_lifetime(&mut self, lifetime: &syn::Lifetime) {
            self.0 |= lifetime.ident == "_";
        }

        // Their lifetimes are their own.
        fn visit_type_bare_fn(&mut self, _: &syn::TypeBareFn) {}
        fn visit_parenthesized_generic_arguments(&mut self, _: &syn::ParenthesizedGenericArguments) {}
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    !finder.0
}

/// What `yield_from!` says that it goes through; or the expression itself.
pub(super) fn handed_on(iterable: &Expr) -> &Expr {
    match iterable {
        Expr::Call(call) if call.args.len() == 1 && is_into_iter(&call.func) => &call.args[0],
        other => other,
    }
}

fn is_into_iter(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    matches!(names.as_slice(), [.., of, function] if of == "IntoIterator" && function == "into_iter")
}
