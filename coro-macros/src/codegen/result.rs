//! What a body comes to, in the machine.

use super::code::{field_at, in_parentheses};
use super::resume::Emitter;
use super::told::last_is;
use crate::ir::{self, Code, Node, Piece};
use crate::syntax::awaiting::ends;
use crate::syntax::face::Face;
use crate::syntax::outside;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::quote;
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypePath};

impl Emitter<'_> {
    /// What a function that is declared to give nothing comes to. Of a value that is there rustc says that a semicolon is missing, if it
    /// is a call: so what is one for the user is one here, and nothing else is.
    pub(super) fn value_at_end(&mut self, value: &Code) -> TokenStream {
        if let Some(told) = self.value_told(value) {
            return told;
        }
        let tokens = self.code(value);
        let coroutine = self.cx.coroutine;
        let is_unit = matches!((&coroutine.face, &coroutine.sig.output), (Face::Future, ReturnType::Default));
        let [piece] = value.pieces.as_slice() else { return tokens };
        match piece {
            _ if !is_unit || coroutine.captures.is_some() => tokens,
            Piece::Await(_) | Piece::Call(_) => match ends(tokens.clone()) {
                Some((first, last)) => {
                    let private = &self.cx.private;
                    let mut argument = Group::new(Delimiter::Parenthesis, tokens);
                    argument.set_span(last);
                    let placed = |span: Span, tokens: TokenStream| {
                        tokens.into_iter().map(move |mut token| {
                            token.set_span(span);
                            token
                        })
                    };
                    let asked = placed(first, quote!(#private::asked)).chain([argument.into()]);
                    asked.chain(placed(last, quote!(.value()))).collect()
                }
                None => tokens,
            },
            Piece::Use { ident, .. } => field_at((ident.span(), ident.span()), &tokens),
            _ => tokens,
        }
    }

    /// What the body comes to, or what `return` is given, if nothing is converted to what is declared: it is of that type, or the check has
    /// told that it is not. (Of a variable in the machine rustc would say other things than of the user's.) The same for what is wrapped.
    pub(super) fn value_told(&mut self, value: &Code) -> Option<TokenStream> {
        let ty = self.cx.returned.ty().filter(|_| matches!(self.cx.coroutine.face, Face::Future))?;
        match value.pieces.as_slice() {
            [Piece::Use { .. } | Piece::Question(..)] if is_plain(ty) => {
                let ty = ty.clone();
                Some(self.told(value, &ty))
            }
            [Piece::Tokens(name), Piece::Group(Delimiter::Parenthesis, span, inner)] => {
                let part = part_of(name, ty).filter(|part| is_plain(part))?.clone();
                let is_one = matches!(
                    inner.pieces.as_slice(),
                    [Piece::Use { .. } | Piece::Question(..) | Piece::Await(_)]
                );
                let told = is_one.then(|| self.told(inner, &part))?;
                let told = in_parentheses(*span, told);
                Some(quote!(#name #told))
            }
            _ => None,
        }
    }

    /// What `?` gives to a `let` of such a type.
    pub(super) fn question_told(&mut self, value: &Code, ty: &TokenStream) -> Option<TokenStream> {
        let [Piece::Question(..)] = value.pieces.as_slice() else { return None };
        let ty = syn::parse2(ty.clone()).ok().filter(is_plain)?;
        Some(self.told(value, &ty))
    }

    fn told(&mut self, value: &Code, ty: &Type) -> TokenStream {
        let value = self.code(value);
        let private = &self.cx.private;
        quote!(#private::Told::<_, #ty>(#value, #private::PhantomData).value())
    }
}

/// What `Ok`, `Err` or `Some` is given, if the type is one of the standard library's enums.
fn part_of<'a>(name: &TokenStream, ty: &'a Type) -> Option<&'a Type> {
    let Type::Path(TypePath { qself: None, path }) = ty else { return None };
    let name: Ident = syn::parse2(name.clone()).ok().filter(|name| !outside::is_another(name))?;
    let number = match name.to_string().as_str() {
        "Ok" if last_is(ty, "Result") => 0,
        "Err" if last_is(ty, "Result") => 1,
        "Some" if last_is(ty, "Option") => 0,
        _ => return None,
    };
    let PathArguments::AngleBracketed(given) = &path.segments.last()?.arguments else { return None };
    match given.args.get(number)? {
        GenericArgument::Type(ty) if outside::may_mean_std(path) => Some(ty),
        _ => None,
    }
}

/// Whether a type is known to be a number, a text, a container of the standard library, a struct or an enum of the file, or a tuple: nothing is converted to those where
/// it stands.
fn is_plain(ty: &Type) -> bool {
    const NUMBERS: [&str; 15] = [
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64",
        "usize",
    ];
    const CONTAINERS: [&str; 9] =
        ["BTreeMap", "BTreeSet", "HashMap", "HashSet", "Option", "Result", "String", "Vec", "VecDeque"];
    let is_own = |name: &Ident| outside::definition_of_type(&name.to_string(), name.span()).is_some();
    match ty {
        Type::Tuple(tuple) => !tuple.elems.is_empty(),
        Type::Path(TypePath { qself: None, path }) => path.segments.last().is_some_and(|last| {
            NUMBERS.iter().any(|name| path.is_ident(name))
                || path.get_ident().is_some_and(is_own)
                || CONTAINERS.iter().any(|name| last.ident == name) && outside::may_mean_std(path)
        }),
        _ => false,
    }
}

/// Whether a block ends with another one, or with what ends with that.
pub(super) fn ends_with(block: &ir::Block, last: &ir::Block) -> bool {
    match block.value.as_ref().map(|value| value.pieces.as_slice()) {
        Some([Piece::Nest(node)]) => match &**node {
            Node::Block(inner) => std::ptr::eq(inner, last) || ends_with(inner, last),
            Node::Chain(_) | Node::If { .. } | Node::Loop { .. } | Node::Match { .. } => false,
        },
        _ => false,
    }
}
