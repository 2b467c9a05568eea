//! What UDP sockets are asked and told beside their datagrams, as the standard library has it.
//!
//! Takes: sockets. Gives: their options, and memberships of groups. Invariant: nothing here waits.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::UdpSocket;

impl UdpSocket {
    /// Whether datagrams may be sent to broadcast addresses (`SO_BROADCAST`).
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    ///
    /// # Examples
    ///
    /// See [`set_broadcast`](UdpSocket::set_broadcast).
    pub fn broadcast(&self) -> io::Result<bool> {
        self.io.get_ref().broadcast()
    }

    /// Lets datagrams be sent to broadcast addresses, or not (`SO_BROADCAST`).
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     socket.set_broadcast(true)?;
    ///     assert!(socket.broadcast()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn set_broadcast(&self, on: bool) -> io::Result<()> {
        self.io.get_ref().set_broadcast(on)
    }

    /// How many routers a datagram may pass (`IP_TTL`).
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    ///
    /// # Examples
    ///
    /// See [`set_ttl`](UdpSocket::set_ttl).
    pub fn ttl(&self) -> io::Result<u32> {
        self.io.get_ref().ttl()
    }

    /// Sets how many routers a datagram may pass (`IP_TTL`).
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     socket.set_ttl(7)?;
    ///     assert_eq!(socket.ttl()?, 7);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.io.get_ref().set_ttl(ttl)
    }

    /// Whether what is sent to a group comes back to this machine's members of it (`IP_MULTICAST_LOOP`).
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    ///
    /// # Examples
    ///
    /// See [`set_multicast_loop_v4`](UdpSocket::set_multicast_loop_v4).
    pub fn multicast_loop_v4(&self) -> io::Result<bool> {
        self.io.get_ref().multicast_loop_v4()
    }

    /// Has what is sent to a group come back to this machine's members of it, or not (`IP_MULTICAST_LOOP`).
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     socket.set_multicast_loop_v4(false)?;
    ///     assert!(!socket.multicast_loop_v4()?);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn set_multicast_loop_v4(&self, on: bool) -> io::Result<()> {
        self.io.get_ref().set_multicast_loop_v4(on)
    }

    /// How many routers a datagram to a group may pass (`IP_MULTICAST_TTL`).
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    ///
    /// # Examples
    ///
    /// See [`set_multicast_ttl_v4`](UdpSocket::set_multicast_ttl_v4).
    pub fn multicast_ttl_v4(&self) -> io::Result<u32> {
        self.io.get_ref().multicast_ttl_v4()
    }

    /// Sets how many routers a datagram to a group may pass (`IP_MULTICAST_TTL`): 1 at first, which is this network.
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("127.0.0.1:0")?;
    ///     socket.set_multicast_ttl_v4(7)?;
    ///     assert_eq!(socket.multicast_ttl_v4()?, 7);
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn set_multicast_ttl_v4(&self, ttl: u32) -> io::Result<()> {
        self.io.get_ref().set_multicast_ttl_v4(ttl)
    }

    /// As [`multicast_loop_v4`](UdpSocket::multicast_loop_v4), of groups of IPv6 (`IPV6_MULTICAST_LOOP`).
    ///
    /// # Errors
    ///
    /// Those of `getsockopt(2)`.
    pub fn multicast_loop_v6(&self) -> io::Result<bool> {
        self.io.get_ref().multicast_loop_v6()
    }

    /// As [`set_multicast_loop_v4`](UdpSocket::set_multicast_loop_v4), of groups of IPv6 (`IPV6_MULTICAST_LOOP`).
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`.
    pub fn set_multicast_loop_v6(&self, on: bool) -> io::Result<()> {
        self.io.get_ref().set_multicast_loop_v6(on)
    }

    /// Joins a group: what is sent to `group` is received, on the interface that has the address `interface`, or on one that the
    /// system chooses if that is [`UNSPECIFIED`](Ipv4Addr::UNSPECIFIED).
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`: above all that there is no such interface.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::net::UdpSocket;
    /// use std::net::Ipv4Addr;
    ///
    /// coro_runtime::block_on(async {
    ///     let socket = UdpSocket::bind("0.0.0.0:0")?;
    ///     let group = Ipv4Addr::new(224, 0, 0, 123);
    ///     socket.join_multicast_v4(&group, &Ipv4Addr::LOCALHOST)?;
    ///     socket.leave_multicast_v4(&group, &Ipv4Addr::LOCALHOST)?;
    ///     assert!(socket.leave_multicast_v4(&group, &Ipv4Addr::LOCALHOST).is_err(), "it has left");
    ///     std::io::Result::Ok(())
    /// })?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn join_multicast_v4(&self, group: &Ipv4Addr, interface: &Ipv4Addr) -> io::Result<()> {
        self.io.get_ref().join_multicast_v4(group, interface)
    }

    /// As [`join_multicast_v4`](UdpSocket::join_multicast_v4), on the interface of this index, or on any if it is 0.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn join_multicast_v6(&self, group: &Ipv6Addr, interface: u32) -> io::Result<()> {
        self.io.get_ref().join_multicast_v6(group, interface)
    }

    /// Leaves a group that was [joined](UdpSocket::join_multicast_v4).
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`: above all that it was not.
    ///
    /// # Examples
    ///
    /// See [`join_multicast_v4`](UdpSocket::join_multicast_v4).
    pub fn leave_multicast_v4(&self, group: &Ipv4Addr, interface: &Ipv4Addr) -> io::Result<()> {
        self.io.get_ref().leave_multicast_v4(group, interface)
    }

    /// Leaves a group that was [joined](UdpSocket::join_multicast_v6).
    ///
    /// # Errors
    ///
    /// Those of `setsockopt(2)`: above all that it was not.
    pub fn leave_multicast_v6(&self, group: &Ipv6Addr, interface: u32) -> io::Result<()> {
        self.io.get_ref().leave_multicast_v6(group, interface)
    }
}
