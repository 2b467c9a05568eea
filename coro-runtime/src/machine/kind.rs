//! Whether a part of a value was moved away or copied: a question of types.

use super::holder::{Copied, Moved};
use core::marker::PhantomData;

/// The type of a part.
pub struct Kind<P>(PhantomData<P>);

/// That of the part at this place.
#[inline(always)]
pub fn kind_of<P>(_: *const P) -> Kind<P> {
    Kind(PhantomData)
}

/// Found for what is `Copy`; before [`KindIsNot`], for it needs one reference less.
pub trait KindIsCopy {
    /// Whether a part is gone that was used as a value.
    fn __is_moved(&self) -> bool;
    /// How it was used.
    fn __given(&self) -> Copied;
}

impl<P: Copy> KindIsCopy for &Kind<P> {
    #[inline(always)]
    fn __is_moved(&self) -> bool {
        false
    }

    #[inline(always)]
    fn __given(&self) -> Copied {
        Copied
    }
}

/// Found for anything else.
pub trait KindIsNot {
    /// Whether a part is gone that was used as a value.
    #[inline(always)]
    fn __is_moved(&self) -> bool {
        true
    }

    /// How it was used.
    #[inline(always)]
    fn __given(&self) -> Moved {
        Moved
    }
}

impl<P> KindIsNot for Kind<P> {}
