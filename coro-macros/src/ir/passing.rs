//! Calls by what they are called.

/// A call that is called as methods are of which nothing has to be kept but their result. Whether it is one of them is for its
/// receiver's type to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Passing {
    /// `len`, of what is reached through a reference.
    Measures,
    /// A method of texts, that are reached through a reference.
    Reads,
    /// A method of slices, that are reached through a reference.
    Views,
    /// A method that takes such a value itself.
    Takes { option: bool, result: bool, iterator: bool },
    /// `into_iter`
    Iterates,
    /// `into`
    Converts,
}
