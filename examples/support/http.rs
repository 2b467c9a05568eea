//! As much of HTTP/1.1 as both ends need: heads of messages, and bodies of a known length.

use coro::net::TcpStream;
use std::io;

/// A longer head is taken for an attack or for another protocol.
const MAX_HEAD: usize = 16 * 1024;

/// A message up to its empty line.
#[derive(Debug, PartialEq)]
pub(crate) struct Head {
    /// The request line or the status line.
    pub(crate) first: String,
    headers: Vec<(String, String)>,
}

impl Head {
    /// The lines without the empty one at the end.
    fn parse(bytes: &[u8]) -> io::Result<Self> {
        let text = std::str::from_utf8(bytes).map_err(|_| malformed("the head is not text"))?;
        let mut lines = text.split("\r\n");
        let first = lines.next().unwrap_or_default().to_owned();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':').ok_or_else(|| malformed("a header without a colon"))?;
            Ok((name.to_owned(), value.trim().to_owned()))
        });
        Ok(Head { headers: headers.collect::<io::Result<_>>()?, first })
    }

    /// A header's value; its name is compared without regard to case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the peer closes the connection after this message.
    pub(crate) fn closes(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }

    /// The body's length, where it is given.
    pub(crate) fn content_length(&self) -> io::Result<Option<usize>> {
        if self.header("transfer-encoding").is_some() {
            return Err(malformed("bodies in chunks are not understood here"));
        }
        let length = self.header("content-length").map(str::parse).transpose();
        length.map_err(|_| malformed("the content-length is no number"))
    }
}

/// A connection, and what was read from it ahead of its use.
pub(crate) struct Connection {
    stream: TcpStream,
    ahead: Vec<u8>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Connection { stream, ahead: Vec::new() }
    }

    /// The next message's head. `None` if the peer has closed the connection instead of sending one.
    #[coro::coroutine]
    pub(crate) async fn head(&mut self) -> io::Result<Option<Head>> {
        let mut searched = 0;
        loop {
            if let Some(end) = find(&self.ahead[searched..], b"\r\n\r\n").map(|at| searched + at) {
                let head = Head::parse(&self.ahead[..end])?;
                self.ahead.drain(..end + 4);
                return Ok(Some(head));
            }
            if self.ahead.len() > MAX_HEAD {
                return Err(malformed("the head does not end"));
            }
            searched = self.ahead.len().saturating_sub(3);
            if self.read_more().await? == 0 {
                return if self.ahead.is_empty() { Ok(None) } else { Err(cut_off()) };
            }
        }
    }

    /// A body of `length` bytes, or all until the peer closes the connection.
    #[coro::coroutine]
    pub(crate) async fn body(&mut self, length: Option<usize>) -> io::Result<Vec<u8>> {
        while length.is_none_or(|length| self.ahead.len() < length) {
            if self.read_more().await? > 0 {
                continue;
            }
            match length {
                Some(_) => return Err(cut_off()),
                None => break,
            }
        }
        let end = length.unwrap_or(self.ahead.len());
        Ok(self.ahead.drain(..end).collect())
    }

    #[coro::coroutine]
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// How many bytes came; 0 at the end of the stream.
    #[coro::coroutine]
    async fn read_more(&mut self) -> io::Result<usize> {
        let mut chunk = [0; 2048];
        let n = self.stream.read(&mut chunk).await?;
        self.ahead.extend_from_slice(&chunk[..n]);
        Ok(n)
    }
}

pub(crate) fn malformed(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("this is not HTTP as expected: {why}"))
}

fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the connection was closed in the middle of a message")
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
