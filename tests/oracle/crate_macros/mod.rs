//! Macros that other files of the crate define: the machine has what they expand to.

#[macro_use]
mod given;

mod handed_out;

macro_rules! before_the_module {
    ($value:expr) => {{
        let taken = $value;
        wait("before the module").await;
        taken.name().len()
    }};
}

mod called;

/// Another one than where it is called.
#[allow(unused_macros, reason = "it comes too late")]
macro_rules! in_the_file {
    ($value:expr) => {
        compile_error!("defined behind the module")
    };
}

mod named;
