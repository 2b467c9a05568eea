//! Which types may move between threads, and which may not: by compiling.

use std::future::Ready;
use std::os::fd::OwnedFd;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;

use coro_runtime::future::{CatchUnwind, Join, JoinAll, Race, Select, TryJoin, YieldNow};
use coro_runtime::io::AsyncFd;
use coro_runtime::net::{Incoming, OwnedReadHalf, OwnedWriteHalf, ReuniteError};
use coro_runtime::net::{TcpListener, TcpStream, UCred, UdpSocket, UnixDatagram, UnixListener, UnixStream};
use coro_runtime::runtime::{Builder, Handle, Runtime, ShutdownBegins, ShutdownReport};
use coro_runtime::sync::{CancellationToken, Cancelled, CancelledOwned, DropGuard, RunUntilCancelled};
use coro_runtime::sync::{DropGuardRef, RunUntilCancelledOwned};
use coro_runtime::sync::{Lock, Mutex, MutexGuard};
use coro_runtime::task::{AbortHandle, JoinError, JoinHandle, JoinSet, TaskTracker, TrackedFuture};
use coro_runtime::time::{Advance, Elapsed, Interval, Sleep, Timeout};

fn send_sync<T: Send + Sync>() {}
fn unpin<T: Unpin>() {}
fn unwind_safe<T: UnwindSafe + RefUnwindSafe>() {}
fn send_value<T: Send>(_: T) {}

/// Ambiguous, and so an error, for types that are `Sync`.
trait NotSync<A> {
    fn holds() {}
}
impl<T: ?Sized> NotSync<()> for T {}
impl<T: ?Sized + Sync> NotSync<u8> for T {}

/// The same for `Send`.
trait NotSend<A> {
    fn holds() {}
}
impl<T: ?Sized> NotSend<()> for T {}
impl<T: ?Sized + Send> NotSend<u8> for T {}

#[test]
fn auto_traits() {
    send_sync::<Runtime>();
    send_sync::<(Builder, ShutdownBegins, ShutdownReport)>();
    send_sync::<Handle>();
    send_sync::<JoinError>();
    send_sync::<JoinHandle<std::cell::Cell<u8>>>();
    <JoinHandle<Rc<u8>> as NotSend<_>>::holds();
    <JoinHandle<Rc<u8>> as NotSync<_>>::holds();
    send_sync::<TcpStream>();
    send_sync::<TcpListener>();
    send_sync::<(UnixStream, UnixListener, UnixDatagram, UCred)>();
    send_sync::<(UdpSocket, Incoming<'_, std::net::TcpListener>)>();
    unpin::<(TcpStream, TcpListener, UdpSocket, Incoming<'_, std::net::TcpListener>)>();
    send_sync::<(OwnedReadHalf, OwnedWriteHalf, ReuniteError, AsyncFd<OwnedFd>)>();
    <AsyncFd<Rc<OwnedFd>> as NotSend<_>>::holds();
    send_sync::<(Sleep, Timeout<Ready<u8>>, Elapsed, YieldNow)>();
    send_sync::<(Interval, Advance)>();
    send_sync::<(CancellationToken, Cancelled<'_>, CancelledOwned, DropGuard)>();
    send_sync::<RunUntilCancelled<'_, Ready<u8>>>();
    send_sync::<(RunUntilCancelledOwned<Ready<u8>>, DropGuardRef<'_>)>();
    send_sync::<(AbortHandle, TaskTracker, TrackedFuture<Ready<u8>>)>();
    send_sync::<JoinSet<std::cell::Cell<u8>>>();
    <JoinSet<Rc<u8>> as NotSend<_>>::holds();
    send_sync::<(Race<(Ready<u8>, Ready<u8>)>, Select<Ready<u8>, Ready<()>>)>();
    send_sync::<(Join<(Ready<u8>, Ready<()>)>, JoinAll<Ready<u8>>)>();
    send_sync::<(TryJoin<(Ready<Result<u8, u8>>,)>, CatchUnwind<Ready<u8>>)>();
    send_sync::<(Mutex<std::cell::Cell<u8>>, MutexGuard<'_, u8>, Lock<'_, u8>)>();
    <Mutex<Rc<u8>> as NotSync<_>>::holds();
    <Mutex<Rc<u8>> as NotSend<_>>::holds();
    <MutexGuard<'_, std::cell::Cell<u8>> as NotSync<_>>::holds();
    <MutexGuard<'_, Rc<u8>> as NotSend<_>>::holds();
    unwind_safe::<(Runtime, Handle, JoinHandle<std::cell::Cell<u8>>, AbortHandle, CancellationToken)>();
    unpin::<(JoinHandle<std::marker::PhantomPinned>, Sleep, JoinAll<Ready<u8>>)>();
}

/// Never called: the futures of the methods are `Send`.
#[expect(dead_code, reason = "compiling it is the test")]
fn futures_are_send(listener: &TcpListener, stream: &TcpStream, socket: &UdpSocket, buf: &mut [u8]) {
    send_value(listener.accept());
    send_value(TcpStream::connect("127.0.0.1:1"));
    send_value(stream.read(buf));
    send_value(stream.write(buf));
    send_value(stream.read_exact(buf));
    send_value(stream.write_all(buf));
    send_value(stream.write_vectored(&[]));
    send_value(stream.read_vectored(&mut []));
    send_value(socket.connect("localhost:1"));
    send_value(socket.send_to(&[], "localhost:1"));
    send_value((socket.recv(buf), socket.send(&[])));
    send_value(socket.recv_from(buf));
    send_value(UnixStream::connect("path"));
    send_value(UnixDatagram::unbound().unwrap().send_to(&[], "path"));
    send_value(coro_runtime::net::lookup_host("localhost:1"));
    send_value(stream.readable());
    send_value(stream.writable());
    send_value(coro_runtime::signal::ctrl_c());
    send_value(coro_runtime::signal::hangup());
    send_value(coro_runtime::signal::terminate());
}
