//! Tokens: who is told, when, and what is left of those who are gone.

use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use coro_runtime::sync::CancellationToken;
use coro_runtime::time::{sleep, timeout};
use coro_runtime::{block_on, join, join_all, spawn, yield_now};

const MS: Duration = Duration::from_millis(1);

#[test]
fn all_that_wait_are_told() {
    block_on(async {
        let token = CancellationToken::new();
        let tasks: Vec<_> = (0..1000).map(|_| spawn(token.clone().cancelled_owned())).collect();
        yield_now().await;
        assert!(tasks.iter().all(|task| !task.is_finished()));
        token.cancel();
        token.cancel();
        for result in join_all(tasks).await {
            result.unwrap();
        }
        token.cancelled().await;
    });
}

#[test]
fn a_family_is_told_downwards_only() {
    let root = CancellationToken::new();
    let child = root.child_token();
    let siblings = [root.child_token(), root.child_token()];
    let grandchild = child.child_token();
    // In the middle, and nobody holds it any more.
    let below_the_gone = root.child_token().child_token();
    child.cancel();
    assert!(grandchild.is_cancelled());
    assert!(!root.is_cancelled() && !siblings[0].is_cancelled() && !below_the_gone.is_cancelled());
    root.cancel();
    assert!(siblings.iter().all(CancellationToken::is_cancelled));
    assert!(below_the_gone.is_cancelled());
    assert!(root.child_token().child_token().is_cancelled());
}

#[test]
fn any_number_of_generations_is_cancelled_and_dropped() {
    let root = CancellationToken::new();
    let mut last = root.child_token();
    for _ in 0..200_000 {
        last = last.child_token();
    }
    let other = last.clone();
    drop(last);
    root.cancel();
    assert!(other.is_cancelled());
    drop((root, other));

    let mut last = CancellationToken::new();
    for _ in 0..200_000 {
        last = last.child_token();
    }
    drop(last);
}

/// Counts its wake-ups, and by its references how many keep it.
#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_future_that_is_dropped_leaves_no_waker_and_one_that_waits_is_woken_once() {
    let (token, count) = (CancellationToken::new(), Arc::new(Count::default()));
    let waker = Waker::from(Arc::clone(&count));
    let mut cx = Context::from_waker(&waker);
    let mut stays = pin!(token.cancelled());
    assert!(stays.as_mut().poll(&mut cx).is_pending());
    for _ in 0..10 {
        let mut goes = token.clone().cancelled_owned();
        assert!(pin!(&mut goes).poll(&mut cx).is_pending());
        assert_eq!(Arc::strong_count(&count), 4);
    }
    assert!(stays.as_mut().poll(&mut cx).is_pending());
    assert_eq!(Arc::strong_count(&count), 3);
    token.cancel();
    assert_eq!((count.0.load(Ordering::SeqCst), Arc::strong_count(&count)), (1, 2));
    assert!(stays.as_mut().poll(&mut cx).is_ready());
}

#[test]
fn what_runs_until_cancelled_is_dropped_with_the_whole() {
    block_on(async {
        let token = CancellationToken::new();
        let held = Arc::new(());
        let theirs = Arc::clone(&held);
        let endless = token.run_until_cancelled(async move {
            pending::<()>().await;
            drop(theirs);
        });
        let (output, ()) = join!(endless, async { token.cancel() }).await;
        assert_eq!(output, None);
        assert_eq!(Arc::strong_count(&held), 1);
        // The output wins.
        assert_eq!(token.run_until_cancelled(async { 1 }).await, Some(1));
    });
}

#[test]
fn a_function_that_is_left_takes_its_tasks_along() {
    block_on(async {
        let token = CancellationToken::new();
        let started = {
            let child = token.child_token();
            let task = spawn(child.clone().cancelled_owned());
            let _guard = child.drop_guard();
            assert!(timeout(5 * MS, pending::<()>()).await.is_err());
            assert!(!task.is_finished());
            task
        };
        started.await.unwrap();
        assert!(!token.is_cancelled());
        assert!(!token.drop_guard().disarm().is_cancelled());
    });
}

#[test]
fn cancelling_races_with_waiting_and_with_children() {
    for _ in 0..300 {
        let token = CancellationToken::new();
        thread::scope(|scope| {
            scope.spawn(|| token.cancel());
            scope.spawn(|| block_on(token.child_token().cancelled_owned()));
            scope.spawn(|| drop(token.child_token().child_token()));
            block_on(async {
                join!(token.cancelled(), token.child_token().cancelled_owned()).await;
                assert_eq!(token.run_until_cancelled(sleep(Duration::MAX)).await, None);
            });
        });
    }
}
