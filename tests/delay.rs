//! The delay server and the delay client of the examples, within this process and as programs.

#[path = "../examples/support/args.rs"]
mod args;
#[path = "../examples/support/client.rs"]
mod client;
#[path = "delay/errors.rs"]
mod errors;
#[path = "../examples/support/http.rs"]
mod http;
#[path = "delay/programs.rs"]
mod programs;
#[path = "../examples/support/server.rs"]
mod server;

use coro::net::TcpStream;
use coro::task::JoinHandle;
use http::Connection;
use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(5);

/// A server within this process.
struct Fixture {
    addr: SocketAddr,
    log: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<io::Result<()>>,
}

impl Fixture {
    fn start(stop: impl Future<Output = io::Result<()>> + Send + 'static) -> Self {
        let listener = server::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("a free port");
        let addr = listener.local_addr().expect("it listens");
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&log);
        let note = move |line: &str| lines.lock().expect("nobody panics").push(line.to_owned());
        Fixture { addr, log, task: coro::spawn(server::serve(listener, stop, note)) }
    }

    fn log(&self) -> Vec<String> {
        self.log.lock().expect("nobody panics").clone()
    }

    #[coro::coroutine]
    async fn connect(&self) -> Connection {
        Connection::new(TcpStream::connect(self.addr).await.expect("it listens"))
    }
}

/// Sends a request and gives the status line and the body of the reply.
#[coro::coroutine]
async fn ask(connection: &mut Connection, request: &str) -> (String, String) {
    connection.send(request.as_bytes()).await.expect("the server reads");
    let head = connection.head().await.expect("a reply").expect("a reply");
    assert_eq!(head.header("content-type"), Some("text/plain; charset=utf-8"));
    let length = head.content_length().expect("a number").expect("a length");
    let body = connection.body(Some(length)).await.expect("all of it");
    (head.first, String::from_utf8(body).expect("text"))
}

#[test]
fn answers_after_the_delay() {
    coro::block_on(async {
        let server = Fixture::start(pending());
        let start = Instant::now();
        let reply = client::get(server.addr, "/80/hello%20world", LIMIT).await.expect("a reply");
        assert_eq!(reply, client::Reply { status: 200, body: "hello world".to_owned() });
        assert!(start.elapsed() >= Duration::from_millis(80));
        assert_eq!(server.log(), ["#1 - 80ms: hello world"]);
    });
}

#[test]
fn logs_before_it_answers() {
    coro::block_on(async {
        let server = Fixture::start(pending());
        let mut connection = server.connect().await;
        connection.send(b"GET /60000/late HTTP/1.1\r\n\r\n").await.expect("the server reads");
        while server.log().is_empty() {
            coro::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(server.log(), ["#1 - 60000ms: late"]);
    });
}

#[test]
fn answers_404_to_anything_else() {
    const OTHERS: &[&str] = &[
        "GET / HTTP/1.1\r\n\r\n",
        "GET /abc/x HTTP/1.1\r\n\r\n",
        "GET /10 HTTP/1.1\r\n\r\n",
        "GET /10/ HTTP/1.1\r\n\r\n",
        "GET /10/a/b HTTP/1.1\r\n\r\n",
        "GET /-1/x HTTP/1.1\r\n\r\n",
        "GET /99999999999999999999/x HTTP/1.1\r\n\r\n",
        "HEAD2 /1/x HTTP/1.1\r\n\r\n",
        "POST /10/x HTTP/1.1\r\ncontent-length: 5\r\n\r\nabcde",
    ];
    coro::block_on(async {
        let server = Fixture::start(pending());
        let mut connection = server.connect().await;
        for request in OTHERS {
            let (status, _) = ask(&mut connection, request).await;
            assert_eq!(status, "HTTP/1.1 404 Not Found", "{request}");
        }
        let (status, body) = ask(&mut connection, "GET /0/x?y=z HTTP/1.1\r\n\r\n").await;
        assert_eq!(
            (status.as_str(), body.as_str()),
            ("HTTP/1.1 200 OK", "x"),
            "the connection is still good"
        );
    });
}

#[test]
fn decodes_percent_signs() {
    const CODED: &[(&str, &str)] = &[
        ("a%2Fb", "a/b"),
        ("%e2%82%ac", "€"),
        ("100%", "100%"),
        ("%zz%4", "%zz%4"),
        ("%+1", "%+1"),
        ("%ff", "\u{fffd}"),
    ];
    coro::block_on(async {
        let server = Fixture::start(pending());
        for (coded, plain) in CODED {
            let reply = client::get(server.addr, &format!("/0/{coded}"), LIMIT).await.expect("a reply");
            assert_eq!(reply.body, *plain);
        }
    });
}

#[test]
fn keeps_connections_until_told_otherwise() {
    coro::block_on(async {
        let server = Fixture::start(pending());
        let mut connection = server.connect().await;
        for n in 1..=3 {
            let (status, body) =
                ask(&mut connection, &format!("GET /1/{n} HTTP/1.1\r\nHost: x\r\n\r\n")).await;
            assert_eq!((status, body), ("HTTP/1.1 200 OK".to_owned(), n.to_string()));
        }
        // Two at once: the second one waits in the buffer.
        connection
            .send(b"GET /1/a HTTP/1.1\r\n\r\nGET /1/b HTTP/1.1\r\n\r\n")
            .await
            .expect("the server reads");
        assert_eq!(ask(&mut connection, "").await.1, "a");
        assert_eq!(ask(&mut connection, "").await.1, "b");
        let (_, body) = ask(&mut connection, "GET /1/last HTTP/1.1\r\nConnection: close\r\n\r\n").await;
        assert_eq!(body, "last");
        assert!(connection.head().await.expect("a clean end").is_none());
    });
}

#[test]
fn requests_may_come_in_pieces() {
    coro::block_on(async {
        let server = Fixture::start(pending());
        let mut connection = server.connect().await;
        for byte in b"GET /1/pieces HTTP/1.1\r\nhost: x\r\n\r" {
            connection.send(&[*byte]).await.expect("the server reads");
            coro::yield_now().await;
        }
        assert_eq!(ask(&mut connection, "\n").await.1, "pieces");
    });
}

#[test]
fn answers_many_at_once() {
    const MANY: u32 = 200;
    coro::block_on(async {
        let server = Fixture::start(pending());
        let start = Instant::now();
        let addr = server.addr;
        let asked = (0..MANY).map(async |n: u32| client::get(addr, &format!("/100/{n}"), LIMIT).await);
        for (n, reply) in coro::join_all(asked).await.into_iter().enumerate() {
            assert_eq!(reply.expect("a reply").body, n.to_string());
        }
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        assert_eq!(server.log().len(), 200);
    });
}

#[test]
fn answers_what_is_pending_before_it_stops() {
    coro::block_on(async {
        let server = Fixture::start(async {
            coro::time::sleep(Duration::from_millis(50)).await;
            Ok(())
        });
        let mut idle = server.connect().await;
        let addr = server.addr;
        let asked = (0..10).map(async |n: u32| client::get(addr, &format!("/150/{n}"), LIMIT).await);
        for reply in coro::join_all(asked).await {
            assert_eq!(reply.expect("a reply, though the server is stopping").status, 200);
        }
        assert!(matches!(idle.head().await, Ok(None) | Err(_)), "who has asked nothing gets nothing");
        server.task.await.expect("no panic").expect("no error");
        let refused = client::get(server.addr, "/0/x", LIMIT).await.expect_err("nobody listens");
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    });
}
