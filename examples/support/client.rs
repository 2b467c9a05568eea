//! The delay client's part: one request, one reply.

use crate::http::{Connection, Head, malformed};
use coro::net::TcpStream;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

#[derive(Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// `GET path`; an error that names the server if there is no good reply within `limit`.
#[coro::coroutine]
pub(crate) async fn get(addr: SocketAddr, path: &str, limit: Duration) -> io::Result<Reply> {
    let reply = match coro::time::timeout(limit, exchange(addr, path)).await {
        Ok(reply) => reply,
        Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "no reply in time")),
    };
    match reply {
        Ok(reply) if reply.status == 200 => Ok(reply),
        Ok(reply) => {
            Err(io::Error::other(format!("{addr}: {path} is answered with status {}", reply.status)))
        }
        Err(error) => Err(io::Error::new(error.kind(), format!("{addr}: {error}"))),
    }
}

#[coro::coroutine]
async fn exchange(addr: SocketAddr, path: &str) -> io::Result<Reply> {
    let mut connection = Connection::new(TcpStream::connect(addr).await?);
    let request = format!("GET {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n");
    connection.send(request.as_bytes()).await?;
    let Some(head) = connection.head().await? else {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "the connection was closed without a reply",
        ));
    };
    let status = status(&head)?;
    let body = connection.body(head.content_length()?).await?;
    Ok(Reply { status, body: String::from_utf8_lossy(&body).into_owned() })
}

/// The number in `HTTP/1.1 200 OK`.
fn status(head: &Head) -> io::Result<u16> {
    let mut words = head.first.split(' ');
    let version = words.next().unwrap_or_default();
    let status = words.next().and_then(|word| word.parse().ok());
    status.filter(|_| version.starts_with("HTTP/1.")).ok_or_else(|| malformed("no status line"))
}
