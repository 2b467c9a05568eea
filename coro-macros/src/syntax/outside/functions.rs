//! Which functions of a file are `async`, and what they give.

use super::{File, file};
use proc_macro2::Ident;

/// Whether the file of a name has functions of this name, and all of them are `async`.
pub(crate) fn is_async(name: &Ident) -> bool {
    let all = |file: &File| {
        let name = name.to_string();
        let mut functions = functions(&file.text, &name).peekable();
        functions.peek().is_some() && functions.all(|at| is_async_at(&file.text, at))
    };
    name.span().local_file().and_then(|path| file(&path)).is_some_and(|file| all(&file))
}

/// Whether the method of a name in the block that holds another one is `async`.
pub(crate) fn is_async_beside(name: &Ident, beside: &Ident) -> bool {
    let place = beside.span().start();
    let only = |file: &File| {
        let (name, groups) = (name.to_string(), file.groups());
        let beside = file.offset(place.line, place.column)?;
        let mut methods =
            functions(&file.text, &name).filter(|method| groups.are_in_one_impl(*method, beside));
        let method = methods.next().filter(|_| methods.next().is_none())?;
        Some(is_async_at(&file.text, method))
    };
    let path = name.span().local_file().filter(|path| beside.span().local_file().as_ref() == Some(path));
    path.and_then(|path| only(&*file(&path)?)).unwrap_or(false)
}

/// What the only function of a name in its file gives, or its future.
pub(crate) fn result_of(name: &Ident) -> Option<syn::Type> {
    let file = file(&name.span().local_file()?)?;
    let word = name.to_string();
    let mut functions = functions(&file.text, &word);
    let at = functions.next().filter(|_| functions.next().is_none())?;
    result_at(&file.text, at)
}

fn result_at(text: &str, at: usize) -> Option<syn::Type> {
    let (signature, _) = text[at..].split_once('{')?;
    match syn::parse_str::<syn::Signature>(signature).ok()?.output {
        syn::ReturnType::Type(_, ty) => Some(*ty),
        syn::ReturnType::Default => None,
    }
}

/// Where the functions of a name begin, with the word `fn`.
fn functions<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    text.match_indices("fn ").map(|(at, _)| at).filter(move |at| {
        let (before, after) = (&text[..*at], text[at + "fn ".len()..].strip_prefix(name));
        !before.ends_with(is_word) && after.is_some_and(|rest| !rest.starts_with(is_word))
    })
}

fn is_async_at(text: &str, at: usize) -> bool {
    text[..at].trim_end().ends_with("async")
}

#[cfg(test)]
mod tests {
    use super::{functions, is_async_at, result_at};
    use quote::ToTokens;

    #[test]
    fn functions_of_a_name() {
        let found =
            |text: &str| -> Vec<bool> { functions(text, "go").map(|at| is_async_at(text, at)).collect() };
        assert_eq!(found("pub async fn go() {} async\nfn go<T>() {} async fn gone() {}"), [true, true]);
        assert_eq!(found("async unsafe fn go() {} fn go() {} fn r#go() {} defn go"), [false, false]);
    }

    #[test]
    fn results() {
        let result = |text: &str| result_at(text, 0).map(|ty| ty.to_token_stream().to_string());
        assert_eq!(result("fn go<T: Into<u8>>(t: T) -> Pair where T: Copy { t }").as_deref(), Some("Pair"));
        assert_eq!(result("fn go() {}"), None);
        assert_eq!(result("fn go()"), None);
    }
}
