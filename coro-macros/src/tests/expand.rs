//! Golden expansions: what `cargo expand` shows of a dozen shapes of functions. Each `tests/expand/name.rs` is what a person
//! writes, and `name.expanded.rs` what the attribute makes of it. They are there to be read.

use expect_test::expect_file;
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit_mut::VisitMut;

const SHAPES: [&str; 14] = [
    "straight_line",
    "looping",
    "branches",
    "match_with_locals",
    "question_mark",
    "borrow_across_wait",
    "conditional_move",
    "generic",
    "method",
    "by_usage",
    "iterator",
    "resumable",
    "named",
    "block",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/expand")
}

/// What `cargo expand` shows of a file.
fn expanded(source: &str) -> String {
    let mut file = syn::parse_file(source).expect("Rust");
    for item in &mut file.items {
        match item {
            syn::Item::Fn(function) if function.sig.ident == "scaled" => {
                Blocks.visit_item_fn_mut(function);
            }
            syn::Item::Fn(function) => {
                let ours = function.attrs.iter().find(|attr| is_ours(attr));
                let arguments = match ours.map(|attr| &attr.meta) {
                    Some(syn::Meta::List(list)) => list.tokens.clone(),
                    _ => quote::quote!(),
                };
                function.attrs.retain(|attr| !is_ours(attr));
                *item = syn::Item::Verbatim(crate::expand::coroutine(arguments, &quote::quote!(#function)));
            }
            syn::Item::Impl(block) => {
                for item in &mut block.items {
                    let syn::ImplItem::Fn(method) = item else { continue };
                    method.attrs.retain(|attr| !is_ours(attr));
                    let method = crate::expand::coroutine(quote::quote!(), &quote::quote!(#method));
                    *item = syn::ImplItem::Verbatim(method);
                }
            }
            _ => {}
        }
    }
    prettyplease::unparse(&syn::parse2(quote::quote!(#file)).expect("Rust"))
}

/// Expands `co!(..)`.
struct Blocks;

impl VisitMut for Blocks {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        match expr {
            syn::Expr::Macro(mac) if mac.mac.path.is_ident("co") => {
                *expr = syn::Expr::Verbatim(crate::expand::co(mac.mac.tokens.clone()));
            }
            _ => syn::visit_mut::visit_expr_mut(self, expr),
        }
    }
}

fn is_ours(attr: &syn::Attribute) -> bool {
    attr.path().segments.last().is_some_and(|name| name.ident == "coroutine")
}

#[test]
fn golden() {
    for shape in SHAPES {
        let source = fs::read_to_string(folder().join(shape).with_extension("rs")).expect("the shape");
        let golden = folder().join(format!("{shape}.expanded.rs"));
        expect_file![golden].assert_eq(&expanded(&source));
    }
}

#[test]
fn each_shape_is_listed() {
    let files = fs::read_dir(folder()).expect("the shapes").map(|entry| entry.expect("an entry").file_name());
    let mut shapes: Vec<String> = files.map(|name| name.to_string_lossy().into_owned()).collect();
    shapes.retain(|name| !name.ends_with(".expanded.rs"));
    shapes.sort();
    let mut listed = SHAPES.map(|shape| format!("{shape}.rs"));
    listed.sort();
    assert_eq!(shapes, listed);
}
