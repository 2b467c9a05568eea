//! More of what published crates write: each of these did not compile, or not alike, when the attribute was put on their functions.

twins! {
    /// `object_store`'s prefixes: what a method that consumes is given lives to the end of the statement.
    borrowed_temporaries: |run| { run.drive(f(Some(&noisy("a")))); run.drive(f(None)); };
    plain {
        fn shown(noisy: &Noisy) -> String { note("shown", noisy.name()).to_owned() }
        fn made(name: &'static str) -> Noisy { noisy(name) }
        async fn waits(what: &str) { note("waits", what); wait("it").await }
        struct Pair { left: Option<&'static str>, right: Noisy }
    }
    machine {
        async fn f(prefix: Option<&Noisy>) -> usize {
            let first = shown(prefix.unwrap_or(&made("first")));
            waits(&first).await;
            let second = prefix;
            let second = shown(second.or(Some(&made("second"))).unwrap_or(&made("unused")));
            waits(&second).await;
            let text = prefix.map(Noisy::name);
            let third = text.unwrap_or(noisy("third").name()).len();
            let pair = Pair { left: text.map(|_| "left"), right: noisy("right") };
            let fourth = pair.left.unwrap_or(&String::from("none")).len();
            wait("fourth").await;
            let fifth = text.unwrap_or(&give("fifth", noisy("given")).await.name().replace('g', "h")).len();
            first.len() + second.len() + third + fourth + fifth + pair.right.name().len()
        }
    }
}
