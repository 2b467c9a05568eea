//! The oracle's own tests: it sees a difference where there is one.

use super::drive::{AfterBadDrop, compare_all};
use super::{Run, add, give, noisy, note, wait};
use std::future::Future;

async fn model(n: u32) -> u32 {
    let first = noisy("first");
    wait("wait").await;
    let second = noisy("second");
    let n = give("give", n).await;
    drop((second, first));
    note("n", n)
}

fn against(run: &mut Run, future: impl Future<Output = u32>) {
    run.drive(future);
}

fn native(run: &mut Run) {
    against(run, model(1));
}

/// The first difference, or nothing.
fn differs(machine: fn(&mut Run)) -> Option<String> {
    compare_all(AfterBadDrop::AsNative, native, machine).err()
}

#[test]
fn alike() {
    assert_eq!(differs(native), None);
}

#[test]
fn another_value() {
    assert!(differs(|run| against(run, model(2))).is_some_and(|text| text.contains("- n: 1\n- ==")));
}

#[test]
fn another_order_of_drops() {
    let machine = |run: &mut Run| {
        against(run, async {
            let first = noisy("first");
            wait("wait").await;
            let second = noisy("second");
            let n = give("give", 1).await;
            drop((first, second));
            note("n", n)
        });
    };
    assert!(differs(machine).is_some_and(|text| text.contains("- second: dropped\n")));
}

#[test]
fn an_effect_more() {
    let machine = |run: &mut Run| {
        against(run, async {
            let n = model(1).await;
            note("more", n)
        });
    };
    assert!(differs(machine).is_some_and(|text| text.contains("+ more: 1\n")));
}

#[test]
fn another_state_after_the_end() {
    let machine = |run: &mut Run| {
        let mut future = Box::pin(model(1));
        against(run, std::future::poll_fn(move |cx| future.as_mut().poll(cx)));
    };
    assert_eq!(differs(machine), None, "a wrapper that adds nothing is alike");
    let machine = |run: &mut Run| {
        let mut future = Some(Box::pin(model(1)));
        against(run, std::future::poll_fn(move |cx| future.take().expect("polled again").as_mut().poll(cx)));
    };
    assert!(differs(machine).is_some_and(|text| text.starts_with("Complete")));
}

#[test]
fn a_scenario_that_drives_nothing() {
    assert!(compare_all(AfterBadDrop::AsNative, |_| (), |_| ()).is_err());
    let adds = |run: &mut Run| {
        let mut sum = 1;
        run.drive(add(&mut sum, 2));
        note("sum", sum);
    };
    assert!(compare_all(AfterBadDrop::AsNative, adds, adds).is_ok());
}

/// What is dropped after a destructor's panic is compared, in its order or in any.
#[test]
fn a_bad_drop() {
    let native = |run: &mut Run| {
        against(run, async {
            let _both = (noisy("first"), noisy("second"));
            drop(noisy("bad"));
            0
        });
    };
    let leaks = |run: &mut Run| {
        against(run, async {
            let (first, second) = (noisy("first"), std::mem::ManuallyDrop::new(noisy("second")));
            drop(noisy("bad"));
            drop((first, std::mem::ManuallyDrop::into_inner(second)));
            0
        });
    };
    for order in [AfterBadDrop::AsNative, AfterBadDrop::AnyOrder] {
        assert!(compare_all(order, native, native).is_ok());
        let difference = compare_all(order, native, leaks).expect_err("one is leaked");
        assert!(difference.contains("bad: panics"));
    }
}
