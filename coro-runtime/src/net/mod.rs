//! Sockets: [`TcpListener`], [`TcpStream`], [`UdpSocket`]; within this machine [`UnixListener`], [`UnixStream`], [`UnixDatagram`].
//!
//! What sockets of a kind have in common is [`Connection`]'s, [`Listener`]'s and [`DatagramSocket`]'s: functions over these take all of
//! the kind.
//!
//! A socket belongs to the runtime in whose `block_on` it was made: its futures may be awaited anywhere, but they go on
//! only while that runtime runs. Making one where no runtime runs is an error, not a panic. Once the runtime is dropped,
//! every operation fails.
//!
//! All methods take `&self`, so within a task one future may read while another writes. For two tasks put the stream into an
//! [`Arc`](std::sync::Arc), or take it apart by [`TcpStream::into_split`].
//! [`TcpStream::connect`] looks names up on a thread for blocking work; [`TcpListener::bind`], which is no future, on its own: [`lookup_host`] is for that.

mod addressed;
mod addrs;
mod attempts;
mod connection;
mod datagram;
#[cfg(feature = "futures-io")]
mod futures_io;
mod halves;
mod listener;
mod options;
mod stream;
mod tcp_listener;
mod udp;
mod udp_options;
mod unix;

pub use addressed::Datagrams;
pub use addrs::{ToSocketAddrs, lookup_host};
pub use connection::Connection;
pub use datagram::DatagramSocket;
pub use halves::{OwnedReadHalf, OwnedWriteHalf, ReuniteError};
pub use listener::{Incoming, Listen, Listener};
pub use stream::TcpStream;
pub use tcp_listener::TcpListener;
pub use udp::UdpSocket;
pub use unix::{UCred, UnixDatagram, UnixListener, UnixStream};
