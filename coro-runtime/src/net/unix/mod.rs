//! Sockets of this machine: by paths, by abstract names, in pairs.

mod datagram;
mod listener;
mod stream;

pub use datagram::UnixDatagram;
pub use listener::UnixListener;
pub use stream::{UCred, UnixStream};

use std::time::Duration;

use crate::time::sleep;

/// Pauses between attempts at something of which the system does not say when it can succeed: short ones at first, since it is
/// often a matter of another task's turn.
struct Pauses {
    next: Duration,
}

impl Pauses {
    const FIRST: Duration = Duration::from_micros(20);
    const LONGEST: Duration = Duration::from_millis(1);

    fn new() -> Pauses {
        Pauses { next: Pauses::FIRST }
    }

    async fn pause(&mut self) {
        sleep(self.next).await;
        self.next = (self.next * 2).min(Pauses::LONGEST);
    }
}
