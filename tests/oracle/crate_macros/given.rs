//! Defines macros for what follows.

macro_rules! consume {
    ($value:ident) => {
        let taken = $value;
        wait(taken.name()).await;
        drop(taken);
    };
}

macro_rules! ensure_or_consume {
    ($condition:expr, $value:expr, $error:expr) => {
        if !$condition {
            let taken = $value;
            wait("leaves").await;
            return Err($error);
        }
    };
}
