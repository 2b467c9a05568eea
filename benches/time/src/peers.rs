//! What the workloads need of a runtime, and who has it.

use std::future::Future;
use std::time::Duration;

/// A runtime under measurement: on one thread, with its timers.
pub trait Peer: 'static {
    fn block_on<F: Future>(future: F) -> F::Output;
    /// Runs a future beside the root; its end is the workload's business.
    fn spawn(future: impl Future<Output = ()> + Send + 'static);
    fn sleep(duration: Duration) -> impl Future + Send;
    /// Runs the future for so long at most.
    fn timeout<F: Future<Output = ()> + Send>(duration: Duration, future: F) -> impl Future;
}

pub struct Coro;

impl Peer for Coro {
    fn block_on<F: Future>(future: F) -> F::Output {
        coro::block_on(future)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        drop(coro::spawn(future));
    }

    fn sleep(duration: Duration) -> impl Future + Send {
        coro::time::sleep(duration)
    }

    fn timeout<F: Future<Output = ()> + Send>(duration: Duration, future: F) -> impl Future {
        coro::time::timeout(duration, future)
    }
}

pub struct Tokio;

impl Peer for Tokio {
    fn block_on<F: Future>(future: F) -> F::Output {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.expect("a runtime").block_on(future)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        drop(tokio::spawn(future));
    }

    fn sleep(duration: Duration) -> impl Future + Send {
        tokio::time::sleep(duration)
    }

    fn timeout<F: Future<Output = ()> + Send>(duration: Duration, future: F) -> impl Future {
        tokio::time::timeout(duration, future)
    }
}

thread_local! {
    static EXECUTOR: async_executor::LocalExecutor<'static> = const { async_executor::LocalExecutor::new() };
}

/// The executor of smol on one thread; `smol::block_on` drives the reactor.
pub struct Smol;

impl Peer for Smol {
    fn block_on<F: Future>(future: F) -> F::Output {
        EXECUTOR.with(|executor| smol::block_on(executor.run(future)))
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        EXECUTOR.with(|executor| executor.spawn(future).detach());
    }

    fn sleep(duration: Duration) -> impl Future + Send {
        smol::Timer::after(duration)
    }

    /// It has no timeouts: this is what its documentation says to write.
    fn timeout<F: Future<Output = ()> + Send>(duration: Duration, future: F) -> impl Future {
        smol::future::or(future, async move {
            smol::Timer::after(duration).await;
        })
    }
}

/// monoio on epoll.
pub struct Monoio;

impl Peer for Monoio {
    fn block_on<F: Future>(future: F) -> F::Output {
        let runtime = monoio::RuntimeBuilder::<monoio::LegacyDriver>::new().enable_timer().build();
        runtime.expect("a runtime").block_on(future)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        drop(monoio::spawn(future));
    }

    fn sleep(duration: Duration) -> impl Future + Send {
        Home(Box::pin(monoio::time::sleep(duration)))
    }

    fn timeout<F: Future<Output = ()> + Send>(duration: Duration, future: F) -> impl Future {
        monoio::time::timeout(duration, future)
    }
}

/// Its timers are not `Send`; the workloads stay on one thread.
struct Home<F>(std::pin::Pin<Box<F>>);

// SAFETY: the workloads of this peer run on one thread.
unsafe impl<F> Send for Home<F> {}

impl<F: Future> Future for Home<F> {
    type Output = F::Output;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<F::Output> {
        self.0.as_mut().poll(cx)
    }
}
