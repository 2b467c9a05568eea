//! Defines a macro for what follows, and says so itself: as the formatting modules of embassy do.
#![macro_use]

/// Uses up what it is given.
macro_rules! unwrapped {
    ($value:expr) => {
        match Option::ok_or($value, stringify!($value)) {
            Ok(value) => value,
            Err(name) => panic!("nothing in {}", name),
        }
    };
}
