//! Parentheses for an expression that is put where its tokens would be read as something else.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr};

/// An expression before a block, as in `if condition {`: a struct literal there would end with its name.
pub(crate) fn before_block(expr: &Expr) -> TokenStream {
    struct Literals(bool);
    impl Visit<'_> for Literals {
        fn visit_expr_struct(&mut self, _: &syn::ExprStruct) {
            self.0 = true;
        }
        fn visit_expr(&mut self, expr: &Expr) {
            if !matches!(expr, Expr::Paren(_)) {
                visit::visit_expr(self, expr);
            }
        }
    }
    match expr {
        Expr::Binary(chain) if matches!(chain.op, BinOp::And(_)) => {
            let (left, and, right) = (before_block(&chain.left), &chain.op, before_block(&chain.right));
            return quote!(#left #and #right);
        }
        Expr::Let(condition) => {
            let (pat, value) = (&condition.pat, before_block(&condition.expr));
            return quote!(let #pat = #value);
        }
        _ => {}
    }
    let mut literals = Literals(false);
    literals.visit_expr(expr);
    if literals.0 { quote!((#expr)) } else { expr.to_token_stream() }
}

/// A value behind `break 'label`, where rustc would take a block for the label's, and warns.
pub(crate) fn behind_label(value: &mut Option<Box<Expr>>) {
    if let Some(value) = value
        && is_statement(value)
    {
        **value = syn::parse_quote!((#value));
    }
}

/// Whether a statement that begins with it ends with it.
fn is_statement(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Block(_)
            | Expr::Unsafe(_)
            | Expr::If(_)
            | Expr::Match(_)
            | Expr::Loop(_)
            | Expr::While(_)
            | Expr::ForLoop(_)
            | Expr::Const(_)
    )
}

/// Operands that are blocks get parentheses where an expression begins with them, for it may come to stand where a statement would
/// end with them, as in `{ a } + b`.
pub(crate) fn around_leading_blocks(block: &mut syn::Block) {
    struct Leading;
    impl VisitMut for Leading {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            visit_mut::visit_expr_mut(self, expr);
            let leading = match expr {
                Expr::Assign(assign) => &mut *assign.left,
                Expr::Binary(binary) => &mut *binary.left,
                Expr::Call(call) => &mut *call.func,
                Expr::Cast(cast) => &mut *cast.expr,
                Expr::Index(index) => &mut *index.expr,
                Expr::Range(range) => match &mut range.start {
                    Some(start) => &mut **start,
                    None => return,
                },
                _ => return,
            };
            if is_statement(leading) {
                *leading = syn::parse_quote!((#leading));
            }
        }

        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    Leading.visit_block_mut(block);
}

#[cfg(test)]
mod tests {
    use super::before_block;
    use quote::{ToTokens, quote};
    use syn::parse_quote;

    #[test]
    fn struct_literals_before_blocks() {
        assert_eq!(
            before_block(&parse_quote!(a == S { n: 1 })).to_string(),
            quote!((a == S { n: 1 })).to_string()
        );
        assert_eq!(
            before_block(&parse_quote!(a == (S { n: 1 }))).to_string(),
            quote!(a == (S { n: 1 })).to_string()
        );
        assert_eq!(before_block(&parse_quote!(a == b)).to_string(), quote!(a == b).to_string());
        let chain = before_block(&parse_quote!(let S { n } = S { n: 1 } && n == 2));
        assert_eq!(chain.to_string(), quote!(let S { n } = (S { n: 1 }) && n == 2).to_string());
    }

    #[test]
    fn what_begins_with_a_block() {
        let parenthesised = |body: &str| {
            let mut block: syn::Block = syn::parse_str(body).expect("a block");
            super::around_leading_blocks(&mut block);
            block.to_token_stream().to_string()
        };
        let made = parenthesised("{ if { a } + b > unsafe { c } as u8 { f({ a }..b) } }");
        assert_eq!(
            made,
            quote!({
                if ({ a }) + b > (unsafe { c }) as u8 {
                    f(({ a })..b)
                }
            })
            .to_string()
        );
        let unchanged = quote!({
            {
                a
            };
            { a }.f();
            a + { b };
            if a { b } else { c }
        })
        .to_string();
        assert_eq!(parenthesised(&unchanged), unchanged);
    }
}
