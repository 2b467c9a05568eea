//! Structs that do all that the functions do: they begin when the first item is asked for, not when they are made; they go on where
//! they were, in the function's order; and after the end they stay at it.

/// Where such a struct is.
#[derive(Clone, Copy)]
enum At {
    Start,
    Item,
    End,
}

pub(crate) struct Count {
    to: u64,
    n: u64,
    at: At,
}

impl Count {
    pub(crate) fn new(to: u64) -> Self {
        Count { to, n: 0, at: At::Start }
    }
}

impl Iterator for Count {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        match self.at {
            At::Start => (self.n, self.at) = (0, At::Item),
            At::Item => self.n += 1,
            At::End => return None,
        }
        if self.n < self.to {
            return Some(self.n);
        }
        self.at = At::End;
        None
    }
}

pub(crate) struct Fibonacci {
    a: u64,
    b: u64,
    at: At,
}

impl Fibonacci {
    pub(crate) fn new() -> Self {
        Fibonacci { a: 0, b: 0, at: At::Start }
    }
}

impl Iterator for Fibonacci {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        match self.at {
            At::Start => (self.a, self.b, self.at) = (0, 1, At::Item),
            At::Item => (self.a, self.b) = (self.b, self.a.wrapping_add(self.b)),
            At::End => return None,
        }
        Some(self.a)
    }
}

pub(crate) struct Csv<'a> {
    text: &'a [u8],
    start: usize,
    byte: usize,
    at: At,
}

impl<'a> Csv<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Csv { text, start: 0, byte: 0, at: At::Start }
    }
}

impl Iterator for Csv<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        match self.at {
            At::Start => (self.start, self.byte, self.at) = (0, 0, At::Item),
            At::Item => {
                self.start = self.byte + 1;
                self.byte += 1;
            }
            At::End => return None,
        }
        while self.byte < self.text.len() {
            if matches!(self.text[self.byte], b',' | b'\n') {
                return Some((self.byte - self.start) as u64);
            }
            self.byte += 1;
        }
        self.at = At::End;
        None
    }
}
