//! What the threads of a runtime are called.
//!
//! Takes: a text or a function, as users write it. Gives: a function of the thread's number.

use std::sync::Arc;

use super::settings::NameThread;

/// What [`Builder::thread_name`](super::Builder::thread_name) takes: a text, which all threads of the runtime are called, or a
/// function that names each of them, of its number or of nothing.
///
/// The parameter tells these apart, and is inferred. (A closure that calls methods of its argument has to say the type: `|n: usize| n.to_string()`.)
///
/// # Examples
///
/// ```
/// use coro_runtime::runtime::Runtime;
///
/// fn name(number: usize) -> String {
///     format!("crew {number}")
/// }
///
/// # fn name_of(builder: coro_runtime::runtime::Builder) -> std::io::Result<Option<String>> {
/// #     let runtime = builder.workers(1).build()?;
/// #     Ok(runtime.block_on(runtime.spawn(async { std::thread::current().name().map(String::from) })).unwrap())
/// # }
/// assert_eq!(name_of(Runtime::builder().thread_name("crew"))?.as_deref(), Some("crew"));
/// assert_eq!(name_of(Runtime::builder().thread_name(name))?.as_deref(), Some("crew 0"));
/// assert_eq!(name_of(Runtime::builder().thread_name(|n| format!("c{}", n + 1)))?.as_deref(), Some("c1"));
/// assert_eq!(name_of(Runtime::builder().thread_name(|| String::from("any")))?.as_deref(), Some("any"));
/// # std::io::Result::Ok(())
/// ```
pub trait ThreadName<Kind>: sealed::Names<Kind> {}

impl<Kind, N: sealed::Names<Kind>> ThreadName<Kind> for N {}

pub(super) mod sealed {
    use super::NameThread;

    pub trait Names<Kind> {
        #[doc(hidden)]
        fn into_function(self) -> NameThread;
    }

    #[derive(Debug)]
    pub struct Text;
    #[derive(Debug)]
    pub struct OfNumber;
    #[derive(Debug)]
    pub struct OfNothing;
}

impl sealed::Names<sealed::Text> for &str {
    fn into_function(self) -> NameThread {
        String::from(self).into_function()
    }
}

impl sealed::Names<sealed::Text> for String {
    fn into_function(self) -> NameThread {
        Arc::new(move |_| self.clone())
    }
}

impl<F: Fn(usize) -> String + Send + Sync + 'static> sealed::Names<sealed::OfNumber> for F {
    fn into_function(self) -> NameThread {
        Arc::new(self)
    }
}

impl<F: Fn() -> String + Send + Sync + 'static> sealed::Names<sealed::OfNothing> for F {
    fn into_function(self) -> NameThread {
        Arc::new(move |_| self())
    }
}
