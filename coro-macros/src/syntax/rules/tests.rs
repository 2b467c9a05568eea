//! What calls of `macro_rules!` are expanded to.

use quote::ToTokens;

fn expanded(body: &str) -> String {
    let mut body: syn::Block = syn::parse_str(body).expect("a block");
    super::expand(&mut body, &syn::parse_quote!(fn f()), None);
    body.to_token_stream().to_string()
}

fn normal(body: &str) -> String {
    syn::parse_str::<syn::Block>(body).expect("a block").to_token_stream().to_string()
}

#[test]
fn what_a_rule_binds_is_its_own() {
    let made =
        expanded("{ macro_rules! m { ($n:ident) => { let x = f(x); let $n = (x, y.x); } } m!(x); g(x) }");
    assert_eq!(made, normal("{ let _x_1 = f(x); let x = (_x_1, y.x); g(x) }"));
}

#[test]
fn repetitions_and_recursion() {
    let made = expanded(
        "{ macro_rules! m { () => { 0 }; ($a:expr $(, $b:expr)* $(,)?) => { $a + m!($($b),*) } } m!(x, 2,) }",
    );
    assert_eq!(made, normal("{ (x + (2 + (0))) }"));
}

#[test]
fn what_is_not_understood_stays() {
    for body in [
        "{ macro_rules! m { ($a:lifetimes) => { $a } } m!(x) }",
        "{ macro_rules! m { ($a:expr) => { $a } } m!(x, y) }",
        "{ macro_rules! m { ($a:stmt) => { 1 }; ($($a:tt)*) => { 2 } } m!(x) }",
        "{ macro_rules! m { ($a:expr) => { $b } } m!(x) }",
        "{ macro_rules! m { () => { m!() } } f() }",
    ] {
        assert_eq!(expanded(body), normal(body));
    }
}

#[test]
fn a_wild_card_is_no_name() {
    let made = expanded("{ macro_rules! m { ($a:ident) => { 1 }; ($a:expr) => { 2 }; (_) => { 3 } } m!(_) }");
    assert_eq!(made, normal("{ (3) }"));
}

#[test]
fn endless_rules_end() {
    for body in [
        "{ macro_rules! m { () => { m!() } } m!() }",
        "{ macro_rules! m { () => { m!() + m!() } } m!() }",
        "{ macro_rules! m { ($($t:tt)*) => { m!($($t)* $($t)*) } } m!(x) }",
    ] {
        assert!(expanded(body).contains("m !"));
    }
}
