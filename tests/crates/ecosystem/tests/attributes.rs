//! Attributes that run what they stand on, above and below ours: they leave a function that is not `async`, and its only `async` block
//! becomes a machine.

use coro::Stated;
use std::error::Error;
use std::time::Duration;
use tokio::time::sleep;

async fn parsed(text: &str) -> Result<u32, std::num::ParseIntError> {
    sleep(Duration::from_millis(1)).await;
    text.parse()
}

#[tokio::test]
#[coro::coroutine]
async fn tokio_s_above() -> Result<(), Box<dyn Error>> {
    let numbers = [parsed("1").await?, parsed("2").await?];
    if numbers.len() > 2 {
        return Err("too many".into());
    }
    assert_eq!(numbers, [1, 2]);
    Ok(())
}

#[coro::coroutine]
#[tokio::test]
#[should_panic(expected = "InvalidDigit")]
async fn tokio_s_below() {
    parsed("none").await.unwrap();
}

macro_rules! taken {
    ($list:ident) => {
        $list.pop()
    };
}

/// A handler, as attributes of web frameworks make it of a function.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, PartialEq, Debug)]
struct index;

/// What the attribute above calls `body` is not in scope in the test, whose words are known therefore: a name that it does not bind is no
/// variable, and macros of the file that take names are expanded, also in what others are given. They were not.
#[tokio::test]
#[coro::coroutine]
async fn names_of_a_test() {
    let mut list = vec![1, 2, 3];
    sleep(Duration::from_millis(1)).await;
    assert_eq!(taken!(list), Some(3));
    let body = futures::join!(async { index }, parsed("4"));
    let second = serde_json::json!(taken!(list));
    assert_eq!((body, second), ((index, Ok(4)), serde_json::json!(2)));
}

/// The block takes the arguments.
#[tokio::main(flavor = "current_thread")]
#[coro::coroutine]
async fn entered(name: String, list: &[&str], mut sum: Vec<u32>) -> Option<(String, Vec<u32>)> {
    for text in list {
        sum.push(parsed(text).await.ok()?);
    }
    let name = Some(name).filter(|name| !name.is_empty())?;
    Some((name, sum))
}

#[test]
fn tokio_s_main_takes_arguments() {
    assert_eq!(entered("a".into(), &["1", "2"], vec![]), Some(("a".into(), vec![1, 2])));
    assert_eq!(entered("a".into(), &["1", "x"], vec![]), None);
}

/// Runs a future, and tells whether it is a machine of ours.
struct System {
    says: &'static str,
}

impl System {
    fn block_on<F: Future + Stated>(self, future: F) -> (F::Output, &'static str) {
        let future = std::pin::pin!(future);
        assert!(future.state().to_string().contains("unresumed"), "{}", future.state());
        (futures::executor::block_on(future), self.says)
    }
}

/// As `actix-web` and `async-std` leave it. What stands beside the block keeps its variables.
#[coro::coroutine]
fn as_others_leave_it(list: &[u32]) -> usize {
    let length = list.len();
    let (sum, what) = System { says: "a machine" }.block_on(async {
        {
            std::future::ready(()).await;
            list.iter().sum::<u32>()
        }
    });
    assert_eq!((sum, what), (3, "a machine"));
    length + list.len()
}

#[test]
fn a_block_among_others() {
    assert_eq!(as_others_leave_it(&[1, 2]), 4);
}

macro_rules! run {
    ($future:expr) => {
        System { says: "a machine" }.block_on($future)
    };
}

/// As `sea_orm_macros::test` leaves it: what runs the block is a macro.
#[coro::coroutine]
fn run_by_a_macro() {
    let _ = "begin";
    run!(async {
        let mut list = vec![std::future::ready(7).await];
        assert_eq!(taken!(list), Some(7));
    });
}

#[test]
fn a_block_in_a_macro() {
    run_by_a_macro();
}
