//! One step of an order: reads the snapshot of the steps before it, prints what is to be done, and then the snapshot after it.

use coro_snapshot::{Order, Steps, steps};
use std::io::Read as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut text = String::new();
    if let Err(error) = std::io::stdin().read_to_string(&mut text) {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    let machine: Result<Steps, _> = if text.is_empty() {
        Ok(steps(Order { items: vec![String::from("book"), String::from("pen")], cents: 1500 }, true))
    } else {
        serde_json::from_str(&text)
    };
    match machine {
        Ok(mut machine) => {
            println!("{}", machine.next().unwrap_or_else(|| String::from("done")));
            println!("{}", serde_json::to_string(&machine).unwrap_or_default());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
