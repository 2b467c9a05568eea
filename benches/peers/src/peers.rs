//! What a workload needs of a runtime, and who has it.

/// A runtime under measurement.
pub trait Peer: 'static {
    type Handle<T: Send + 'static>: Future<Output = T> + Send;

    fn block_on<F: Future>(future: F) -> F::Output;
    fn spawn<F>(future: F) -> Self::Handle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static;

    /// Lets the task go on by itself.
    fn detach<T: Send + 'static>(handle: Self::Handle<T>) {
        drop(handle);
    }
}

/// A handle whose result is unwrapped.
pub struct Unwrapped<H>(H);

impl<T, E: std::fmt::Debug, H: Future<Output = Result<T, E>> + Unpin> Future for Unwrapped<H> {
    type Output = T;

    fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<T> {
        std::pin::Pin::new(&mut self.0).poll(cx).map(Result::unwrap)
    }
}

pub struct Coro;

impl Peer for Coro {
    type Handle<T: Send + 'static> = Unwrapped<coro::task::JoinHandle<T>>;

    fn block_on<F: Future>(future: F) -> F::Output {
        coro::block_on(future)
    }

    fn spawn<F>(future: F) -> Self::Handle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Unwrapped(coro::spawn(future))
    }
}

/// With two workers.
pub struct CoroMulti;

impl Peer for CoroMulti {
    type Handle<T: Send + 'static> = Unwrapped<coro::task::JoinHandle<T>>;

    fn block_on<F: Future>(future: F) -> F::Output {
        coro::runtime::Runtime::builder().workers(2).build().unwrap().block_on(future)
    }

    fn spawn<F>(future: F) -> Self::Handle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Unwrapped(coro::spawn(future))
    }
}

pub struct Tokio;

impl Peer for Tokio {
    type Handle<T: Send + 'static> = Unwrapped<tokio::task::JoinHandle<T>>;

    fn block_on<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
    }

    fn spawn<F>(future: F) -> Self::Handle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Unwrapped(tokio::spawn(future))
    }
}

pub struct TokioMulti;

impl Peer for TokioMulti {
    type Handle<T: Send + 'static> = Unwrapped<tokio::task::JoinHandle<T>>;

    fn block_on<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap()
            .block_on(future)
    }

    fn spawn<F>(future: F) -> Self::Handle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Unwrapped(tokio::spawn(future))
    }
}

thread_local! {
    static LOCAL: async_executor::LocalExecutor<'static> = const { async_executor::LocalExecutor::new() };
}

/// `async-executor`, the executor of smol, on one thread.
pub struct SmolLocal;

impl Peer for SmolLocal {
    type Handle<T: Send + 'static> = smol::Task<T>;

    fn detach<T: Send + 'static>(handle: smol::Task<T>) {
        handle.detach();
    }

    fn block_on<F: Future>(future: F) -> F::Output {
        LOCAL.with(|executor| smol::block_on(executor.run(future)))
    }

    fn spawn<F>(future: F) -> Self::Handle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        LOCAL.with(|executor| executor.spawn(future))
    }
}

/// smol's global executor; the number of its threads is the environment's, see `main`.
pub struct Smol;

impl Peer for Smol {
    type Handle<T: Send + 'static> = smol::Task<T>;

    fn detach<T: Send + 'static>(handle: smol::Task<T>) {
        handle.detach();
    }

    fn block_on<F: Future>(future: F) -> F::Output {
        smol::block_on(future)
    }

    fn spawn<F>(future: F) -> Self::Handle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        smol::spawn(future)
    }
}

/// monoio on epoll. Its handles are not `Send`; nothing here moves them.
pub struct Monoio;

pub struct Home<H>(H);

// SAFETY: the workloads of a peer on one thread stay on its thread.
unsafe impl<H> Send for Home<H> {}

impl<H: Future + Unpin> Future for Home<H> {
    type Output = H::Output;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<H::Output> {
        std::pin::Pin::new(&mut self.0).poll(cx)
    }
}

impl Peer for Monoio {
    type Handle<T: Send + 'static> = Home<monoio::task::JoinHandle<T>>;

    fn block_on<F: Future>(future: F) -> F::Output {
        monoio::RuntimeBuilder::<monoio::LegacyDriver>::new().enable_all().build().unwrap().block_on(future)
    }

    fn spawn<F>(future: F) -> Self::Handle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Home(monoio::spawn(future))
    }
}
