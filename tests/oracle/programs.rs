//! Small programs, in which everything comes together.

twins! {
    /// A stack machine: a loop around a match around loops, the state in many locals.
    interpreter: f(&[Op::Push(2), Op::Push(5), Op::Dup(2), Op::Add, Op::Jump(5), Op::Add, Op::Add, Op::Print, Op::Halt]);
    async fn f(code: &[Op]) -> Result<Vec<i64>, Oops> {
        let (mut stack, mut printed, mut at, mut fuel) = (Vec::new(), vec![], 0, 40);
        'run: loop {
            let op = code.get(at).ok_or(Oops("ran off the end"))?;
            at += 1;
            fuel -= 1;
            if fuel == 0 { break Err(Oops("out of fuel")); }
            match *op {
                Op::Push(n) => stack.push(give("push", n).await),
                Op::Dup(times) => {
                    let Some(&top) = stack.last() else { return fail("nothing to copy").await };
                    for _ in 0..times { stack.push(top); wait("dup").await; }
                }
                Op::Add => {
                    let (Some(a), Some(b)) = (stack.pop(), stack.pop()) else { break 'run Err(Oops("too few")) };
                    stack.push(a + give("add", b).await);
                }
                Op::Jump(to) if to >= code.len() => break fail("jumped away").await,
                Op::Jump(to) => { at = to; continue 'run; }
                Op::Print => if let Some(n) = stack.last() && give("print", *n > 0).await { printed.push(*n) },
                Op::Halt => break 'run Ok(printed),
            }
        }
    }
    enum Op { Push(i64), Dup(usize), Add, Jump(usize), Print, Halt }
}

twins! {
    /// Words and numbers from a source that gives a few characters at a time.
    tokenizer: |run| {
        run.drive(tokens(Source { chunks: vec!["let x", "1 = 4", "2", ";  "] }));
        run.drive(tokens(Source { chunks: vec!["a ?"] }));
    };
    plain {
        struct Source { chunks: Vec<&'static str> }
        #[derive(Debug)]
        enum Token { Word(String), Number(u32), Sign(char) }
    }
    machine {
        impl Source {
            async fn more(&mut self) -> Option<&'static str> {
                if self.chunks.is_empty() { return None; }
                wait("chunk").await;
                Some(self.chunks.remove(0))
            }
        }
    }
    machine {
        async fn tokens(mut source: Source) -> Result<Vec<Token>, String> {
            let mut tokens = Vec::new();
            let mut word = String::new();
            while let Some(chunk) = source.more().await {
                for c in chunk.chars() {
                    match c {
                        'a'..='z' | '0'..='9' => { word.push(c); continue; }
                        '=' | ';' | ' ' => {}
                        other => return Err(format!("what is {other:?} after {tokens:?}{word:?}? {}", give("asked", 1).await)),
                    }
                    if !word.is_empty() {
                        let word = std::mem::take(&mut word);
                        tokens.push(match word.parse() { Ok(n) => Token::Number(n), Err(_) => Token::Word(word) });
                        wait("token").await;
                    }
                    if c != ' ' { tokens.push(Token::Sign(c)); }
                }
            }
            Ok(tokens)
        }
    }
}

twins! {
    /// Attempts with a growing pause, and an error that is final.
    retry: |run| {
        run.drive(retry(3, &mut vec![Err(Oops("again")), Ok(5)]));
        run.drive(retry(2, &mut vec![Err(Oops("again")), Err(Oops("again"))]));
        run.drive(retry(9, &mut vec![Err(Oops("final"))]));
    };
    machine {
        async fn retry(most: u32, answers: &mut Vec<Result<u32, Oops>>) -> Result<(u32, u32), Wrapped> {
            let mut pauses = 0;
            let mut attempt = 1;
            let value = loop {
                let tried = async { give("attempt", answers.remove(0)).await.map(|n| n * attempt) };
                match tried.await {
                    Ok(value) => break value,
                    Err(error @ Oops("final")) => Err(error)?,
                    Err(error) if attempt >= most => return Err(error.into()),
                    Err(_) => {}
                }
                for _ in 0..1 << attempt { wait("pause").await; pauses += 1; }
                attempt += 1;
            };
            Ok((value, pauses))
        }
    }
}

twins! {
    /// Producer and consumer over a bounded queue.
    channel: |run| { run.drive(pipeline(3)); };
    plain {
        use std::{cell::RefCell, collections::VecDeque, future::poll_fn, task::{Poll, Waker}};
        #[derive(Default)]
        struct Queue { items: RefCell<VecDeque<Noisy>>, closed: std::cell::Cell<bool> }
        impl Queue {
            fn poll_push(&self, item: &mut Option<Noisy>) -> Poll<()> {
                let mut items = self.items.borrow_mut();
                if items.len() == 1 { return Poll::Pending; }
                items.extend(item.take());
                Poll::Ready(())
            }
            fn poll_pop(&self) -> Poll<Option<Noisy>> {
                match self.items.borrow_mut().pop_front() {
                    None if !self.closed.get() => Poll::Pending,
                    item => Poll::Ready(item),
                }
            }
        }
        struct Sender<'q>(&'q Queue);
        impl Drop for Sender<'_> { fn drop(&mut self) { self.0.closed.set(true); note("closed", ()); } }
    }
    machine {
        impl<'q> Sender<'q> {
            async fn send(&self, item: Noisy) {
                let mut item = Some(item);
                poll_fn(|_| self.0.poll_push(&mut item)).await
            }
        }
    }
    machine {
        async fn produce(sender: Sender<'_>, count: usize) {
            for name in ["one", "two", "three", "four"].iter().take(count) {
                sender.send(noisy(name)).await;
                wait("produced").await;
            }
        }
    }
    machine {
        async fn consume(queue: &Queue) -> Vec<&'static str> {
            let mut names = Vec::new();
            while let Some(item) = poll_fn(|_| queue.poll_pop()).await {
                names.push(item.name());
                wait("consumed").await;
            }
            names
        }
    }
    machine {
        async fn pipeline(count: usize) -> usize {
            let queue = Queue::default();
            let ((), names) = both(produce(Sender(&queue), count), consume(&queue)).await;
            note("names", names).len()
        }
    }
}

twins! {
    /// Nested loops over arrays, with the waits innermost.
    matrix_product: f([[1, 2], [3, 4]], [[0, 1], [1, 0]]);
    async fn f<const N: usize>(a: [[i32; N]; N], b: [[i32; N]; N]) -> [[i32; N]; N] {
        let mut product = [[0; N]; N];
        for (i, row) in product.iter_mut().enumerate() {
            for (j, cell) in row.iter_mut().enumerate() {
                for k in 0..N { *cell += a[i][k] * give("factor", b[k][j]).await; }
            }
        }
        product
    }
}

twins! {
    /// Requests with limits: early ends of three kinds, cleaned up alike.
    requests: |run| { (0..5).for_each(|kind| drop(run.drive(serve(kind)))); };
    machine {
        async fn read(lines: &mut dyn Iterator<Item = &'static str>) -> Option<&'static str> {
            let line = lines.next()?;
            wait("read").await;
            Some(line)
        }
    }
    machine {
        async fn parse(lines: &mut dyn Iterator<Item = &'static str>) -> Result<(Noisy, Vec<(String, usize)>), Oops> {
            let request = noisy(read(lines).await.ok_or(Oops("nothing"))?);
            let mut headers = vec![];
            loop {
                let Some(line) = read(lines).await else { return Err(Oops("cut off")) };
                let (name, value) = match line.split_once(": ") {
                    Some(pair) => pair,
                    None if line.is_empty() => break,
                    None => Err(Oops("no colon"))?,
                };
                headers.push((name.to_ascii_lowercase(), value.len()));
                if headers.len() > 2 { return fail("too many").await; }
            }
            Ok((request, headers))
        }
    }
    machine {
        async fn serve(kind: usize) -> String {
            let lines: &[_] = match kind {
                0 => &["GET /", "Host: x", "", "more"],
                1 => &["GET /", "Host"],
                2 => &["GET /", "a: b", "c: d", "e: f", ""],
                3 => &["GET /"],
                _ => &[],
            };
            let mut lines = lines.iter().copied();
            let lock = Lock::new(0);
            match parse(&mut lines).await {
                Ok((request, headers)) => {
                    *lock.lock().await += headers.len();
                    format!("{request:?} {headers:?} {} {:?}", lock.lock().await.to_string(), lines.next())
                }
                Err(Oops(why)) => why.to_owned(),
            }
        }
    }
}
