//! Which functions of a file are `async`, what they are, and what they give.

use super::types::end_of;
use super::{File, file, file_of, place_of};
use proc_macro2::Ident;
use quote::quote;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use syn::{GenericParam, Signature};

/// Whether the file of a name has functions of this name, and all of them are `async`.
pub(crate) fn is_async(name: &Ident) -> bool {
    let all = |file: &File| {
        let functions = file.functions_of(name);
        !functions.is_empty() && functions.iter().all(|at| is_async_at(&file.text, *at))
    };
    file_of(name.span()).is_some_and(|file| all(&file))
}

/// Whether a name may be a variable's, and no function's: its file binds it somewhere, as an argument (`name: T`), by `let` or in `Some(name)`
/// and the like, and neither defines nor imports a function of that name.
pub(crate) fn is_variable(name: &Ident) -> bool {
    let is_bound = |file: &File| file.functions_of(name).is_empty() && binds(&file.text, &name.to_string());
    file_of(name.span()).is_some_and(|file| is_bound(&file)) && !super::is_imported(name)
}

/// Whether a name is that of the standard library's function `drop`, rather than a variable's, of which nothing would tell what it drops
/// (`map_err(drop)`): the file declares none.
pub(crate) fn is_drop(name: &Ident) -> bool {
    name == "drop" && file_of(name.span()).is_some_and(|file| !declares(&file.text, "drop"))
}

fn binds(text: &str, name: &str) -> bool {
    mentions(text, name, |before, behind| before.ends_with('(') && behind.starts_with(')'))
        || declares(text, name)
}

fn declares(text: &str, name: &str) -> bool {
    mentions(text, name, |before, behind| {
        let is_typed = behind.starts_with(':') && !behind.starts_with("::");
        is_typed || ["let", "mut", "|"].iter().any(|word| before.ends_with(word))
    })
}

/// Whether a text has a name somewhere where what is before it and behind it is so.
fn mentions(text: &str, name: &str, is_so: impl Fn(&str, &str) -> bool) -> bool {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    text.match_indices(name).any(|(at, _)| {
        let (before, behind) = (text[..at].trim_end_matches(' '), &text[at + name.len()..]);
        let is_whole = !text[..at].ends_with(is_word) && !behind.starts_with(is_word);
        is_whole && is_so(before, behind)
    })
}

/// Whether the file of a name has a method of it that belongs to no trait: `self.name()` means that one first.
pub(crate) fn is_inherent_somewhere(name: &Ident) -> bool {
    let any = |file: &File| file.functions_of(name).iter().any(|at| file.groups().are_inherent(*at));
    file_of(name.span()).is_some_and(|file| any(&file))
}

/// Whether the method of a name in the block that holds another one is `async`.
pub(crate) fn is_async_beside(name: &Ident, beside: &Ident) -> bool {
    is_beside(name, beside, is_async_at)
}

/// The same of a method that is named without types of its own.
pub(crate) fn is_plain_async_beside(name: &Ident, beside: &Ident) -> bool {
    is_beside(name, beside, |text, at| is_async_at(text, at) && is_plain_at(text, at))
}

fn is_beside(name: &Ident, beside: &Ident, is: impl Fn(&str, usize) -> bool) -> bool {
    let place = beside.span().start();
    let only = |file: &File| {
        let beside = file.offset(place.line, place.column)?;
        let mut methods =
            file.functions_of(name).iter().filter(|method| file.groups().are_in_one_impl(**method, beside));
        let method = methods.next().filter(|_| methods.next().is_none())?;
        Some(is(&file.text, *method))
    };
    let path = name.span().local_file().filter(|path| beside.span().local_file().as_ref() == Some(path));
    path.and_then(|path| only(&*file(&path)?)).unwrap_or(false)
}

/// Whether the file of a name has methods of this name, and all of them take `self` by value.
pub(crate) fn takes_self(name: &Ident) -> bool {
    let all = |file: &File| {
        let functions = file.functions_of(name).iter();
        let mut receivers = functions.filter_map(|at| signature_at(&file.text, *at)?.receiver().cloned());
        let is_value = |this: syn::Receiver| this.reference.is_none() && this.colon_token.is_none();
        receivers.next().is_some_and(is_value) && receivers.all(is_value)
    };
    file_of(name.span()).is_some_and(|file| all(&file))
}

/// Whether the file of a name has a method of this name that takes a reference to `self`.
pub(crate) fn borrows_self(name: &Ident) -> bool {
    let any = |file: &File| {
        let mut functions = file.functions_of(name).iter();
        functions.any(|at| is_borrowed(signature_at(&file.text, *at).as_ref().and_then(Signature::receiver)))
    };
    file_of(name.span()).is_some_and(|file| any(&file))
}

fn is_borrowed(receiver: Option<&syn::Receiver>) -> bool {
    receiver.is_some_and(|receiver| receiver.reference.is_some())
}

/// The receiver of a type's own method, if the file of its name has no other function of that name.
pub(crate) fn receiver_of(ty: &Ident, method: &Ident) -> Option<syn::Receiver> {
    let file = file_of(method.span())?;
    let [at] = *file.functions_of(method) else { return None };
    let block = header_of(&file.text[file.groups().header(at).filter(|_| file.groups().are_inherent(at))?])?;
    signature_at(&file.text, at)?.receiver().filter(|_| is_of_type(&block, ty)).cloned()
}

/// What the only function of a name in its file gives, or its future.
pub(crate) fn result_of(name: &Ident) -> Option<syn::Type> {
    let file = file_of(name.span())?;
    let [at] = *file.functions_of(name) else { return None };
    result_at(&file.text, at)
}

/// What a function gives that is called by a path: one that the place means, or the only one of its name; or a type's own, from the only
/// function of that name in a block of that type.
pub(crate) fn result_of_path(path: &syn::Path) -> Option<syn::Type> {
    let mut segments = path.segments.iter().rev();
    let (name, of) = (&segments.next()?.ident, segments.next().map(|of| &of.ident));
    let Some(of) = of.filter(|of| *of != "Self" && of.to_string().starts_with(char::is_uppercase)) else {
        return result_of(name).or_else(|| result_of_called(name));
    };
    let file = file_of(name.span())?;
    let mut functions = file.functions_of(name).iter().filter(|at| {
        let header = file.groups().header(**at).filter(|_| file.groups().are_impl(**at));
        header.and_then(|header| header_of(&file.text[header])).is_some_and(|block| is_of_type(&block, of))
    });
    let at = functions.next().filter(|_| functions.next().is_none())?;
    match result_at(&file.text, *at)? {
        syn::Type::Path(result) if result.path.is_ident("Self") => {
            let mut path = path.clone();
            path.segments.pop();
            path.segments.pop_punct();
            Some(syn::Type::Path(syn::TypePath { qself: None, path }))
        }
        result => Some(result),
    }
}

/// An impl block, as it begins.
pub(super) fn header_of(text: &str) -> Option<syn::ItemImpl> {
    let header = text.trim_end_matches(|c: char| c == '{' || c.is_whitespace());
    syn::parse_str(&format!("{header} {{}}")).ok()
}

fn is_of_type(block: &syn::ItemImpl, ty: &Ident) -> bool {
    let last = |of: &syn::TypePath| of.path.segments.last().is_some_and(|last| last.ident == *ty);
    matches!(&*block.self_ty, syn::Type::Path(of) if last(of))
}

/// The same of one that a call means: it stands in a module or a block around that, and in no impl block.
pub(crate) fn result_of_called(name: &Ident) -> Option<syn::Type> {
    let (file, place) = place_of(name.span())?;
    let groups = file.groups();
    let is_method = |at| signature_at(&file.text, at).is_none_or(|signature| signature.receiver().is_some());
    let functions = file.functions_of(name).iter().copied();
    let functions: Vec<usize> = functions.filter(|at| !groups.are_impl(*at) && !is_method(*at)).collect();
    let at = groups.meant(&functions, place)?;
    let is_own = !super::is_imported(name) && keeps_what_it_is(&file.text[..at]);
    is_own.then(|| result_at(&file.text, at)).flatten()
}

fn result_at(text: &str, at: usize) -> Option<syn::Type> {
    match signature_at(text, at)?.output {
        syn::ReturnType::Type(_, ty) => Some(*ty),
        syn::ReturnType::Default => None,
    }
}

fn signature_at(text: &str, at: usize) -> Option<Signature> {
    let text = &text[at..];
    let body = text.find('{').unwrap_or(text.len());
    // Not each semicolon is the end: `[u8; 2]` may be a parameter.
    let ends = text[..body].match_indices(';').map(|(end, _)| end).chain([body]);
    ends.into_iter().find_map(|end| syn::parse_str(&text[..end]).ok())
}

/// Whether the function has no generics but lifetimes, also none without a name.
fn is_plain_at(text: &str, at: usize) -> bool {
    signature_at(text, at).is_some_and(|Signature { generics, inputs, .. }| {
        let is_lifetime = |param: &GenericParam| matches!(param, GenericParam::Lifetime(_));
        generics.params.iter().all(is_lifetime) && !quote!(#inputs).to_string().contains("impl ")
    })
}

/// The only function of a name in its file, if it is an `async fn` that a call in another one means, of the same block if it is a method,
/// may call that one, and has no attribute that may make another function of it.
pub(crate) fn function_that_calls(name: &Ident, other: &Ident, is_method: bool) -> Option<syn::ItemFn> {
    let path = name.span().local_file().filter(|path| other.span().local_file().as_ref() == Some(path))?;
    let file = file(&path)?;
    let place = other.span().start();
    let place = file.offset(place.line, place.column)?;
    let [from] = *file.functions_of(name) else { return None };
    let is_meant = if is_method {
        file.groups().are_in_one_impl(from, place)
    } else {
        file.groups().hold_both(from, place) && !file.groups().are_impl(from)
    };
    let may_be = is_meant && is_async_at(&file.text, from);
    let calls = may_be.then(|| file.calls_in(from)).flatten()?;
    let does = calls.names.contains(&other.to_string()) && keeps_what_it_is(&file.text[..from]);
    does.then(|| syn::parse_str(&file.text[from..calls.end]).ok()).flatten()
}

/// Whether the attributes of a function, in the text before it, leave it what it is.
fn keeps_what_it_is(before: &str) -> bool {
    const KNOWN: [&str; 6] = ["coro::coroutine]", "coroutine]", "allow(", "expect(", "inline", "doc"];
    let start = before.rfind(['}', ';']).unwrap_or(0);
    let mut attributes = before[start..].split("#[").skip(1);
    attributes.all(|attribute| KNOWN.iter().any(|known| attribute.starts_with(known)))
}

impl File {
    /// Where the functions of a name begin, with the word `fn`.
    fn functions_of(&self, name: &Ident) -> &[usize] {
        let all = self.functions.get_or_init(|| functions(&self.text));
        all.get(&name.to_string()).map_or(&[], Vec::as_slice)
    }

    /// What the function that begins there calls, if it has an end.
    fn calls_in(&self, from: usize) -> Option<Rc<Calls>> {
        let read = || {
            let end = end_of(&self.text, from)?;
            Some(Rc::new(Calls { names: called(&self.text[from..end]), end }))
        };
        self.calls.borrow_mut().entry(from).or_insert_with(read).clone()
    }
}

/// What a function calls: whether it is called back is asked for each call of it that is awaited.
pub(super) struct Calls {
    /// The words before parentheses.
    names: HashSet<String>,
    /// Where the function ends.
    end: usize,
}

/// The words that an opening parenthesis follows.
fn called(text: &str) -> HashSet<String> {
    let name = |before: &str| {
        let start = before.rfind(|c: char| c != '_' && !c.is_alphanumeric());
        let start = start.map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        before[start..].to_owned()
    };
    text.match_indices('(').map(|(at, _)| name(&text[..at])).collect()
}

fn functions(text: &str) -> HashMap<String, Vec<usize>> {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let mut functions: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, word) in text.match_indices("fn ").filter(|(at, _)| !text[..*at].ends_with(is_word)) {
        let name = text[at + word.len()..].split(|c| !is_word(c)).next().unwrap_or_default();
        functions.entry(name.to_owned()).or_default().push(at);
    }
    functions
}

fn is_async_at(text: &str, at: usize) -> bool {
    text[..at].trim_end().ends_with("async")
}

#[cfg(test)]
mod tests {
    use super::{called, functions, is_async_at, is_plain_at, result_at};
    use quote::ToTokens;

    #[test]
    fn functions_of_a_name() {
        let found = |text: &str| -> Vec<bool> {
            functions(text)["go"].iter().map(|at| is_async_at(text, *at)).collect()
        };
        assert_eq!(found("pub async fn go() {} async\nfn go<T>() {} async fn gone() {}"), [true, true]);
        assert_eq!(found("async unsafe fn go() {} fn go() {} fn r#go() {} defn go"), [false, false]);
    }

    #[test]
    fn what_is_called() {
        let names = called("fn go(n: u8) { été(gone(n)).wait((1, x [0])); r#type () }");
        let words = ["go", "été", "gone", "wait", ""];
        assert_eq!(names, words.into_iter().map(str::to_owned).collect());
    }

    #[test]
    fn plain_functions() {
        let is_plain = |text: &str| is_plain_at(text, 0);
        assert!(is_plain("fn go<'a>(mut self, text: &'a str) -> Result<Text<'a>> where Self: Sized { }"));
        assert!(!is_plain("fn go<T>(self, t: T) { }"));
        assert!(!is_plain("fn go(self, t: impl Into<u8>) { }"));
        assert!(is_plain("fn go(self, two: [u8; 2]); fn gone<T>() {}"));
    }

    #[test]
    fn results() {
        let result = |text: &str| result_at(text, 0).map(|ty| ty.to_token_stream().to_string());
        assert_eq!(result("fn go<T: Into<u8>>(t: T) -> Pair where T: Copy { t }").as_deref(), Some("Pair"));
        assert_eq!(result("fn go() {}"), None);
        assert_eq!(result("fn go()"), None);
    }
}
