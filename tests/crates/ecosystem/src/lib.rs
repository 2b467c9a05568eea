//! Macros of another crate: called like the standard library's, or with a grammar of their own.

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

/// The items, or none if the first of them says so: the others are not evaluated then.
///
/// ```
/// assert_eq!(coro_ecosystem::vec![false, unreachable!("it is not evaluated"), 1], []);
/// ```
#[macro_export]
macro_rules! vec {
    ($told:expr, $($item:expr),*) => {
        if $told { ::std::vec![$($item),*] } else { ::std::vec::Vec::new() }
    };
}

/// Prints, every second time; otherwise nothing is evaluated.
///
/// ```
/// let mut evaluated = 0;
/// for _ in 0..2 {
///     coro_ecosystem::eprint!("{}", { evaluated += 1; evaluated });
/// }
/// assert_eq!(evaluated, 1);
/// ```
#[macro_export]
macro_rules! eprint {
    ($($text:tt)*) => {
        if $crate::every_second_time() {
            ::std::eprint!($($text)*)
        }
    };
}

/// Whether this is called for an odd time, by this thread.
///
/// ```
/// use coro_ecosystem::every_second_time;
///
/// assert!(every_second_time());
/// assert!(!every_second_time());
/// assert!(every_second_time());
/// ```
#[must_use]
pub fn every_second_time() -> bool {
    ::std::thread_local!(static IS_ODD: ::std::cell::Cell<bool> = const { ::std::cell::Cell::new(false) });
    IS_ODD.with(|is_odd| is_odd.replace(!is_odd.get()));
    IS_ODD.with(::std::cell::Cell::get)
}

/// A value with some of its fields set, as the crate `assign` has it.
///
/// ```
/// let y = 2;
/// assert_eq!(coro_ecosystem::assign!(std::ops::Range { start: 0, end: 0 }, { start: 1, end: y }), 1..2);
/// ```
#[macro_export]
macro_rules! assign {
    ($value:expr, { $($field:ident $(: $set:expr)?),+ $(,)? }) => {{
        let mut value = $value;
        $($crate::assign!(@field value $field $(: $set)?);)+
        value
    }};
    (@field $value:ident $field:ident : $set:expr) => {
        $value.$field = $set;
    };
    (@field $value:ident $field:ident) => {
        $value.$field = $field;
    };
}

/// Returns an error with a source, as zenoh has it: what begins with parentheses has another rule.
///
/// ```
/// fn parsed(text: &str) -> Result<u8, String> {
///     match text.parse::<u8>() {
///         Ok(number) => Ok(number),
///         Err(error) => coro_ecosystem::fail!(error => "`{text}`"),
///     }
/// }
///
/// assert_eq!(parsed("x").unwrap_err(), "`x`: invalid digit found in string");
/// ```
#[macro_export]
macro_rules! fail {
    (($code:expr) $($text:tt)*) => {
        return Err(format!("{}: {}", format!($($text)*), $code))
    };
    ($source:expr => $($text:tt)*) => {
        return Err(format!("{}: {}", format!($($text)*), $source))
    };
}

/// What is in `Ok`; otherwise returns the error, as the `try!` of many crates does.
///
/// ```
/// fn doubled(text: &str) -> Result<u8, std::num::ParseIntError> {
///     Ok(2 * coro_ecosystem::attempt!(text.parse::<u8>()))
/// }
///
/// assert_eq!(doubled("4"), Ok(8));
/// assert!(doubled("x").is_err());
/// ```
#[macro_export]
macro_rules! attempt {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Err(error),
        }
    };
}

/// An error that says nothing of its cause, which is not evaluated. (It has the name of a well-known macro.)
///
/// ```
/// let cause = String::from("x");
/// assert_eq!(coro_ecosystem::anyhow!(cause), "failed");
/// assert_eq!(cause, "x");
/// ```
#[macro_export]
macro_rules! anyhow {
    ($cause:expr) => {
        String::from("failed")
    };
}
