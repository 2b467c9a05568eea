//! What the queues promise, on one thread; on several in `loom.rs` and `threads.rs`.

#[cfg(loom)]
mod loom;
#[cfg(not(loom))]
mod one_thread;
#[cfg(not(loom))]
mod threads;
