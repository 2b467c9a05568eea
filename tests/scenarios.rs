//! The programs that the books on asynchronous Rust build, as tests: times scaled down, bounds loose.

#[path = "../examples/support/client.rs"]
mod client;
#[path = "scenarios/coroutines.rs"]
mod coroutines;
#[path = "../examples/support/http.rs"]
mod http;
#[path = "scenarios/process.rs"]
mod process;
#[path = "scenarios/requests.rs"]
mod requests;
#[path = "../examples/support/server.rs"]
mod server;
#[path = "scenarios/tasks.rs"]
mod tasks;
#[path = "scenarios/time.rs"]
mod time;
#[path = "scenarios/together.rs"]
mod together;
#[path = "scenarios/tokio_inside.rs"]
mod tokio_inside;
#[path = "scenarios/workers.rs"]
mod workers;

use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(10);

/// A delay server within this process, for as long as the runtime runs.
fn start_server() -> SocketAddr {
    let listener = server::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("a free port");
    let addr = listener.local_addr().expect("it listens");
    coro::spawn(server::serve(listener, pending(), |_| ()));
    addr
}

#[coro::coroutine]
async fn get(addr: SocketAddr, delay_ms: u64, message: &str) -> io::Result<String> {
    let path = format!("/{delay_ms}/{message}");
    let reply = client::get(addr, &path, LIMIT).await?;
    Ok(reply.body)
}

/// A stopwatch that knows what to expect.
struct Clock {
    start: Instant,
    worked: Duration,
}

impl Clock {
    fn start() -> Self {
        Clock { start: Instant::now(), worked: worked() }
    }

    /// At least so long, and not much longer; the machine may be busy.
    #[track_caller]
    fn assert_about(&self, ms: u64) {
        let (elapsed, wanted) = (self.start.elapsed(), Duration::from_millis(ms));
        let most = wanted + Duration::from_millis(500);
        assert!(elapsed >= wanted && elapsed < most, "{elapsed:?} instead of {wanted:?}");
    }

    /// Waiting costs nothing.
    #[track_caller]
    fn assert_hardly_worked(&self) {
        let worked = worked().saturating_sub(self.worked);
        assert!(worked < Duration::from_millis(100), "{worked:?} of work");
    }
}

/// What this thread has worked so far, in contrast to waited. (The process runs other tests beside.)
fn worked() -> Duration {
    let nanos = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = nanos.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}
