//! A crate without `std`, with `alloc`, that has machines in boxes: sensors behind `dyn`.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::future::ready;
use coro::{Stream, yield_, yield_from};

/// A sensor, of whatever kind.
#[coro::coroutine(boxed)]
pub trait Sensor: Sync {
    /// What it measures.
    async fn read(&self) -> u32;

    /// The mean of some measurements.
    async fn mean(&self, times: u32) -> u32 {
        let mut sum = 0;
        for _ in 0..times {
            sum += self.read().await;
        }
        sum / times
    }
}

/// Measures the same, always.
#[derive(Debug)]
pub struct Fixed(pub u32);

impl Sensor for Fixed {
    #[coro::coroutine(boxed)]
    async fn read(&self) -> u32 {
        ready(self.0).await
    }
}

/// Several sensors as one, and these as one again.
pub struct Group(pub Vec<Box<dyn Sensor + Send>>);

#[coro::coroutine(boxed)]
impl Sensor for Group {
    async fn read(&self) -> u32 {
        let mut sum = 0;
        for sensor in &self.0 {
            sum += sensor.read().await;
        }
        sum
    }
}

/// What a sensor measures, where it is not what it was before; an error ends it.
#[coro::coroutine]
pub fn changes(sensor: &dyn Sensor, most: u32) -> impl Stream<Item = Result<u32, u32>> + Send {
    let mut before = None;
    loop {
        let value = sensor.read().await;
        if value > most {
            return yield_!(Err(value));
        }
        if before.replace(value) != Some(value) {
            yield_!(Ok(value));
        }
    }
}

/// The steps of a binary search for the limit of a sensor: each level in a box of its own.
#[coro::coroutine(boxed)]
pub fn steps(from: u32, to: u32) -> impl Iterator<Item = u32> {
    let middle = from.midpoint(to);
    yield_!(middle);
    if middle > from {
        yield_from!(steps(from, middle));
    }
}
