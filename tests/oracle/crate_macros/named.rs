//! Has macros to be imported.

macro_rules! twice {
    ($value:expr) => {{
        let taken = $value;
        wait("twice").await;
        taken.name().len() * 2
    }};
}

macro_rules! borrowed {
    ($value:expr) => {
        ask(&[$value, 1]).await
    };
}

pub(crate) use {borrowed, twice as double};

/// twitch-irc's messages: by its path, it is one of the crate's first module.
#[macro_export]
macro_rules! names_of {
    (@count $_name:expr) => { 1 };
    ($first:expr $(, $name:expr)*) => {{
        let mut names = Vec::with_capacity(1 $(+ names_of!(@count $name))*);
        names.push($first);
        $(names.push(::std::convert::identity($name));)*
        names
    }};
}
