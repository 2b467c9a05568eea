//! What a suspended machine remembers of its guards.

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
