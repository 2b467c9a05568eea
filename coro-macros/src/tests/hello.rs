//! `examples/hello-expanded.rs` is what the attribute makes of `examples/hello.rs`, but for its comments.

use std::collections::VecDeque;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use syn::visit_mut::{self, VisitMut};

fn example(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name)
}

/// The function in `examples/hello.rs` that has the attribute, expanded.
fn expansion() -> String {
    let text = fs::read_to_string(example("hello.rs")).expect("the example");
    let file = syn::parse_file(&text).expect("Rust");
    let function = file.items.into_iter().find_map(|item| match item {
        syn::Item::Fn(mut function) if !function.attrs.is_empty() => {
            function.attrs.clear();
            Some(function)
        }
        _ => None,
    });
    let function = function.expect("a function with the attribute");
    let expanded = crate::expand::coroutine(quote::quote!(), &quote::quote!(#function));
    let file = syn::parse2(expanded).expect("Rust");
    prettyplease::unparse(&file)
}

/// The same text without comments and in one format; `cargo fmt` may have been here.
fn normalised(text: &str) -> String {
    let mut file = syn::parse_file(text).expect("Rust");
    ClosureBlocks.visit_file_mut(&mut file);
    prettyplease::unparse(&file)
}

/// Takes the one block out that is all of a closure's block, as `cargo fmt` does.
struct ClosureBlocks;

impl VisitMut for ClosureBlocks {
    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        if let syn::Expr::Block(outer) = &mut *closure.body
            && let [syn::Stmt::Expr(syn::Expr::Block(inner), None)] = outer.block.stmts.as_slice()
            && inner.label.is_none()
        {
            outer.block = inner.block.clone();
        }
        visit_mut::visit_expr_closure_mut(self, closure);
    }
}

#[test]
fn hello_expanded_is_the_expansion_of_hello() {
    let path = example("hello-expanded.rs");
    let shown = fs::read_to_string(&path).unwrap_or_default();
    let expansion = expansion();
    let wanted = match (shown.find("#[allow(clippy::double_must_use"), shown.find("fn main")) {
        (Some(start), Some(end)) => {
            if normalised(&shown[start..end]) == normalised(&expansion) {
                return;
            }
            format!("{}{}\n{}", &shown[..start], with_comments(&expansion, &shown[start..end]), &shown[end..])
        }
        _ => expansion,
    };
    assert!(
        std::env::var_os("UPDATE_EXPECT").is_some(),
        "examples/hello-expanded.rs is not what becomes of examples/hello.rs; \
         `UPDATE_EXPECT=1 cargo test -p coro-macros hello` writes it anew"
    );
    fs::write(path, wanted).expect("a file that can be written");
}

/// Puts the comments of the old text before the lines of the new one that they stood before.
fn with_comments(new: &str, old: &str) -> String {
    let mut comments: VecDeque<(String, Vec<&str>)> = VecDeque::new();
    let mut waiting = Vec::new();
    for line in old.lines() {
        let line_start = line.trim_start();
        if line_start.starts_with("//") && !line_start.starts_with("///") {
            waiting.push(line_start);
        } else if !waiting.is_empty() {
            comments.push_back((line.trim().to_owned(), std::mem::take(&mut waiting)));
        }
    }
    let mut out = String::new();
    for line in new.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        // The old text may be broken into other lines, and a line that it had may be gone, with its comment.
        let code = line.trim();
        let stands_before = |old: &str| {
            old == code || code.len().min(old.len()) > 20 && (old.starts_with(code) || code.starts_with(old))
        };
        let found = comments.iter().position(|(before, _)| stands_before(before));
        if let Some(at) = found.filter(|at| *at == 0 || code.len() > 16) {
            let (_, found) = comments.drain(..=at).next_back().unwrap_or_default();
            for comment in found {
                let _ = writeln!(out, "{indent}{comment}");
            }
        }
        let _ = writeln!(out, "{line}");
    }
    out
}
