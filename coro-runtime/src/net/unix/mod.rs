//! Sockets of this machine: by paths, by abstract names, in pairs.

mod datagram;
mod listener;
mod stream;

pub use datagram::UnixDatagram;
pub use listener::UnixListener;
pub use stream::{UCred, UnixStream};

use std::time::Duration;

/// After so long something is tried again of which the system does not say when it can succeed.
const PAUSE: Duration = Duration::from_millis(1);
