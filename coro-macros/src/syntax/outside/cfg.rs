//! Which `#[cfg(..)]` holds, as far as the compiler's command line tells.

use super::super::edition::compiler_arguments;
use syn::punctuated::Punctuated;
use syn::{Expr, Lit, Meta, Token};

/// Whether the condition holds, if that is known: of features, and of tests.
pub(in crate::syntax) fn holds(condition: &str) -> Option<bool> {
    let condition: Meta = syn::parse_str(condition).ok()?;
    evaluate(&condition, &compiler_arguments().collect::<Vec<_>>())
}

fn evaluate(condition: &Meta, arguments: &[String]) -> Option<bool> {
    match condition {
        Meta::Path(path) if path.is_ident("test") => {
            Some(arguments.iter().any(|argument| argument == "--test"))
        }
        // The compiler knows others that no one tells it.
        Meta::Path(_) => None,
        Meta::NameValue(pair) if pair.path.is_ident("feature") => {
            let Expr::Lit(syn::ExprLit { lit: Lit::Str(name), .. }) = &pair.value else { return None };
            let cfg = format!("feature=\"{}\"", name.value());
            let set = |pair: &[String]| pair[0] == "--cfg" && pair[1] == cfg;
            let joined = format!("--cfg={cfg}");
            Some(arguments.windows(2).any(set) || arguments.contains(&joined))
        }
        Meta::NameValue(_) => None,
        Meta::List(list) => {
            let conditions = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
            let mut values = conditions.iter().map(|condition| evaluate(condition, arguments));
            let name = list.path.get_ident()?.to_string();
            match name.as_str() {
                "not" => values.next()?.map(|holds| !holds),
                "all" => fold(values, false),
                "any" => fold(values, true),
                "cfg" => values.next()?,
                _ => None,
            }
        }
    }
}

/// What decides if it is among the values; otherwise the opposite, if all are known.
fn fold(values: impl Iterator<Item = Option<bool>>, decides: bool) -> Option<bool> {
    let values: Vec<Option<bool>> = values.collect();
    if values.contains(&Some(decides)) {
        Some(decides)
    } else {
        (!values.contains(&None)).then_some(!decides)
    }
}

#[cfg(test)]
mod tests {
    use super::evaluate;

    #[test]
    fn conditions() {
        let line = ["rustc", "--cfg", "feature=\"a\"", "--cfg=feature=\"b\"", "--test"].map(str::to_owned);
        let holds = |text: &str| evaluate(&syn::parse_str(text).expect("a condition"), &line);
        assert_eq!(holds("cfg(feature = \"a\")"), Some(true));
        assert_eq!(holds("cfg(all(feature = \"a\", feature = \"b\", test))"), Some(true));
        assert_eq!(holds("cfg(not(any(feature = \"c\", feature = \"b\")))"), Some(false));
        assert_eq!(holds("cfg(all(unix, feature = \"c\"))"), Some(false));
        assert_eq!(holds("cfg(all(unix, feature = \"a\"))"), None);
        assert_eq!(holds("cfg(any(unix, feature = \"a\"))"), Some(true));
        assert_eq!(holds("cfg(target_os = \"linux\")"), None);
    }
}
