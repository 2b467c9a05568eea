//! Macro calls of which it is not known what they expand to.

/// A macro call of which it is not known what it expands to.
#[derive(Clone)]
pub(crate) struct Expansion {
    /// The ways out of it.
    pub(crate) jumps: Vec<Jump>,
    /// Whether it stays behind its value, for it may have variables of its own in the scope that it stands in.
    pub(crate) stays: bool,
}

/// Something that a macro's expansion may leave by `break`, or begin again by `continue`.
#[derive(Clone)]
pub(crate) struct Jump {
    pub(crate) label: syn::Lifetime,
    pub(crate) is_loop: bool,
}
