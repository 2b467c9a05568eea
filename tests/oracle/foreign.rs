//! Macros for bodies in other files: an attribute does not know what they expand to.

macro_rules! wait_for {
    ($name:expr) => {
        wait($name).await
    };
}

macro_rules! ensure {
    ($condition:expr, $error:expr) => {
        if !$condition {
            return Err($error);
        }
    };
}

macro_rules! in_other_order {
    ($a:expr, $b:expr) => {{
        let b = $b;
        let a = $a;
        (a, b)
    }};
}

macro_rules! bind {
    ($name:ident = $value:expr) => {
        let $name = $value;
    };
}

macro_rules! next_if {
    ($condition:expr) => {
        if $condition {
            continue;
        }
    };
}

macro_rules! leave_if {
    ($condition:expr) => {
        if $condition {
            break;
        }
    };
    ($condition:expr, $label:lifetime, $value:expr) => {
        if $condition {
            break $label $value;
        }
    };
}

macro_rules! guarded {
    ($name:expr) => {
        let _guard = noisy($name);
    };
}

macro_rules! refer {
    ($name:ident = $value:expr) => {
        let hidden = $value;
        let $name = &hidden;
    };
}

macro_rules! call {
    ($object:expr, $method:ident) => {
        $object.$method()
    };
}

macro_rules! place {
    ($place:expr) => {
        $place
    };
}

macro_rules! in_block {
    ($($code:tt)*) => {{
        wait("in the block").await;
        $($code)*
    }};
}

/// As sqlx has one.
macro_rules! try_stream {
    ($($code:tt)*) => {
        collect(move |yielder: Yielder| async move {
            let yielder = &yielder;
            macro_rules! r#yield {
                ($value:expr) => {{
                    yielder.put($value).await;
                }};
            }
            $($code)*
        })
    };
}

/// As the AWS SDK has one.
macro_rules! labelled {
    ($by:ident: $name:expr) => {
        $by!($name)
    };
}
