//! The bodies.

use super::named::double;
use crate::crate_macros::named::borrowed;
use crate::names_of;

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

twins! {
    exported_from_a_module: |run| { run.drive(f(noisy("a"), (noisy("b"), noisy("c")))); };
    plain {
        use super::super::names_of;
        async fn sent(names: Vec<Noisy>) -> usize {
            wait("sent").await;
            names.iter().map(|name| name.name().len()).sum()
        }
    }
    machine {
        async fn f(a: Noisy, pair: (Noisy, Noisy)) -> usize {
            let n = sent(names_of!(noisy("first"), a, pair.0)).await;
            wait(pair.1.name()).await;
            n + sent(crate::names_of![pair.1]).await
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
    assert_eq!(finished(imported(Named("four"), 3)), 12);
}

/// actix-web's tests: a module in the file imports the macro, by a path or with all that is around it. Of another crate's, the call would
/// be a nested future, and take a field away that is used again in part.
mod inside {
    mod deeper {
        #[allow(unused_macros, reason = "it is another's")]
        macro_rules! double {
            ($value:expr) => {
                compile_error!("of another module")
            };
        }
    }

    use super::Named;
    use crate::crate_macros::{called::wait_once as wait, named::double as twofold};

    #[coro::coroutine]
    pub(super) async fn by_path(pair: (Named, Named)) -> usize {
        wait("first").await;
        twofold!(pair.0) + super::named_length(&pair.1)
    }
}

mod beside {
    use super::*;

    #[coro::coroutine]
    pub(super) async fn with_all(pair: (Named, Named)) -> usize {
        use wait_once as wait;
        wait("first").await;
        double!(pair.0) + named_length(&pair.1)
    }
}

async fn wait_once(name: &'static str) {
    let mut is_ready = false;
    std::future::poll_fn(|_| {
        let was_ready = std::mem::replace(&mut is_ready, !name.is_empty());
        if was_ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

fn named_length(named: &Named) -> usize {
    named.name().len()
}

#[test]
fn imports_of_modules_in_the_file() {
    let pair = || (Named("four"), Named("the other"));
    assert_eq!(finished(inside::by_path(pair())), 17);
    assert_eq!(finished(beside::with_all(pair())), 17);
}

fn finished<T>(machine: impl std::future::Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut machine = std::pin::pin!(machine);
    loop {
        if let std::task::Poll::Ready(result) = machine.as_mut().poll(&mut context) {
            break result;
        }
    }
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
