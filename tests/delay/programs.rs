//! The examples as programs: what they print, and how they end.

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// An example as `cargo test` has built it; `None` where only this test was built.
fn example(name: &str) -> Option<PathBuf> {
    let deps = env::current_exe().expect("this test is a program");
    let path = deps.parent()?.parent()?.join("examples").join(name);
    if !path.exists() {
        println!(
            "skipped: {name} is not built, which `cargo test` does and `cargo test --test delay` does not"
        );
        return None;
    }
    Some(path)
}

fn run(name: &str, args: &[&str]) -> Option<Output> {
    Some(Command::new(example(name)?).args(args).output().expect("it runs"))
}

/// A process that does not outlive the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

/// Expects one line on standard error, and an exit code.
fn assert_complains(output: &Output, code: i32, complaint: &str) {
    let errors = text(&output.stderr);
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(errors.contains(complaint), "{errors}");
    assert_eq!(output.status.code(), Some(code), "{errors}");
}

#[test]
fn wrong_arguments() {
    for (name, args, complaint) in [
        ("delay_client", &["--unit", "x"][..], "delay_client: `x` is not a number"),
        ("delay_client", &["--what"], "delay_client: unknown option `--what`"),
        ("delay_server", &["--unit", "5"], "delay_server: unknown option `--unit`"),
        ("delay_server", &["nowhere"], "delay_server: `nowhere` is not an address"),
    ] {
        let Some(output) = run(name, args) else { return };
        assert_complains(&output, 2, complaint);
    }
}

#[test]
fn help() {
    for name in ["delay_client", "delay_server"] {
        let Some(output) = run(name, &["--help"]) else { return };
        assert!(output.status.success());
        assert!(text(&output.stdout).contains(&format!("usage: {name}")));
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn nobody_listens() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let Some(output) = run("delay_client", &[&free.expect("a free port").to_string()]) else { return };
    assert_complains(&output, 1, "Connection refused");
}

#[test]
fn peers_that_are_no_delay_server() {
    let cases: [(&'static [u8], &str); 4] = [
        (b"220 mail.example ESMTP\r\n\r\n", "this is not HTTP as expected"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\ncut", "closed in the middle of a message"),
        (b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "status 404"),
        (b"", "closed without a reply"),
    ];
    for (reply, complaint) in cases {
        let Some(output) = run("delay_client", &[&crate::errors::peer(reply).to_string()]) else { return };
        assert_complains(&output, 1, complaint);
    }
}

#[test]
fn address_in_use() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr = taken.local_addr().expect("it listens").to_string();
    let Some(output) = run("delay_server", &[&addr]) else { return };
    assert_complains(&output, 1, &format!("delay_server: cannot listen on {addr}"));
}

/// The three numbers of the client's last line.
fn summary(output: &str) -> [f64; 3] {
    let last = output.lines().last().expect("a last line");
    let mut numbers = last.split(", ").zip(["sequence: ", "joined: ", "cpu: "]).map(|(part, name)| {
        let number = part.strip_prefix(name).and_then(|rest| rest.strip_suffix(" s"));
        number.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("no {name}in {last:?}"))
    });
    std::array::from_fn(|_| numbers.next().expect("three numbers"))
}

#[test]
fn client_alone() {
    let Some(output) = run("delay_client", &["--unit", "30"]) else { return };
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{printed}{}", text(&output.stderr));
    assert_eq!(printed.lines().count(), 13, "{printed}");
    let [sequence, joined, cpu] = summary(printed);
    assert!((0.3..3.0).contains(&sequence), "{printed}");
    assert!((0.12..sequence).contains(&joined), "{printed}");
    assert!(cpu < 0.2, "{printed}");
    let listed =
        include_str!("../../examples/README.md").lines().skip_while(|line| *line != "    in sequence");
    let listed: Vec<_> =
        listed.take_while(|line| !line.is_empty()).map(|line| without_numbers(&line[4..])).collect();
    assert_eq!(
        listed,
        printed.lines().map(without_numbers).collect::<Vec<_>>(),
        "examples/README.md says otherwise"
    );
}

/// A line with all its numbers made alike.
fn without_numbers(line: &str) -> String {
    let mut plain: String = line.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    while plain.contains("00") {
        plain = plain.replace("00", "0");
    }
    plain
}

#[test]
fn server_until_interrupted() {
    let Some(path) = example("delay_server") else { return };
    let mut server = Running(Command::new(path).stdout(Stdio::piped()).spawn().expect("it runs"));
    let mut printed = BufReader::new(server.0.stdout.take().expect("it is piped"));
    let mut line = String::new();
    printed.read_line(&mut line).expect("a line");
    let addr = line.trim().strip_prefix("listening on ").expect("the address").to_owned();

    let Some(output) = run("delay_client", &["--unit", "5", &addr]) else { return };
    assert!(output.status.success(), "{}", text(&output.stderr));

    let pending = thread::spawn({
        let addr = addr.parse().expect("an address");
        move || coro::block_on(crate::client::get(addr, "/400/pending", crate::LIMIT))
    });
    let mut logged = String::new();
    while !logged.contains("#11 - 400ms: pending\n") {
        assert!(printed.read_line(&mut logged).expect("a line") > 0, "{logged}");
    }
    let interrupt = Command::new("kill").args(["-INT", &server.0.id().to_string()]).status();
    assert!(interrupt.expect("kill runs").success());
    let reply = pending.join().expect("no panic").expect("the pending request is answered");
    assert_eq!(reply.body, "pending");
    assert!(ending(&mut server.0).success());
    printed.read_to_string(&mut logged).expect("the rest");
    assert_eq!(logged.lines().count(), 11, "{logged}");
    assert_eq!(logged.lines().next(), Some("#1 - 0ms: request-0"));
}

/// How the process ends, which has to be soon.
fn ending(child: &mut Child) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return status;
        }
        assert!(start.elapsed() < Duration::from_secs(5), "it goes on and on");
        thread::sleep(Duration::from_millis(5));
    }
}
