//! What a suspended machine remembers of its guards.

use core::mem::needs_drop;

/// Flags, one bit each, numbered from 0; written as a whole at each suspension.
pub struct Flags<const BYTES: usize>([u8; BYTES]);

impl<const BYTES: usize> Flags<BYTES> {
    /// None of them.
    #[inline(always)]
    pub fn none() -> Self {
        Flags([0; BYTES])
    }

    /// These, from the first one on.
    #[inline(always)]
    pub fn of<const N: usize>(values: [bool; N]) -> Self {
        let mut flags = Self::none();
        for (flag, value) in values.into_iter().enumerate() {
            flags.0[flag / 8] |= u8::from(value) << (flag % 8);
        }
        flags
    }

    /// A flag.
    #[inline(always)]
    pub fn get(&self, flag: usize) -> bool {
        self.0[flag / 8] >> (flag % 8) & 1 == 1
    }

    /// The flags from the first one on.
    #[inline(always)]
    pub fn get_all<const N: usize>(&self, first: usize) -> [bool; N] {
        core::array::from_fn(|number| self.get(first + number))
    }
}

/// Plain functions, of as many places as there may be in one call: rustc is done with them sooner than with a method of each guard.
macro_rules! any_matters {
    ($($name:ident: $($type:ident),*;)*) => {$(
        /// Whether flags for the values in these places matter: one of them owns something that needs to be dropped.
        #[inline(always)]
        pub fn $name<$($type),*>($(_: *mut $type),*) -> bool {
            $(needs_drop::<$type>())||*
        }
    )*};
}

any_matters! {
    any_matters_1: A;
    any_matters_2: A, B;
    any_matters_3: A, B, C;
    any_matters_4: A, B, C, D;
    any_matters_5: A, B, C, D, E;
    any_matters_6: A, B, C, D, E, F;
}

/// Whether any part is gone.
#[inline(always)]
pub fn any_gone<const N: usize>(moved: &[bool; N]) -> bool {
    moved.contains(&true)
}

/// Whether more than one part is gone.
#[inline(always)]
pub fn several_gone<const N: usize>(moved: [bool; N]) -> bool {
    moved.into_iter().filter(|part| *part).count() > 1
}
