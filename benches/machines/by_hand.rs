//! The same machines, written by hand: as few instructions as one would write.

use super::{Fill, Leaf, leaf};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Loops over one leaf.
pub(crate) struct OneLeaf {
    leaf: Leaf,
    round: u64,
    rounds: u64,
    sum: u64,
}

pub(crate) fn one_leaf(rounds: u64) -> OneLeaf {
    OneLeaf { leaf: leaf(), round: 0, rounds, sum: 0 }
}

impl Future for OneLeaf {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        while self.round < self.rounds {
            let Poll::Ready(value) = Pin::new(&mut self.leaf).poll(cx) else { return Poll::Pending };
            self.sum += value + self.round;
            self.round += 1;
            self.leaf = leaf();
        }
        Poll::Ready(self.sum)
    }
}

/// One level of calls.
pub(crate) struct Level<F> {
    below: F,
    rounds: u64,
}

impl<F: Future<Output = u64> + Unpin> Future for Level<F> {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        match Pin::new(&mut self.below).poll(cx) {
            Poll::Ready(value) => Poll::Ready(value ^ self.rounds),
            Poll::Pending => Poll::Pending,
        }
    }
}

pub(crate) fn five_levels(rounds: u64) -> Level<Level<Level<Level<OneLeaf>>>> {
    let level = Level { below: one_leaf(rounds), rounds };
    let level = Level { below: level, rounds };
    let level = Level { below: level, rounds };
    Level { below: level, rounds }
}

/// Eight leaves, one after the other, again and again.
pub(crate) struct Eight {
    leaf: Leaf,
    at: u8,
    value: u64,
    round: u64,
    rounds: u64,
    sum: u64,
}

pub(crate) fn straight_line(rounds: u64) -> Eight {
    Eight { leaf: leaf(), at: 0, value: 0, round: 0, rounds: rounds / 8, sum: 0 }
}

impl Future for Eight {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        while self.round < self.rounds {
            let Poll::Ready(value) = Pin::new(&mut self.leaf).poll(cx) else { return Poll::Pending };
            self.value = match self.at {
                2 | 4 | 6 => value ^ self.value,
                _ => value + self.value,
            };
            self.leaf = leaf();
            self.at += 1;
            if self.at == 8 {
                self.at = 0;
                self.sum += self.value;
                self.round += 1;
                self.value = self.round;
            }
        }
        Poll::Ready(self.sum)
    }
}

/// A level behind a box.
pub(crate) struct Boxed(Pin<Box<dyn Future<Output = u64>>>);

impl Future for Boxed {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        self.0.as_mut().poll(cx).map(|value| value + 1)
    }
}

pub(crate) fn boxed_chain(rounds: u64) -> Boxed {
    Boxed(Box::pin(Boxed(Box::pin(Boxed(Box::pin(one_leaf(rounds)))))))
}

/// Fills a buffer again and again.
pub(crate) struct Filled {
    buffer: [u8; 64],
    leaf: Leaf,
    round: u64,
    rounds: u64,
    sum: u64,
}

pub(crate) fn borrowed_buffer(rounds: u64) -> Filled {
    Filled { buffer: [0; 64], leaf: leaf(), round: 0, rounds, sum: 0 }
}

impl Future for Filled {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let this = &mut *self;
        while this.round < this.rounds {
            // The leaf is a part of the future that borrows the buffer.
            let mut fill = Fill(&mut this.buffer, std::mem::take(&mut this.leaf));
            let polled = Pin::new(&mut fill).poll(cx);
            this.leaf = fill.1;
            if polled.is_pending() {
                return Poll::Pending;
            }
            this.sum += u64::from(this.buffer[0]);
            this.round += 1;
        }
        Poll::Ready(this.sum)
    }
}
