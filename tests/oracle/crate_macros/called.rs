//! The bodies.

use super::named::double;
use crate::crate_macros::named::borrowed;

// Attributes that do not say whether it is there.
#[collapse_debuginfo(yes)]
#[cfg_attr(unix, allow(clippy::all))]
macro_rules! in_the_file {
    ($value:expr) => {{
        let taken = $value;
        wait("in the file").await;
        taken
    }};
}

twins! {
    from_modules_around: |run| {
        run.drive(f(noisy("a"), noisy("b"), noisy("c"), 1));
        run.drive(f(noisy("a"), noisy("b"), noisy("c"), 0));
    };
    machine {
        async fn f(a: Noisy, b: Noisy, c: Noisy, n: usize) -> Result<usize, Oops> {
            consume!(a);
            ensure_or_consume!(n > 0, b, Oops("none"));
            let held = in_the_file!(b);
            wait(held.name()).await;
            Ok(before_the_module!(held) + before_the_module!(c))
        }
    }
}

twins! {
    /// edge-http's socket: a macro of a module that says `#![macro_use]` inside takes a field away.
    from_a_module_that_hands_out: |run| {
        run.drive(f(Some(noisy("io")), noisy("a")));
        run.drive(f(None, noisy("a")));
    };
    plain {
        struct State { io: Option<Noisy>, rest: Noisy }
    }
    machine {
        async fn f(io: Option<Noisy>, rest: Noisy) -> (Noisy, usize) {
            let state = State { io, rest };
            wait(state.rest.name()).await;
            let io = unwrapped!(state.io);
            wait(io.name()).await;
            (io, state.rest.name().len())
        }
    }
}

twins! {
    by_import_and_path: |run| { run.drive(f(noisy("a"), noisy("b"))); };
    plain {
        use super::*;
        async fn ask(list: &[usize]) -> usize { wait("ask").await; list.iter().sum() }
    }
    machine {
        async fn f(a: Noisy, b: Noisy) -> usize {
            let n = crate::crate_macros::named::double!(a);
            wait("between").await;
            n + crate::crate_macros::named::double!(b) + crate::crate_macros::named::borrowed!(n)
        }
    }
}

/// What [`double`] takes away.
#[derive(Debug)]
pub(crate) struct Named(&'static str);

impl Named {
    fn name(&self) -> &'static str {
        self.0
    }
}

/// A reference to a temporary of the macro's own, and a value that is used up.
#[coro::coroutine]
async fn imported(named: Named, n: usize) -> usize {
    use crate::harness::wait;
    async fn ask(list: &[usize]) -> usize {
        wait("ask").await;
        list.iter().sum()
    }
    wait("first").await;
    borrowed!(n) + double!(named)
}

#[test]
fn imports() {
    let waker = std::task::Waker::noop();
    let mut machine = std::pin::pin!(imported(Named("four"), 3));
    let result = loop {
        let poll = std::future::Future::poll(machine.as_mut(), &mut std::task::Context::from_waker(waker));
        if let std::task::Poll::Ready(result) = poll {
            break result;
        }
    };
    assert_eq!(result, 12);
}

twins! {
    /// edge-http's server: a future that no other is like goes into a variable.
    a_future_is_kept: |run| { run.drive(f(noisy("a"), 3)); };
    machine {
        async fn f(held: Noisy, n: usize) -> usize {
            let mut tasks = Vec::new();
            for i in 0..n {
                let held = &held;
                unwrapped!(Some(tasks.push(async move { wait("task").await; held.name().len() + i })));
            }
            let mut sum = 0;
            for task in tasks { sum += task.await; }
            let mut all = Vec::new();
            let () = unwrapped!(Some(all.push(|n: usize| n + sum)));
            wait("between").await;
            all[0](n)
        }
    }
}
