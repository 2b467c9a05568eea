//! Addresses as the kernel has them.
//!
//! Takes: the standard library's addresses, and what the kernel has written. Gives: the one from the other. Invariant: a
//! [`RawAddr`] has the length that belongs to its bytes.

use std::ffi::OsStr;
use std::io;
use std::mem;
use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net;
use std::ptr;

/// What a socket is reached by: of the internet, or of this machine.
pub(crate) trait Address: Sized {
    fn to_raw(&self) -> RawAddr;

    /// Of an address that the kernel has written.
    fn from_kernel(written: &Written) -> io::Result<Self>;
}

/// What kind of addresses a socket has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    V4,
    V6,
    Unix,
}

impl Family {
    pub(super) fn number(self) -> libc::c_int {
        match self {
            Family::V4 => libc::AF_INET,
            Family::V6 => libc::AF_INET6,
            Family::Unix => libc::AF_UNIX,
        }
    }
}

/// A socket address in the form the kernel takes.
pub(crate) enum RawAddr {
    V4(libc::sockaddr_in),
    V6(libc::sockaddr_in6),
    /// With its length: what is behind that is no part of the name.
    Unix(libc::sockaddr_un, libc::socklen_t),
}

impl RawAddr {
    pub(super) fn as_ptr(&self) -> *const libc::sockaddr {
        match self {
            RawAddr::V4(addr) => (&raw const *addr).cast(),
            RawAddr::V6(addr) => (&raw const *addr).cast(),
            RawAddr::Unix(addr, _) => (&raw const *addr).cast(),
        }
    }

    pub(super) fn len(&self) -> libc::socklen_t {
        match self {
            RawAddr::V4(addr) => size_of_socklen(addr),
            RawAddr::V6(addr) => size_of_socklen(addr),
            RawAddr::Unix(_, len) => *len,
        }
    }

    pub(super) fn family(&self) -> Family {
        match self {
            RawAddr::V4(_) => Family::V4,
            RawAddr::V6(_) => Family::V6,
            RawAddr::Unix(..) => Family::Unix,
        }
    }
}

/// Room for an address of any family, and how much of it the kernel has used.
pub(crate) struct Written {
    pub(super) storage: libc::sockaddr_storage,
    pub(super) len: libc::socklen_t,
}

impl Written {
    /// Nothing yet.
    pub(super) fn room() -> Written {
        // SAFETY: all-zero bytes are a valid `sockaddr_storage`.
        let storage: libc::sockaddr_storage = unsafe { mem::zeroed() };
        Written { len: size_of_socklen(&storage), storage }
    }

    /// The path or the abstract name of an address of this machine: what is behind the family.
    fn unix_name(&self) -> &[u8] {
        let bytes = ptr::from_ref(&self.storage).cast::<u8>();
        let written = usize::try_from(self.len).unwrap_or(0).min(size_of::<libc::sockaddr_un>());
        // SAFETY: the storage is at least as large as a `sockaddr_un`, and all of its bytes are initialised.
        let addr = unsafe { std::slice::from_raw_parts(bytes, written) };
        addr.get(PATH..).unwrap_or_default()
    }
}

impl Address for SocketAddr {
    fn to_raw(&self) -> RawAddr {
        match self {
            SocketAddr::V4(addr) => RawAddr::V4(libc::sockaddr_in {
                sin_family: family(libc::AF_INET),
                sin_port: addr.port().to_be(),
                sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes(addr.ip().octets()) },
                sin_zero: [0; 8],
            }),
            SocketAddr::V6(addr) => RawAddr::V6(libc::sockaddr_in6 {
                sin6_family: family(libc::AF_INET6),
                sin6_port: addr.port().to_be(),
                sin6_flowinfo: addr.flowinfo(),
                sin6_addr: libc::in6_addr { s6_addr: addr.ip().octets() },
                sin6_scope_id: addr.scope_id(),
            }),
        }
    }

    fn from_kernel(written: &Written) -> io::Result<SocketAddr> {
        let storage = &written.storage;
        match i32::from(storage.ss_family) {
            libc::AF_INET => {
                // SAFETY: the family says that the storage holds a `sockaddr_in`, and it is large and aligned enough.
                let addr = unsafe { *(&raw const *storage).cast::<libc::sockaddr_in>() };
                let ip = addr.sin_addr.s_addr.to_ne_bytes().into();
                Ok(SocketAddrV4::new(ip, u16::from_be(addr.sin_port)).into())
            }
            libc::AF_INET6 => {
                // SAFETY: the family says that the storage holds a `sockaddr_in6`, and it is large and aligned enough.
                let addr = unsafe { *(&raw const *storage).cast::<libc::sockaddr_in6>() };
                let ip = addr.sin6_addr.s6_addr.into();
                let port = u16::from_be(addr.sin6_port);
                Ok(SocketAddrV6::new(ip, port, addr.sin6_flowinfo, addr.sin6_scope_id).into())
            }
            other => {
                Err(io::Error::other(format!("a peer of address family {other}, neither IPv4 nor IPv6")))
            }
        }
    }
}

/// Where the name begins.
const PATH: usize = mem::offset_of!(libc::sockaddr_un, sun_path);

impl Address for net::SocketAddr {
    fn to_raw(&self) -> RawAddr {
        // A path ends with a zero, an abstract name begins with one; who has no name has neither.
        let name = match (self.as_pathname(), self.as_abstract_name()) {
            (Some(path), _) => [path.as_os_str().as_bytes(), &[0]].concat(),
            (None, Some(name)) => [&[0], name].concat(),
            (None, None) => Vec::new(),
        };
        // SAFETY: all-zero bytes are a valid `sockaddr_un`.
        let mut addr: libc::sockaddr_un = unsafe { mem::zeroed() };
        addr.sun_family = family(libc::AF_UNIX);
        for (place, byte) in addr.sun_path.iter_mut().zip(&name) {
            *place = libc::c_char::from_ne_bytes([*byte]);
        }
        let len = libc::socklen_t::try_from(PATH + name.len()).expect("names of sockets are short");
        RawAddr::Unix(addr, len)
    }

    /// A peer without a name may have no address at all. The kernel has room for paths that the standard library's type has not, by
    /// one byte: what it is told of those is nothing.
    fn from_kernel(written: &Written) -> io::Result<net::SocketAddr> {
        let unnamed = || net::SocketAddr::from_pathname("");
        match written.unix_name() {
            [] => unnamed(),
            [0, name @ ..] => net::SocketAddr::from_abstract_name(name),
            path => {
                let path = path.split(|byte| *byte == 0).next().unwrap_or_default();
                net::SocketAddr::from_pathname(OsStr::from_bytes(path)).or_else(|_| unnamed())
            }
        }
    }
}

fn family(family: i32) -> libc::sa_family_t {
    libc::sa_family_t::try_from(family).expect("address families fit into `sa_family_t`")
}

pub(super) fn size_of_socklen<T>(value: &T) -> libc::socklen_t {
    libc::socklen_t::try_from(mem::size_of_val(value)).expect("socket options and addresses are small")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As if the kernel had written it.
    fn back<A: Address>(addr: &A) -> A {
        let raw = addr.to_raw();
        let mut written = Written::room();
        let len = usize::try_from(raw.len()).unwrap();
        let to: *mut u8 = (&raw mut written.storage).cast();
        // SAFETY: both have so many bytes.
        unsafe { to.copy_from_nonoverlapping(raw.as_ptr().cast(), len) };
        written.len = raw.len();
        A::from_kernel(&written).unwrap()
    }

    #[test]
    fn addresses_of_the_internet_come_back() {
        for text in ["127.0.0.1:80", "255.1.2.3:65535", "[::1]:0", "[fe80::1%7]:443"] {
            let addr: SocketAddr = text.parse().unwrap();
            assert_eq!(back(&addr), addr);
        }
    }

    #[test]
    fn addresses_of_this_machine_come_back() {
        let long = "x".repeat(107);
        for path in ["/run/socket", "s", &long] {
            let addr = net::SocketAddr::from_pathname(path).unwrap();
            assert_eq!(back(&addr).as_pathname(), addr.as_pathname());
        }
        let long = [1; 107];
        for name in [&b"name"[..], b"", b"with\0zero\0", &long] {
            let addr = net::SocketAddr::from_abstract_name(name).unwrap();
            // An empty one is one byte, and so a name.
            assert_eq!(back(&addr).as_abstract_name(), Some(name));
        }
        let unnamed = net::SocketAddr::from_pathname("").unwrap();
        assert!(unnamed.is_unnamed() && back(&unnamed).is_unnamed());
        let nothing = Written { len: 0, ..Written::room() };
        assert!(net::SocketAddr::from_kernel(&nothing).unwrap().is_unnamed());
    }
}
