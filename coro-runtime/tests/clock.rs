//! Clocks that stand still: moved by hand or by themselves, and exact.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::runtime::Runtime;
use coro_runtime::time::{
    Instant, MissedTickBehavior, advance, auto_advance, interval, interval_at, pause, resume, sleep,
    sleep_until, timeout,
};
use coro_runtime::{block_on, join, join_all, spawn, spawn_blocking, yield_now};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

/// The system's time that `future` takes, on a runtime of its own.
fn real_time(future: impl Future<Output = ()>) -> Duration {
    let start = std::time::Instant::now();
    block_on(future);
    start.elapsed()
}

#[test]
fn a_stopped_clock_moves_by_hand_only() {
    block_on(async {
        pause();
        let start = Instant::now();
        let task = spawn(sleep(SECOND));
        for _ in 0..100 {
            yield_now().await;
        }
        thread::sleep(Duration::from_millis(5));
        assert_eq!(start.elapsed(), Duration::ZERO);
        advance(Duration::from_nanos(999_999_999)).await;
        assert!(!task.is_finished());
        advance(Duration::from_nanos(1)).await;
        assert!(task.is_finished());
        assert_eq!(start.elapsed(), SECOND);
    });
}

#[test]
fn what_is_due_on_the_way_is_done_at_its_time() {
    block_on(async {
        pause();
        let start = Instant::now();
        let log = Arc::new(Mutex::new(Vec::new()));
        for (name, period) in [('a', 3), ('b', 5)] {
            let log = Arc::clone(&log);
            spawn(async move {
                loop {
                    sleep(period * SECOND).await;
                    // Others go first; the time stands meanwhile.
                    yield_now().await;
                    log.lock().unwrap().push((name, start.elapsed().as_secs()));
                }
            });
        }
        advance(10 * SECOND).await;
        assert_eq!(*log.lock().unwrap(), [('a', 3), ('b', 5), ('a', 6), ('a', 9), ('b', 10)]);
    });
}

#[test]
fn several_may_move_the_clock_at_once() {
    block_on(async {
        pause();
        let start = Instant::now();
        let at = |seconds: u32| async move {
            advance(seconds * SECOND).await;
            start.elapsed()
        };
        let (three, one, also_three) = join!(at(3), at(1), at(3)).await;
        assert_eq!((one, three, also_three), (SECOND, 3 * SECOND, 3 * SECOND));
        // Given up on the way: the clock stays where it is.
        let mut far = Box::pin(advance(HOUR));
        let (second, _) = join!(at(1), timeout(2 * SECOND, far.as_mut())).await;
        assert_eq!(second, 4 * SECOND);
        drop(far);
        assert_eq!(start.elapsed(), 5 * SECOND);
    });
}

#[test]
fn an_idle_clock_jumps_by_itself_if_asked() {
    let took = real_time(async {
        auto_advance();
        let start = Instant::now();
        let tasks: Vec<_> = (0..1000_u32)
            .map(|n| {
                spawn(async move {
                    sleep(n % 17 * HOUR).await;
                    sleep_until(start + 20 * HOUR).await;
                    start.elapsed()
                })
            })
            .collect();
        for elapsed in join_all(tasks).await {
            assert_eq!(elapsed.unwrap(), 20 * HOUR);
        }
        assert!(timeout(HOUR, std::future::pending::<()>()).await.is_err());
        assert_eq!(start.elapsed(), 21 * HOUR);
    });
    assert!(took < HOUR, "{took:?}");
}

#[test]
fn sockets_go_before_a_jump() {
    let took = real_time(async {
        auto_advance();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut buf = [0; 100];
            while let count @ 1.. = stream.read(&mut buf).await.unwrap() {
                sleep(SECOND).await;
                stream.write_all(&buf[..count]).await.unwrap();
            }
        });
        let start = Instant::now();
        let client = TcpStream::connect(addr).await.unwrap();
        for _ in 0..50 {
            client.write_all(&[1; 100]).await.unwrap();
            let answer = async { client.read_exact(&mut [0; 100]).await.unwrap() };
            timeout(SECOND + SECOND / 10, answer).await.unwrap();
        }
        assert_eq!(start.elapsed(), 50 * SECOND);
    });
    assert!(took < 5 * SECOND, "{took:?}");
}

/// A limit of time for work that blocks was over at once.
#[test]
fn work_that_blocks_goes_before_a_jump() {
    let work = |n| {
        spawn_blocking(move || {
            thread::sleep(Duration::from_millis(20));
            n
        })
    };
    block_on(async {
        auto_advance();
        for n in 0..10 {
            assert_eq!(timeout(SECOND, work(n)).await.expect("in time").unwrap(), n);
        }
        // Nobody waits for these, but the clock.
        let start = Instant::now();
        let ended = Arc::new(Mutex::new(0));
        for _ in 0..3 {
            let ended = Arc::clone(&ended);
            drop(spawn_blocking(move || {
                thread::sleep(Duration::from_millis(20));
                *ended.lock().unwrap() += 1;
            }));
        }
        sleep(HOUR).await;
        assert_eq!((*ended.lock().unwrap(), start.elapsed()), (3, HOUR));
    });
    block_on(async {
        pause();
        // Who moves the clock by hand says so.
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let limited = spawn(timeout(SECOND, spawn_blocking(move || wait.recv())));
        advance(SECOND).await;
        assert!(limited.await.unwrap().is_err());
        drop(release);
    });
}

#[test]
fn a_clock_goes_on_from_where_it_stood() {
    let took = real_time(async {
        let start = Instant::now();
        pause();
        advance(HOUR).await;
        resume();
        let resumed = Instant::now();
        assert!(start.elapsed() >= HOUR);
        sleep(Duration::from_millis(20)).await;
        assert!(resumed.elapsed() >= Duration::from_millis(20));
        assert!(resumed.elapsed() < SECOND);
        // Stopped again, in mid-sleep.
        let sleeping = spawn(sleep(HOUR));
        yield_now().await;
        pause();
        advance(HOUR).await;
        assert!(sleeping.is_finished());
        // An advance under way ends.
        let moving = spawn(advance(HOUR));
        yield_now().await;
        resume();
        moving.await.unwrap();
        resume();
    });
    assert!(took >= Duration::from_millis(20) && took < 5 * SECOND, "{took:?}");
}

#[test]
fn other_runtimes_keep_the_time_of_the_system() {
    block_on(async {
        pause();
        let here = Instant::now();
        thread::spawn(|| {
            let start = std::time::Instant::now();
            block_on(async {
                let start = Instant::now();
                sleep(Duration::from_millis(5)).await;
                assert!(start.elapsed() >= Duration::from_millis(5));
            });
            assert!(start.elapsed() >= Duration::from_millis(5));
        })
        .join()
        .unwrap();
        assert_eq!(here.elapsed(), Duration::ZERO);
    });
    block_on(sleep(Duration::from_millis(1)));
}

#[test]
fn another_thread_wakes_a_runtime_whose_clock_stands() {
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        pause();
        let (sender, receiver) = std::sync::mpsc::channel();
        let handle = coro_runtime::runtime::Handle::current();
        let other = thread::spawn(move || {
            thread::sleep(Duration::from_millis(10));
            handle.spawn(async move { sender.send(Instant::now()).unwrap() })
        });
        let before = Instant::now();
        let task = spawn(async move {
            while !other.is_finished() {
                yield_now().await;
            }
            other.join().unwrap().await.unwrap();
        });
        task.await.unwrap();
        assert_eq!(receiver.recv().unwrap(), before);
    });
}

/// When `ticks` gives its next ticks if each is asked for as late as `delays` says.
async fn ticks(behavior: MissedTickBehavior, delays: &[u64]) -> Vec<(u64, u64)> {
    let start = Instant::now();
    let mut ticks = interval(10 * SECOND);
    ticks.set_missed_tick_behavior(behavior);
    let mut seen = Vec::new();
    for &delay in delays {
        sleep(Duration::from_secs(delay)).await;
        let scheduled = ticks.tick().await;
        seen.push(((scheduled - start).as_secs(), start.elapsed().as_secs()));
    }
    seen
}

#[test]
fn missed_ticks_come_as_the_behaviour_says() {
    block_on(async {
        auto_advance();
        let delays = [0, 34, 0, 0, 0, 5, 9];
        for (behavior, expected) in [
            (MissedTickBehavior::Burst, [(0, 0), (10, 34), (20, 34), (30, 34), (40, 40), (50, 50), (60, 60)]),
            (MissedTickBehavior::Delay, [(0, 0), (10, 34), (44, 44), (54, 54), (64, 64), (74, 74), (84, 84)]),
            (MissedTickBehavior::Skip, [(0, 0), (10, 34), (40, 40), (50, 50), (60, 60), (70, 70), (80, 80)]),
        ] {
            assert_eq!(ticks(behavior, &delays).await, expected, "{behavior:?}");
        }
    });
}

#[test]
fn a_tick_that_is_a_little_late_moves_no_other() {
    block_on(async {
        auto_advance();
        for behavior in [MissedTickBehavior::Burst, MissedTickBehavior::Delay, MissedTickBehavior::Skip] {
            assert_eq!(ticks(behavior, &[0, 19, 0, 0]).await, [(0, 0), (10, 19), (20, 20), (30, 30)]);
        }
    });
}

#[test]
fn intervals_begin_where_they_are_told_and_can_be_moved() {
    block_on(async {
        auto_advance();
        let start = Instant::now();
        let mut ticks = interval_at(start + 3 * SECOND, SECOND);
        assert_eq!(ticks.tick().await, start + 3 * SECOND);
        assert_eq!(ticks.tick().await, start + 4 * SECOND);
        ticks.reset_at(start + 10 * SECOND);
        assert_eq!(ticks.tick().await, start + 10 * SECOND);
        sleep(SECOND / 2).await;
        ticks.reset();
        assert_eq!(ticks.tick().await, start + 11 * SECOND + SECOND / 2);
        // A tick that was not waited for to its end is not lost.
        assert!(timeout(SECOND / 2, ticks.tick()).await.is_err());
        assert_eq!(ticks.tick().await, start + 12 * SECOND + SECOND / 2);
        ticks.reset_immediately();
        assert_eq!(ticks.tick().await, start + 12 * SECOND + SECOND / 2);
        ticks.reset_after(5 * SECOND);
        assert_eq!(ticks.tick().await, start + 17 * SECOND + SECOND / 2);
        assert_eq!(ticks.tick().await, start + 18 * SECOND + SECOND / 2);
        // Nor does the longest period overflow.
        let mut rare = interval(Duration::MAX);
        rare.tick().await;
        rare.set_missed_tick_behavior(MissedTickBehavior::Skip);
        assert!(timeout(HOUR, rare.tick()).await.is_err());
    });
}

#[test]
fn a_sleep_that_is_pushed_back_ends_later() {
    block_on(async {
        auto_advance();
        let start = Instant::now();
        let mut limit = sleep(SECOND);
        for n in 1..10 {
            assert!(timeout(SECOND / 2, &mut limit).await.is_err());
            limit.reset(start + n * SECOND / 2 + SECOND);
        }
        (&mut limit).await;
        assert_eq!(start.elapsed(), 5 * SECOND + SECOND / 2);
        (&mut limit).await;
        limit.reset(start);
        limit.await;
    });
}

#[test]
#[should_panic = "call `pause` before"]
fn a_clock_that_goes_cannot_be_moved() {
    block_on(async { drop(advance(SECOND)) });
}

#[test]
#[should_panic = "no runtime on this thread"]
fn without_a_runtime_there_is_no_clock_to_stop() {
    pause();
}

#[test]
#[should_panic = "a period"]
fn a_period_of_zero_is_refused() {
    drop(interval(Duration::ZERO));
}
