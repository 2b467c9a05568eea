//! Places: fields, indices, dereferences, assignments of every kind.

twins! {
    assignments: f();
    async fn f() -> (u32, Option<Noisy>) {
        let mut n = 1;
        let mut slot = Some(noisy("old"));
        n = give("n", n + 1).await;
        slot = Some(give("slot", noisy("new")).await);
        wait("held").await;
        slot = None;
        slot = Some(noisy("last"));
        (n, slot)
    }
}

twins! {
    fields: f(Pair { left: noisy("l"), right: noisy("r") });
    async fn f(mut pair: Pair) -> &'static str {
        pair.left = give("left", noisy("new left")).await;
        wait("held").await;
        let Pair { left, .. } = pair;
        wait("taken").await;
        drop(pair.right);
        wait("empty").await;
        left.name()
    }
}

twins! {
    fields_set_again: f(Pair { left: noisy("l"), right: noisy("r") });
    async fn f(mut pair: Pair) -> Pair {
        drop(pair.left);
        wait("half").await;
        pair.left = noisy("again");
        wait("whole").await;
        pair
    }
}

twins! {
    indices: f(vec![1, 2, 3]);
    async fn f(mut list: Vec<u32>) -> u32 {
        list[give("index", 1).await] = give("value", 20).await;
        let picked = list[note("two", 2)] + list[give("zero", 0).await];
        let grid = vec![[1, 2], [3, 4]];
        picked + grid[give("row", 1).await][give("column", 0).await]
    }
}

twins! {
    index_by_range: f();
    async fn f() -> Vec<u8> {
        let mut bytes = *b"hello";
        bytes[1..give("end", 3).await].copy_from_slice(&give("bytes", *b"EL").await);
        bytes[give("from", 3).await..].reverse();
        bytes.to_vec()
    }
}

twins! {
    dereferences: f(&mut 3, Box::new(noisy("box")));
    async fn f(number: &mut u32, mut held: Box<Noisy>) -> u32 {
        *number = give("number", *number * 2).await;
        *held = give("content", noisy("new content")).await;
        wait("between").await;
        let inner = *held;
        wait("moved out").await;
        *number + inner.name().len() as u32
    }
}

twins! {
    compound_assignment: f(&mut 1);
    async fn f(total: &mut u32) -> u32 {
        let mut n = 10;
        n += give("plus", 5).await;
        n -= note("minus", 1);
        n <<= give("shift", 1).await;
        *total += n + give("total", 1).await;
        let mut list = [1, 2];
        list[give("index", 1).await] += give("element", 40).await;
        let mut text = String::from("a");
        text += &give("text", String::from("b")).await;
        *total + list[1] + text.len() as u32
    }
}

twins! {
    /// Of a primitive's compound assignment the right side is evaluated first, so the wait's effect on it is seen.
    compound_assignment_order: f();
    async fn f() -> (u32, u32) {
        let cell = std::cell::Cell::new(1);
        let mut n = 1;
        n += { n = 100; give("right", 1).await };
        let place = |which| { note("place", which); &cell };
        place("first").set(place("second").get() + give("value", 2).await);
        (n, cell.get())
    }
}

twins! {
    destructuring_assignment: f();
    async fn f() -> (u32, u32, u32) {
        let (mut a, mut b) = (1, 2);
        let mut list = [0; 2];
        (a, b) = (b, give("a", a + 10).await);
        wait("swapped").await;
        [list[0], _] = give("list", [7, 8]).await;
        (_, b) = (noisy("ignored"), give("b", b + 1).await);
        (a, b, list[0])
    }
}

twins! {
    places_through_references: f(vec![noisy("a"), noisy("b")]);
    async fn f(mut list: Vec<Noisy>) -> usize {
        let last = list.last_mut().unwrap();
        wait("borrowed").await;
        *last = noisy("c");
        let first = &mut list[0];
        first.0 = give("name", "renamed").await;
        wait("still").await;
        std::mem::replace(first, noisy("d")).name().len() + list.len()
    }
}

twins! {
    assignment_drops_the_old: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(moved: bool) -> u32 {
            let mut value = noisy("first");
            if moved { drop(value); }
            wait("maybe empty").await;
            value = noisy("second");
            wait("full").await;
            value = give("third", noisy("third")).await;
            3
        }
    }
}

twins! {
    unions_and_statics: f();
    async fn f() -> u32 {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(5);
        const STEP: u32 = 2;
        union Bits { whole: u32, bytes: [u8; 4] }
        let bits = Bits { whole: give("whole", 0x0101_0101).await };
        wait("held").await;
        let byte = unsafe { bits.bytes }[give("index", 1).await];
        COUNT.load(std::sync::atomic::Ordering::Relaxed) + STEP + u32::from(byte)
    }
}
