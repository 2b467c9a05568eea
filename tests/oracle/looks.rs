//! Variables that nothing borrows for longer than a look, if they are of the types that what is done with them suggests: those
//! need no room while the machine is suspended. Of other types, they do.

twins! {
    /// Texts, slices, letters and numbers of patterns, of which no type is written.
    of_the_standard_library: |run| { run.drive(texts("ab\n# no\n c  1d ")); run.drive(slices(&mut [3, 1, 2, 5, 4])); run.drive(letters("a-B7")); };
    machine {
        async fn texts(text: &str) -> (Vec<String>, usize) {
            let mut words = Vec::new();
            let mut letters = 0;
            for line in text.lines() {
                let line = line.trim();
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                for (n, word) in line.split(' ').enumerate() {
                    let (first, length) = (word.chars().next(), word.len());
                    let Some(first) = first else { continue };
                    wait("word").await;
                    letters += length + n;
                    let upper = first.to_ascii_uppercase();
                    if first.is_ascii_digit() {
                        wait("digit").await;
                        continue;
                    }
                    words.push(format!("{upper}"));
                }
                let own = line.to_owned();
                wait("line").await;
                words.push(own);
            }
            (words, letters)
        }
        async fn slices(list: &mut [u32]) -> (u32, usize) {
            let (mut sum, mut length) = (0, 0);
            let parts = list.split_at_mut(2);
            let (left, right) = parts;
            left.reverse();
            for item in left.iter_mut() {
                wait("left").await;
                *item += 1;
            }
            for chunk in right.chunks_mut(2) {
                chunk.swap(0, 0);
                for item in chunk.iter_mut() {
                    wait("right").await;
                    *item *= 2;
                    sum += *item;
                }
                length += 1;
            }
            wait("behind").await;
            (sum, length)
        }
        async fn letters(text: &str) -> (usize, u32) {
            let (mut at, mut sum) = (0, 0_u32);
            for (n, c) in text.char_indices() {
                if c == '-' || n > 9 {
                    wait("dash").await;
                    at = at.max(n);
                }
                for byte in [n as u8, b'a'] {
                    if byte.is_ascii_alphabetic() {
                        wait("letter").await;
                        continue;
                    }
                    let small = byte.wrapping_add(1).count_ones();
                    wait("small").await;
                    sum += small.pow(2);
                }
            }
            (at, sum)
        }
    }
}

twins! {
    /// Methods of such names that borrow the variable itself, or consume it, and values that have to be dropped.
    of_ones_own: |run| { run.drive(lends()); run.drive(drops(3)); run.drive(takes()); };
    plain {
        struct Own(Noisy, u32);
        impl Own {
            fn trim(&self) -> &str { self.0.name() }
            fn first(&mut self) -> &mut u32 { &mut self.1 }
            fn pow(&self, n: u32) -> &u32 { note("pow", n as usize); &self.1 }
            fn is_ascii(&self) -> bool { true }
            fn iter(self) -> Noisy { self.0 }
        }
        impl PartialEq<u32> for Own { fn eq(&self, other: &u32) -> bool { self.1 == *other } }
        #[derive(Clone, Copy)]
        struct Copied(u32);
        impl Copied {
            fn get(&self) -> &u32 { &self.0 }
            fn split(&mut self, n: u32) -> &mut u32 { self.0 += n; &mut self.0 }
        }
        trait Marked { fn to_string(&self) -> Mark<'_>; }
        struct Mark<'a>(&'a Copied);
        impl Marked for Copied { fn to_string(&self) -> Mark<'_> { Mark(self) } }
        impl Drop for Mark<'_> { fn drop(&mut self) { note("mark", self.0.0 as usize); } }
        async fn held<T>(value: T) -> T { wait("held").await; value }
    }
    machine {
        async fn lends() -> u32 {
            let mut one = Own(noisy("one"), 1);
            let two = Own(noisy("two"), 2);
            let name = one.trim().len();
            let first = one.first();
            *first += held(name as u32).await;
            let pow = two.pow(3);
            let seen = *held(pow).await + u32::from(two.is_ascii());
            let (copied, mut split) = (Copied(4), Copied(5));
            let got = copied.get();
            let part = split.split(1);
            let mark = copied.to_string();
            wait("marked").await;
            *part += *got;
            wait("parted").await;
            seen + *part + mark.0.0 + *first
        }
        async fn drops(n: u32) -> u32 {
            let owned = Own(noisy("owned"), n);
            let (other, plain) = (noisy("other"), Copied(n));
            if owned == 3 {
                wait("equal").await;
                if n > 9 {
                    drop(other);
                }
            }
            wait("then").await;
            let copy = plain;
            wait("copied").await;
            copy.0
        }
        async fn takes() -> usize {
            let own = Own(noisy("own"), 7);
            let is = own.is_ascii();
            let taken = own.iter();
            wait("taken").await;
            taken.name().len() + usize::from(is)
        }
    }
}

twins! {
    /// A number's own methods take a copy, before their arguments are evaluated.
    copies_of_numbers: |run| { run.drive(f(2)); };
    machine {
        async fn f(base: u32) -> (u32, u32, u32, char) {
            let mut n = base;
            let power = n.pow({ n += 1; give("power", 3).await });
            let most = n.max({ n = 0; wait("most").await; 1 });
            let low = base.min(give("low", 9).await).wrapping_sub(n);
            let letter = 'a';
            let upper = letter.clamp('b', give("upper", 'z').await);
            (power, most, low, upper)
        }
    }
}

twins! {
    /// Closures and blocks, of which nobody knows what they own before all types are inferred.
    of_closures: |run| { run.drive(f(2)); };
    machine {
        async fn f(n: u32) -> u32 {
            let (held, other, last) = (noisy("held"), noisy("other"), noisy("last"));
            let add = move |more: u32| held.name().len() as u32 + more;
            let later = async move { wait("never").await; other };
            let (pair, number) = ((move || last, n), move || n);
            if n > 9 {
                return add(n) + later.await.name().len() as u32 + (pair.0)().name().len() as u32 + number();
            }
            wait("one").await;
            n
        }
    }
}

twins! {
    /// Arguments that write to the variable: the method has a copy of it, whatever its type is.
    copies_before_writes: f(2);
    async fn f(base: u32) -> (u32, u32, u32) {
        let mut n = { let given; given = base; wait("given").await; given };
        let power = n.pow({ n += 1; give("power", 3).await });
        let most = n.max({ n = 0; wait("most").await; 1 });
        let least = n.min(next(&mut n).await);
        (power, most, least + n)
    }
    async fn next(n: &mut u32) -> u32 { *n += 5; give("next", *n).await }
}

twins! {
    /// `replace` of an `Option`, which a text has as well.
    replaced_options: f(noisy("argument"));
    async fn f(argument: Noisy) -> bool {
        let mut held = Some(give("held", argument).await);
        held.replace(noisy("second"));
        wait("replaced").await;
        let old = held.replace(noisy("third"));
        wait("again").await;
        old.is_some()
    }
}

twins! {
    /// What is asked for its length, and options of references that are copied, before what waits; and methods of these names that others
    /// have.
    measured_and_copied: f(vec![String::from("one"), String::from("three")], Sized(noisy("sized")));
    async fn f(list: Vec<String>, sized: Sized) -> usize {
        let lengths = (all(&list).len(), give("first", 1).await, all(&list)[0].is_empty(), text(&list).capacity() > 0, give("second", 2).await);
        let copies = (list.first().cloned(), list.iter().cloned().last(), numbers(&lengths).first().copied(), give("third", 3).await);
        let own = sized.kept().len().name().len() + give("fourth", 4).await;
        let kept = Some(noisy("kept")).copied().name().len() + give("fifth", 5).await;
        lengths.0 + copies.0.map_or(0, |text| text.len()) + copies.1.map_or(0, |text| text.len()) + copies.2.unwrap_or(0) + own + kept
    }
    fn all(list: &Vec<String>) -> &Vec<String> { list }
    fn text(list: &Vec<String>) -> &String { &list[0] }
    fn numbers(of: &(usize, usize, bool, bool, usize)) -> [usize; 2] { [of.1, of.4] }
    struct Sized(Noisy);
    impl Sized {
        fn kept(&self) -> Length<'_> { Length(&self.0, noisy("length")) }
    }
    struct Length<'a>(&'a Noisy, Noisy);
    impl Length<'_> {
        fn len(&self) -> &Noisy { &self.1 }
    }
    trait Copied { fn copied(&self) -> &Noisy; }
    impl Copied for Option<Noisy> {
        fn copied(&self) -> &Noisy { self.as_ref().unwrap() }
    }
}
