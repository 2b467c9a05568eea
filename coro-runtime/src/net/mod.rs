//! TCP sockets: [`TcpListener`], [`TcpStream`].
//!
//! A socket belongs to the runtime in whose `block_on` it was made: its futures may be awaited anywhere, but they go on
//! only while that runtime runs. Making one where no runtime runs is an error, not a panic. Once the runtime is dropped,
//! every operation fails.
//!
//! All methods take `&self`, so one task may read while another writes: put the stream into an [`Arc`](std::sync::Arc).
//! [`TcpStream::connect`] looks names up on a thread for blocking work; [`TcpListener::bind`], which is no future, on its own.

mod addrs;
mod listener;
mod stream;

pub use addrs::ToSocketAddrs;
pub use listener::TcpListener;
pub use stream::TcpStream;
