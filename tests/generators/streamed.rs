//! Streams do what an `async fn` does in which `yield_!` is a call that records: yields and waits in one expression.

use crate::harness::{compare_taken, drive_plain, drive_stream, noisy};

stream_twins! {
    in_turn(first: Noisy = noisy("argument")) -> usize {
        let kept = noisy("kept");
        yield_!(pause("a").await);
        let n = pause("bc").await;
        yield_!(n + kept.len());
        drop(first);
        yield_!({ pause("d").await; 7 });
    }
    operands_that_wait_and_yield() -> usize {
        fn three(a: Noisy, n: usize, c: Noisy) -> usize { effect("three", a.len() * 100 + n * 10 + c.len()) }
        yield_!(three({ yield_!(1); noisy("a") }, pause("bc").await, { let c = noisy("c"); pause("d").await; c }));
        let list = [noisy("x"), { pause("y").await; noisy("y") }, { yield_!(2); noisy("z") }];
        let pair = (pause("left").await, { yield_!(3); noisy("right") });
        yield_!(list.len() + pair.0);
        yield_!(pause("sum").await + { yield_!(4); pause("more").await });
    }
    loops_and_labels() -> usize {
        'all: for i in 0..4 {
            let outer = noisy("outer");
            while pause("next").await > i {
                let inner = noisy("inner");
                if i == 1 { continue 'all; }
                if i == 3 { yield_!(i); break 'all; }
                yield_!(10 + i);
                if pause("again").await == 5 { break; }
            }
        }
    }
    borrowed_across_both() -> usize {
        let mut list = vec![noisy("a"), noisy("bc")];
        for each in &list { yield_!(each.len() + pause("each").await); }
        let last = list.last_mut();
        yield_!(1);
        pause("meanwhile").await;
        if let Some(last) = last { *last = noisy("new"); }
        let lengths = list.iter().map(|each| each.len());
        for n in lengths { pause("length").await; yield_!(n); }
    }
    conditions() -> usize {
        if pause("if").await == 2 && { yield_!(1); pause("and").await == 3 } { yield_!(2); } else { yield_!(3); }
        match pause("match").await { n if { yield_!(n); pause("guard").await > n } => yield_!(4), n => { pause("other").await; yield_!(n) } }
        let Some(n) = ({ yield_!(5); pause("else").await.checked_sub(9) }) else { let left = noisy("left"); pause("leaves").await; yield_!(6); return };
        yield_!(n);
    }
    temporaries_across_both() -> usize {
        match (noisy("temporary"), pause("match").await) { (kept, n) => { yield_!(kept.len()); pause("arm").await; yield_!(n); } }
        if let Some(n) = Some(noisy("condition").len()) { yield_!(n); pause("then").await; }
        yield_!(noisy("one").len() + pause("two").await + noisy("three").len());
    }
    moved_on_some_ways(flag: bool = true) -> usize {
        let (a, b) = (noisy("a"), noisy("b"));
        if flag { pause("before").await; drop(a); yield_!(1); } else { yield_!(a.len()); }
        let c = if pause("which").await == 5 { b } else { yield_!(2); noisy("c") };
        yield_!(c.len());
        pause("end").await;
    }
    futures_that_are_kept() -> usize {
        let mut first = Box::pin(pause("first"));
        let second = pause("second");
        yield_!(1);
        let n = first.as_mut().await;
        yield_!(n + second.await);
        let block = async { let inner = noisy("inner"); pause("block").await + inner.len() };
        yield_!(2);
        yield_!(block.await);
    }
    closures_beside() -> usize {
        let mut seen = vec![noisy("own")];
        let mut see = |name| { seen.push(noisy(name)); seen.len() };
        yield_!(see("a"));
        let n = pause("between").await;
        yield_!(see("b") + n);
        let total = move || seen.len();
        pause("last").await;
        yield_!(total());
    }
    items_that_own() -> Noisy {
        yield_!(noisy("a"));
        let kept = { pause("wait").await; noisy("kept") };
        for name in ["b", "c"] { yield_!({ pause(name).await; noisy(name) }); }
        yield_!(kept);
    }
}
