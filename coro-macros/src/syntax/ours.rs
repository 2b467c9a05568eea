//! How the variables of generated code are called.
//!
//! Names of variables in the user's code are others, whatever they are, by hygiene. But a pattern binds none where a constant, a static
//! or a unit struct of that name is in scope. Where the file of a function has one with the name of a variable, all that is
//! generated begins as nobody's names do; elsewhere it is called what it is.

use proc_macro2::{Span, TokenStream, TokenTree};
use std::cell::Cell;

thread_local! {
    /// For the function that is being expanded: each place that makes a name would have to be told otherwise.
    static APART: Cell<bool> = const { Cell::new(false) };
}

/// Begins with a function.
pub(super) fn begin(apart: bool) {
    APART.set(apart);
}

/// Whether names are told apart from the user's by how they begin.
pub(crate) fn are_apart() -> bool {
    APART.get()
}

/// What a variable of ours is called.
pub(crate) fn variable(name: &str) -> String {
    if are_apart() && !name.starts_with("__") { format!("__{name}") } else { name.to_owned() }
}

/// Tokens of a path as if the user had written them at a place: rustc drops a message that it has given for that already. Items are found from
/// there as well.
pub(crate) fn by_user(path: TokenStream, at: Span) -> TokenStream {
    let written = |mut token: TokenTree| {
        token.set_span(at);
        token
    };
    path.into_iter().map(written).collect()
}
