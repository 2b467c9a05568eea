//! Macros of another crate that are called like the standard library's.

/// Prints, if it is told to; otherwise nothing is evaluated.
///
/// ```
/// coro_ecosystem::println!(false, "{}", unreachable!("it is not evaluated"));
/// ```
#[macro_export]
macro_rules! println {
    ($told:expr, $($text:tt)*) => {
        if $told {
            ::std::println!($($text)*)
        }
    };
}

/// Asserts, if it is told to; otherwise nothing is evaluated.
///
/// ```
/// coro_ecosystem::assert!(false, unreachable!("it is not evaluated"), "the text");
/// ```
#[macro_export]
macro_rules! assert {
    ($told:expr, $condition:expr, $($text:tt)*) => {
        if $told && !$condition {
            ::std::panic!($($text)*)
        }
    };
}
