//! Types of one's own by the names of the standard library's, which may be copied.

twins! {
    /// A copy leaves the variable where it is.
    copied_vectors: |run| { run.drive(f(Vec { x: 1, y: 2 })); };
    plain {
        #[derive(Clone, Copy)]
        struct Vec<T> { x: T, y: T }
        #[derive(Clone, Copy)]
        struct String(usize);
        impl String { fn new() -> Self { String(7) } }
        fn sum(vector: Vec<usize>) -> usize { vector.x + vector.y }
        fn length(text: String) -> usize { text.0 }
    }
    machine {
        async fn f(vector: Vec<usize>) -> usize {
            let (other, text): (Vec<usize>, _) = (Vec { x: 3, y: 4 }, String::new());
            let (x, y, z) = (&vector.x, &other, &text);
            wait("lent").await;
            let moved = sum(vector) + sum(other) + length(text);
            let big = [moved; 12];
            wait("copied").await;
            *x + y.y + z.0 + big.len()
        }
    }
}
