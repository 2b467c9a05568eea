//! Models of how the workers idle.

#[cfg(loom)]
mod loom;
