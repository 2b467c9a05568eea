//! What a value borrows, as far as the types of variables and the standard library's methods tell.

use super::super::super::macros::{self, Known, MacroCall};
use super::super::super::outside;
use super::super::super::outside::primitives::is_number;
use super::super::behind::{arguments, element, known_name};
use super::super::patterns::awaited_function;
use super::{Variables, name};
use proc_macro2::Ident;
use syn::{Expr, GenericArgument, Type};

/// What is borrowed.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// What was borrowed before.
    Outside,
    Variable(String),
    /// What ends with the statement.
    Temporary,
}

/// What a borrowing value is.
#[derive(Clone)]
pub(super) enum Shape {
    Str,
    Slice,
    /// A reference, perhaps to a type that is known.
    To(Option<Type>),
    /// An `Option` or a `Result` with that in it.
    Maybe(Box<Shape>),
    /// An iterator, and whether its items borrow.
    Iter(bool),
    /// What unlocks when it is dropped.
    Guard(Option<Type>),
    /// A `Vec` of borrows.
    List,
}

/// The methods below.
const BORROWS: [&str; 44] = [
    "as_bytes",
    "as_mut",
    "as_ref",
    "as_slice",
    "as_str",
    "borrow",
    "borrow_mut",
    "bytes",
    "char_indices",
    "chars",
    "chunks",
    "collect",
    "enumerate",
    "expect",
    "filter",
    "filter_map",
    "first",
    "get",
    "get_mut",
    "iter",
    "iter_mut",
    "keys",
    "last",
    "lines",
    "lock",
    "map",
    "next",
    "peekable",
    "read",
    "rev",
    "skip",
    "skip_while",
    "split",
    "split_whitespace",
    "take",
    "take_while",
    "trim",
    "trim_end",
    "trim_start",
    "unwrap",
    "values",
    "values_mut",
    "windows",
    "write",
];

impl Variables<'_> {
    /// The type of what a variable is given.
    pub(super) fn type_of(&self, expr: &Expr) -> Option<Type> {
        match expr {
            Expr::Paren(paren) => self.type_of(&paren.expr),
            Expr::Cast(cast) => Some((*cast.ty).clone()),
            Expr::Await(_) => {
                let function = awaited_function(expr)
                    .filter(|name| !self.names.bound.contains_key(&name.to_string()))?;
                outside::result_of_called(function).filter(|_| outside::is_async(function))
            }
            Expr::Call(call) => {
                let Expr::Path(path) = &*call.func else { return None };
                let mut path = path.path.clone();
                let made = path.segments.pop()?.into_value();
                path.segments.pop_punct();
                let makes = made.ident == "new" || made.ident == "from";
                let ty = Type::Path(syn::TypePath { qself: None, path });
                (makes && known_name(&ty).is_some()).then_some(ty)
            }
            Expr::MethodCall(call) if call.method == "to_string" => Some(syn::parse_quote!(String)),
            Expr::Macro(mac) => match macros::parse(&mac.mac) {
                MacroCall::Known(call) => match call.name {
                    Known::Vec | Known::VecRepeat => Some(syn::parse_quote!(Vec)),
                    Known::Format => mac.mac.path.is_ident("format").then(|| syn::parse_quote!(String)),
                    Known::Write | Known::Assert | Known::AssertTwo | Known::Dbg | Known::Made => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a variable is a number, a text or a container, which nobody can call (E0618).
    pub(super) fn is_no_function(&self, name: &str) -> bool {
        let is_literal =
            self.names.is_one(name) && self.inits.get(name).is_some_and(|init| matches!(init, Expr::Lit(_)));
        let is_pointer = |name: &Ident| ["Arc", "Box", "Pin", "Rc"].iter().any(|pointer| name == pointer);
        is_literal
            || self
                .type_of_variable(name)
                .is_some_and(|ty| is_number(&ty) || known_name(&ty).is_some_and(|name| !is_pointer(name)))
    }

    /// The same of a guard: it owns what it guards, as a box would.
    pub(super) fn type_of_guard(&self, expr: &Expr) -> Option<Type> {
        match self.borrow(expr)? {
            (Shape::Guard(Some(ty)), _) => Some(syn::parse_quote!(Box<#ty>)),
            _ => None,
        }
    }

    /// A value whose type is known, and what a borrow of it is one of.
    fn place(&self, expr: &Expr) -> Option<(Type, Origin)> {
        if let Expr::Index(index) = expr
            && !matches!(*index.index, Expr::Range(_))
        {
            let (mut ty, origin) = self.place(&index.expr)?;
            while known_name(&ty).is_some_and(|name| name == "Arc" || name == "Box" || name == "Rc") {
                let inside = arguments(&ty).next()?.clone();
                ty = inside;
            }
            return Some((element(&ty)?.clone(), origin)).filter(|(ty, _)| !matches!(ty, Type::Reference(_)));
        }
        let (ty, origin) = match name(expr) {
            Some(name) => (self.type_of_variable(&name)?, Origin::Variable(name)),
            None => (self.type_of(expr)?, Origin::Temporary),
        };
        Some(match ty {
            Type::Reference(reference) => ((*reference.elem).clone(), Origin::Outside),
            ty => (ty, origin),
        })
    }

    /// What a value is, if it borrows, and of what.
    pub(super) fn borrow(&self, expr: &Expr) -> Option<(Shape, Origin)> {
        match expr {
            Expr::Paren(paren) => self.borrow(&paren.expr),
            Expr::Try(question) => match self.borrow(&question.expr)? {
                (Shape::Maybe(inside), origin) => Some((*inside, origin)),
                _ => None,
            },
            // The scope of a temporary is not that of a statement there.
            Expr::Reference(reference) => {
                let (ty, origin) = self.place(&reference.expr)?;
                (origin != Origin::Temporary).then_some((Shape::To(Some(ty)), origin))
            }
            Expr::MethodCall(call) if !BORROWS.iter().any(|name| call.method == name) => None,
            Expr::MethodCall(call) => match self.borrow(&call.receiver) {
                Some((shape, origin)) => match shape {
                    Shape::Guard(ty) => Some((method_of(&ty?, call)?, Origin::Temporary)),
                    shape => Some((shape.method(call)?, origin)),
                },
                None => {
                    let (ty, origin) = self.place(&call.receiver)?;
                    Some((method_of(&ty, call)?, origin))
                }
            },
            _ => None,
        }
    }
}

impl Shape {
    /// What a method gives, if that borrows the same.
    fn method(self, call: &syn::ExprMethodCall) -> Option<Shape> {
        let method = call.method.to_string();
        match self {
            Shape::Str => method_of_str(&method),
            Shape::Slice => method_of_slice(&method),
            Shape::To(ty) => method_of(&ty?, call),
            Shape::Maybe(inside) => matches!(method.as_str(), "unwrap" | "expect").then_some(*inside),
            Shape::Iter(items) => match method.as_str() {
                "enumerate" | "filter" | "peekable" | "rev" | "skip" | "skip_while" | "take"
                | "take_while" => Some(Shape::Iter(items)),
                "map" | "filter_map" => Some(Shape::Iter(false)),
                "next" => items.then(|| Shape::Maybe(Box::new(Shape::To(None)))),
                "collect" => (items && collects_list(call)).then_some(Shape::List),
                _ => None,
            },
            Shape::Guard(_) | Shape::List => None,
        }
    }
}

/// `collect::<Vec<_>>()`
fn collects_list(call: &syn::ExprMethodCall) -> bool {
    let mut types = call.turbofish.iter().flat_map(|given| &given.args);
    let is_open = |ty: &Type| matches!(ty, Type::Infer(_) | Type::Reference(_));
    match types.next() {
        Some(GenericArgument::Type(ty)) => {
            known_name(ty).is_some_and(|name| name == "Vec") && arguments(ty).all(is_open)
        }
        _ => false,
    }
}

/// What a method of a type of the standard library gives, if that borrows the value.
fn method_of(ty: &Type, call: &syn::ExprMethodCall) -> Option<Shape> {
    let method = call.method.to_string();
    let inside = || arguments(ty).next().cloned();
    let maybe = |shape| Some(Shape::Maybe(Box::new(shape)));
    match (known_name(ty)?.to_string().as_str(), method.as_str()) {
        ("Arc" | "Box" | "Rc", _) => method_of(&inside()?, call),
        ("String", method) => method_of_str(method),
        ("Vec", method) => method_of_slice(method),
        ("BTreeMap" | "HashMap", "get" | "get_mut") => maybe(Shape::To(arguments(ty).nth(1).cloned())),
        ("BTreeMap" | "HashMap", "iter" | "iter_mut" | "keys" | "values" | "values_mut") => {
            Some(Shape::Iter(true))
        }
        ("BTreeSet" | "HashSet" | "VecDeque", "iter") => Some(Shape::Iter(true)),
        ("Option", "as_ref" | "as_mut") => maybe(Shape::To(inside())),
        ("Mutex", "lock") | ("RwLock", "read" | "write") => maybe(Shape::Guard(inside())),
        ("RefCell", "borrow" | "borrow_mut") => Some(Shape::Guard(inside())),
        _ => None,
    }
}

fn method_of_str(method: &str) -> Option<Shape> {
    match method {
        "as_str" | "trim" | "trim_end" | "trim_start" => Some(Shape::Str),
        "as_bytes" => Some(Shape::Slice),
        "lines" | "split" | "split_whitespace" => Some(Shape::Iter(true)),
        "bytes" | "char_indices" | "chars" => Some(Shape::Iter(false)),
        _ => None,
    }
}

fn method_of_slice(method: &str) -> Option<Shape> {
    match method {
        "as_slice" => Some(Shape::Slice),
        "first" | "get" | "get_mut" | "last" => Some(Shape::Maybe(Box::new(Shape::To(None)))),
        "chunks" | "iter" | "iter_mut" | "windows" => Some(Shape::Iter(true)),
        _ => None,
    }
}
