//! The header of an impl block: what its methods may mention.

use super::lifetimes;
use syn::{Generics, ItemImpl, Path, Type};

/// `impl<generics> trait for self_type`, without elided lifetimes.
pub(crate) struct Header {
    pub(crate) generics: Generics,
    pub(crate) trait_path: Option<Path>,
    pub(crate) self_type: Type,
}

impl Header {
    /// Reads the header of a block.
    pub(crate) fn of(block: &ItemImpl) -> Self {
        let mut generics = block.generics.clone();
        let mut trait_path = block.trait_.as_ref().map(|(_, path, _)| path.clone());
        let mut self_type = (*block.self_ty).clone();
        lifetimes::name_header(&mut generics, &mut self_type, trait_path.as_mut());
        Header { generics, trait_path, self_type }
    }
}
