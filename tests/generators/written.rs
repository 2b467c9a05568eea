//! Machines do what the same body does in which `yield_!` is a call: as users of other generator crates write them, and as rustc tests
//! its own coroutines.

use crate::harness::{begin_plain, compare, compare_taken, drive_plain, drive_stream, ended, resume};

twins! {
    runs(data: Vec<u8> = b"aaabccddddde".to_vec()) -> (u8, usize) {
        let mut iter = data.into_iter().peekable();
        while let Some(byte) = iter.next() {
            let mut len = 1;
            while iter.next_if(|next| *next == byte).is_some() { len += 1; }
            yield_!((byte, len));
        }
    }
    windows_with_queue(input: Vec<i32> = (1..8).collect(), size: usize = 3) -> (Vec<i32>, f64) {
        use std::collections::VecDeque;
        let mut window = VecDeque::with_capacity(size);
        let mut sum = 0;
        for n in input {
            if window.len() == size { sum -= window.pop_front().unwrap(); }
            window.push_back(n);
            sum += n;
            if window.len() == size { yield_!((window.iter().copied().collect(), f64::from(sum) / size as f64)); }
        }
    }
    fields_moved_one_by_one() -> Noisy {
        struct Job { name: Noisy, parts: (Noisy, Noisy), rest: Vec<Noisy> }
        let job = Job { name: noisy("name"), parts: (noisy("p0"), noisy("p1")), rest: vec![noisy("r0"), noisy("r1")] };
        yield_!(job.name);
        let (first, second) = job.parts;
        yield_!(second);
        for rest in job.rest { yield_!(rest); }
        yield_!(first);
    }
    option_dance(start: Option<&'static str> = Some("x")) -> String {
        let mut state = start.map(|s| noisy(s));
        while let Some(held) = state.take() {
            yield_!(format!("{held:?}"));
            state = match held.0 { "x" => Some(noisy("y")), "y" => { drop(held); Some(noisy("z")) } _ => None };
        }
    }
    labelled_values() -> usize {
        let found = 'search: {
            for (i, word) in ["one", "two", "three"].into_iter().enumerate() {
                yield_!(i);
                if word.len() > 3 { break 'search Some(i); }
            }
            None
        };
        let n = loop { yield_!(100); break found.unwrap_or(9); };
        yield_!(n + if { yield_!(n); true } { 1 } else { 2 });
    }
    slices_and_guards(lines: Vec<Vec<&'static str>> = vec![vec!["set", "a", "1"], vec!["get", "a"], vec!["get"], vec![], vec!["del", "x", "y", "z"]]) -> String {
        for line in lines {
            match line.as_slice() {
                [] => yield_!("empty".to_string()),
                ["get", key] if key.len() == 1 => yield_!(format!("get {key}")),
                ["set", key, value] => { let old = noisy("old"); yield_!(format!("set {key}={value}")); drop(old); }
                [verb] | [verb, ..] => yield_!(format!("bad {verb} ({})", line.len())),
            }
        }
    }
    nested_lets_else(rows: Vec<&'static str> = vec!["a=1", "b", "=2", "c=x", "d=4"]) -> Result<(String, i32), String> {
        for row in rows {
            let Some((key, value)) = row.split_once('=') else { yield_!(Err(format!("no = in {row}"))); continue };
            let (Ok(value), false) = (value.parse::<i32>(), key.is_empty()) else {
                let kept = noisy("kept");
                yield_!(Err(format!("bad {row}")));
                drop(kept);
                continue;
            };
            yield_!(Ok((key.to_owned(), value)));
        }
    }
    swaps_and_replaces() -> (usize, usize) {
        let (mut a, mut b) = (noisy("a"), noisy("bb"));
        for _ in 0..3 {
            std::mem::swap(&mut a, &mut b);
            yield_!((a.0.len(), b.0.len()));
            a = noisy("ccc");
        }
    }
    array_of_noisies() -> Noisy {
        let [a, b, c] = [noisy("a"), noisy("b"), noisy("c")];
        yield_!(b);
        let pair = [c, a];
        yield_!(noisy("mid"));
        let [c, ..] = pair;
        yield_!(c);
    }
    compound_assignments() -> i32 {
        let mut all = [1, 2, 3];
        let mut at = 0;
        all[1] += { yield_!(20); at += 1; 5 };
        yield_!(all[1]);
        let mut sums = (0, 1);
        sums.0 += { yield_!(30); 7 } + sums.1;
        sums.1 <<= { yield_!(31); 2 };
        yield_!(sums.0 * sums.1);
    }
    early_returns(n: usize = 3) -> usize {
        let guard = noisy("guard");
        for i in 0.. {
            let inner = noisy("inner");
            if i == n { drop(guard); return yield_!(99); }
            yield_!(i);
            if i == 1 { drop(inner); continue; }
        }
    }
    maps_of_lists() -> (String, Vec<u32>) {
        let mut map = std::collections::BTreeMap::<&str, Vec<u32>>::new();
        for (n, word) in "the cat the dog a cat the".split(' ').enumerate() { map.entry(word).or_default().push(n as u32); }
        while let Some((word, places)) = map.pop_first() { yield_!((word.to_string(), places)); }
    }
    strings_by_index(text: String = "añb".to_string()) -> char {
        let mut at = 0;
        while at < text.len() {
            let c = text[at..].chars().next().unwrap();
            at += c.len_utf8();
            yield_!(c);
        }
    }
    hailstone(start: u64 = 27) -> u64 {
        let mut n = start;
        loop {
            yield_!(n);
            n = match n { 1 => break, n if n % 2 == 0 => n / 2, n => 3 * n + 1 };
        }
    }
    pascal(rows: usize = 6) -> Vec<u64> {
        let mut row = vec![1];
        for _ in 0..rows {
            let next: Vec<u64> = std::iter::once(1).chain(row.windows(2).map(|w| w[0] + w[1])).chain([1]).collect();
            yield_!(std::mem::replace(&mut row, next));
        }
    }
}

resumed_twins! {
    accumulates() -> usize, String {
        let mut all = Vec::new();
        let mut next = yield_!(0);
        while all.len() < 3 { all.push(next.0); next = yield_!(all.len()); }
        format!("{} then {}", all.join(","), next.0)
    }
    asks_twice() -> String, (Noisy, Noisy) {
        let (a, b) = (yield_!("first".to_string()), yield_!("second".to_string()));
        let text = format!("{}{}", a.0, b.0);
        let c = match yield_!(text) { c if c.0.len() > 3 => c, other => { drop(other); yield_!("again".into()) } };
        drop(a);
        (c, b)
    }
    borrows_across() -> usize, usize {
        let mut list = vec![noisy("l0"), noisy("l1")];
        let mut sum = 0;
        for item in list.iter_mut() {
            let given = yield_!(item.0.len());
            sum += given.0.len();
            *item = given;
        }
        let first = &list[0];
        yield_!(first.0.len());
        sum + first.0.len()
    }
    in_operands() -> usize, usize {
        let sum = yield_!(1).0.len() + yield_!(2).0.len() * { let held = noisy("held"); yield_!(3).0.len() + held.0.len() };
        let mut total = 0;
        total += yield_!(sum).0.len();
        total
    }
    delegates() -> usize, Noisy {
        let one = noisy("one");
        let last = yield_from!(asking(2));
        yield_!(last.0.len() + one.0.len());
        yield_from!(asking(1))
    }
}

stream_twins! {
    pages() -> Noisy {
        let mut page = 0;
        loop {
            let n = pause("page").await;
            let items: Vec<Noisy> = match page { 0 => vec![noisy("a"), noisy("b")], 1 => vec![noisy("c")], _ => break };
            for item in items { yield_!(item); let _ = pause("between").await + n; }
            page += 1;
        }
    }
    refs_across() -> String {
        let words = vec![noisy("x"), noisy("yy")];
        for word in &words {
            let text = &word.0;
            pause(text).await;
            yield_!(format!("{text}/{}", words.len()));
        }
    }
}
