//! What belongs to a whole process, in processes of their own: scenarios 18, 24 and 33.
//!
//! Each is a test that starts this very program once more, to run that test alone, which then does the work itself.

use crate::{get, start_server};
use coro::net::TcpStream;
use coro::runtime::{Handle, Runtime};
use coro::signal::{ctrl_c, hangup, terminate};
use coro::time::sleep;
use coro::{future::Either, join_all, race, select, spawn};
use std::cell::Cell;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const CHILD: &str = "CORO_SCENARIO_CHILD";

fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// This program, with the test of this name alone, behind a shell that does `first`.
fn command(test: &str, first: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{first} exec \"$@\""), "sh"]);
    command.arg(std::env::current_exe().expect("this test is a program"));
    command.args(["--exact", &format!("process::{test}"), "--nocapture", "--test-threads=1"]);
    command.env(CHILD, "1");
    command
}

/// Runs it to its end, which has to be a good one.
fn run(test: &str, first: &str) {
    let output = command(test, first).output().expect("it runs");
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", lossy(&output.stdout), lossy(&output.stderr));
    assert!(lossy(&output.stdout).contains("1 passed"), "{}", lossy(&output.stdout));
}

/// Without descriptors, and without anybody who listens: an error of the task concerned, and the others go on.
#[test]
fn eighteen_errors_of_the_task_concerned() {
    const EMFILE: i32 = 24;
    if !is_child() {
        return run("eighteen_errors_of_the_task_concerned", "ulimit -n 64;");
    }
    for workers in [0, 2] {
        let builder = Runtime::builder();
        let builder = if workers == 0 { builder } else { builder.workers(workers) };
        let runtime = builder.build().expect("a runtime");
        runtime.block_on(async {
            let addr = start_server();
            let waiting = spawn(async move { get(addr, 150, "waiting").await });
            sleep(Duration::from_millis(30)).await;
            let mut files = Vec::new();
            let full = loop {
                match File::open("/dev/null") {
                    Ok(file) => files.push(file),
                    Err(error) => break error,
                }
            };
            assert_eq!(full.raw_os_error(), Some(EMFILE));
            let told = spawn(async move { TcpStream::connect(addr).await });
            assert_eq!(
                told.await.expect("no panic").expect_err("no descriptor").raw_os_error(),
                Some(EMFILE)
            );
            // The server has none for new connections either, and goes on with those that it has.
            assert_eq!(waiting.await.expect("no panic").expect("a reply"), "waiting");
            files.clear();
            assert_eq!(get(addr, 1, "again").await.expect("a reply"), "again");

            let free = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
            let nobody = free.local_addr().expect("it listens");
            drop(free);
            let refused = spawn(async move { TcpStream::connect(nobody).await });
            let error = refused.await.expect("no panic").expect_err("nobody listens");
            assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
            assert_eq!(get(addr, 1, "once-more").await.expect("a reply"), "once-more");
        });
    }
}

fn thread_names() -> Vec<String> {
    let threads = fs::read_dir("/proc/self/task").expect("Linux has it");
    let name = |thread: fs::DirEntry| fs::read_to_string(thread.path().join("comm")).ok();
    threads.filter_map(|thread| name(thread.ok()?)).map(|name| name.trim().to_owned()).collect()
}

/// On one processor as well as on all, whatever the environment says.
#[test]
fn twenty_four_a_runtime_as_the_builder_says() {
    const NAME: &str = "twenty_four_a_runtime_as_the_builder_says";
    if !is_child() {
        run(NAME, "export TOKIO_WORKER_THREADS=7 CORO_WORKERS=7 RUST_THREADS=7;");
        let taskset = Command::new("taskset").arg("--version").stdout(Stdio::null()).status();
        if taskset.is_ok_and(|status| status.success()) {
            // The first processor that this process may use.
            run(NAME, "taskset -cp $(taskset -cp $$ | sed 's/.*: //; s/[-,].*//') $$ > /dev/null;");
        }
        return;
    }
    let available = thread::available_parallelism().expect("Linux knows").get();
    let counts: Arc<[AtomicUsize; 4]> = Arc::default();
    let count = |n: usize| {
        let counts = Arc::clone(&counts);
        move || {
            counts[n].fetch_add(1, Ordering::SeqCst);
        }
    };
    let runtime = Runtime::builder()
        .multi_thread()
        .thread_name(|n| format!("crew-{n}"))
        .thread_stack_size(64 << 20)
        .low_priority_workers(1)
        .on_thread_start(count(0))
        .on_thread_stop(count(1))
        .on_thread_park(count(2))
        .on_thread_unpark(count(3))
        .build()
        .expect("a runtime");
    assert_eq!(runtime.handle().workers(), available);
    runtime.block_on(async {
        let deep = |worker| {
            Handle::current().spawn_pinned(worker, || async {
                // More than a usual stack has.
                fn deep(n: usize) -> usize {
                    let large = std::hint::black_box([n; 1024]);
                    if n == 0 { 0 } else { deep(n - 1) + large[n % 1024] }
                }
                deep(1024)
            })
        };
        let depths = join_all((0..available).map(deep)).await;
        assert!(depths.into_iter().all(|depth| depth.expect("no panic") == 1024 * 1025 / 2));
        sleep(Duration::from_millis(5)).await;
        let names = thread_names();
        assert!((0..available).all(|n| names.contains(&format!("crew-{n}"))), "{names:?}");
        assert!(!names.contains(&format!("crew-{available}")), "{names:?}");
        low_priority_has_one_worker().await;
    });
    assert!(runtime.shutdown(Duration::from_secs(5)).is_clean());
    let [started, stopped, parked, unparked] = counts.each_ref().map(|count| count.load(Ordering::SeqCst));
    assert_eq!((started, stopped), (available, available));
    assert!(parked >= available && parked == unparked, "{parked} parked, {unparked} unparked");
}

/// Of tasks of low priority, one is polled at a time; on one worker that is so anyway.
async fn low_priority_has_one_worker() {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let low = coro::task::Builder::new().priority(coro::task::Priority::Low);
    let tasks = (0..20).map(|_| {
        let (running, most) = (Arc::clone(&running), Arc::clone(&most));
        low.clone().spawn(async move {
            for _ in 0..3 {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::sleep(Duration::from_micros(500));
                running.fetch_sub(1, Ordering::SeqCst);
                coro::yield_now().await;
            }
        })
    });
    join_all(tasks.collect::<Vec<_>>()).await.into_iter().for_each(|task| task.expect("no panic"));
    assert_eq!(most.load(Ordering::SeqCst), 1);
}

thread_local! {
    /// How many requests came in on this thread.
    static REQUESTS: Cell<u64> = const { Cell::new(0) };
}

const SERVER: &str = "thirty_three_signals";

/// A server that counts on each worker for itself, adds that up on SIGHUP, and ends on SIGINT or SIGTERM.
fn serve_until_told() {
    let runtime = Runtime::builder().workers(2).on_shutdown(|| println!("cleaned up")).build();
    let runtime = runtime.expect("a runtime");
    // They are caught from here on, before anybody knows the address.
    let (mut reload, stop) = (hangup(), race!(ctrl_c(), terminate()));
    runtime.block_on(async {
        let listener = crate::server::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("a port");
        println!("\nlistening on {}", listener.local_addr().expect("it listens"));
        let begins = Handle::current().shutdown_begins();
        drop(coro::spawn_named("server", async {
            let stop = async {
                begins.await;
                Ok(())
            };
            let count = |_: &str| REQUESTS.set(REQUESTS.get() + 1);
            crate::server::serve(listener, stop, count).await.expect("it ends as it was told");
        }));
    });
    runtime.block_on(async {
        let mut stop = std::pin::pin!(stop);
        while let Either::Left(arrived) = select(reload, stop.as_mut()).await {
            arrived.expect("signals can be waited for");
            reload = hangup();
            let counts = (0..2).map(|n| Handle::current().spawn_pinned(n, || async { REQUESTS.get() }));
            let counts = join_all(counts).await.into_iter().map(|count| count.expect("no panic"));
            println!("requests so far: {}", counts.sum::<u64>());
        }
    });
    let again = race!(ctrl_c(), terminate());
    println!("stopping");
    thread::spawn(|| {
        coro::block_on(again).expect("signals can be waited for");
        std::process::exit(3);
    });
    let report = runtime.shutdown(Duration::from_secs(8));
    println!("{report}");
    std::process::exit(i32::from(!report.is_clean()));
}

/// The server as a process, which does not outlive the test.
struct Server {
    process: Child,
    printed: BufReader<ChildStdout>,
    addr: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn start() -> Server {
        let mut process = command(SERVER, "").stdout(Stdio::piped()).spawn().expect("it runs");
        let mut printed = BufReader::new(process.stdout.take().expect("it is piped"));
        let addr = line_after(&mut printed, "listening on ").parse().expect("an address");
        Server { process, printed, addr }
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.process.id().to_string()]).status();
        assert!(status.expect("kill runs").success());
    }

    /// What it prints behind `start` in a line of its own.
    fn says(&mut self, start: &str) -> String {
        line_after(&mut self.printed, start)
    }

    /// A request in a thread of its own, which has got to the server when this returns.
    fn request(&mut self, delay_ms: u64) -> thread::JoinHandle<std::io::Result<String>> {
        let (addr, so_far) = (self.addr, self.count());
        let client = thread::spawn(move || coro::block_on(get(addr, delay_ms, "pending")));
        let start = Instant::now();
        while self.count() == so_far {
            assert!(start.elapsed() < Duration::from_secs(10), "the request does not arrive");
        }
        client
    }

    fn count(&mut self) -> u64 {
        self.signal("-HUP");
        self.says("requests so far: ").parse().expect("a number")
    }

    /// The exit code, and what else it has printed.
    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.printed.read_to_string(&mut rest).expect("text");
        (self.process.wait().expect("it ends").code(), rest)
    }
}

fn line_after(printed: &mut impl BufRead, start: &str) -> String {
    let mut seen = String::new();
    loop {
        let mut line = String::new();
        assert!(printed.read_line(&mut line).expect("text") > 0, "no \"{start}\" in {seen:?}");
        if let Some(rest) = line.strip_prefix(start) {
            return rest.trim().to_owned();
        }
        seen += &line;
    }
}

/// SIGHUP: says how it is, and goes on. SIGINT or SIGTERM: takes nobody new, answers those who wait, cleans up, exit code 0.
/// Another one meanwhile: ends at once.
#[test]
fn thirty_three_signals() {
    if is_child() {
        return serve_until_told();
    }
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::start();
        assert_eq!(server.count(), 0);
        for n in 1..=6 {
            assert_eq!(coro::block_on(get(server.addr, 0, "counted")).expect("a reply"), "counted");
            assert_eq!(server.count(), n);
        }
        let pending = server.request(400);
        server.signal(signal);
        server.says("stopping");
        let addr = server.addr;
        assert_eq!(pending.join().expect("no panic").expect("an answer"), "pending");
        let (code, rest) = server.end();
        assert_eq!(code, Some(0), "{rest}");
        assert!(rest.contains("cleaned up"), "{rest}");
        assert!(coro::block_on(get(addr, 0, "too late")).is_err());
    }

    let mut server = Server::start();
    let pending = server.request(60_000);
    server.signal("-TERM");
    server.says("stopping");
    let start = Instant::now();
    server.signal("-TERM");
    let (code, rest) = server.end();
    assert_eq!(code, Some(3), "{rest}");
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    assert!(!rest.contains("cleaned up"), "{rest}");
    assert!(pending.join().expect("no panic").is_err());
}
