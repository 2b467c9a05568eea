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
