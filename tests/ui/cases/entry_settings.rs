//! Settings of `#[coro::main]` and `#[coro::test]` that are none, or have no value, or two.

#[coro::main(threads = 2)] //~ ERROR `#[coro::main]` has no setting `threads`; there are `current_thread`, `multi_thread`
async fn unknown() {}

#[coro::main(workers)] //~ ERROR `workers` needs a value: `workers = ..`
async fn without_value() {}

#[coro::main(multi_thread = true)] //~ ERROR `multi_thread` takes no value; write `multi_thread` alone
async fn with_value() {}

#[coro::main(workers = 2, workers = 3)] //~ ERROR `workers` is set twice; remove one
async fn twice() {}

#[coro::main(workers(2))] //~ ERROR write `workers = value`
async fn called() {}

#[coro::main("fast")] //~ ERROR not a setting; write `name` or `name = value`, for example `workers = 4`
async fn text() {}

#[coro::main(unhandled_panic = panic)] //~ ERROR not a value of this setting; write `report` or `ignore`
async fn panics() {}

#[coro::main(pause)] //~ ERROR only a test can begin with a clock that stands still; call `coro::time::pause()`
async fn paused() {}

#[coro::test(pause, workers = 2)] //~ ERROR the clock of a runtime with workers cannot be stopped
async fn paused_workers() {}

#[coro::main(workers = "two")] //~ ERROR mismatched types
async fn mistyped() {}

#[coro::main(flavor = "many")] //~ ERROR not a value of this setting; write `current_thread` or `multi_thread`
async fn flavour() {}

#[coro::test(start_paused = 1)] //~ ERROR not a value of this setting; write `true` or `false`
async fn half_paused() {}

#[coro::main(start_paused = true)] //~ ERROR only a test can begin with a clock that stands still
async fn paused_main() {}

#[coro::main(flavor = "current_thread", worker_threads = 2)] //~ ERROR a runtime on the calling thread has no workers
async fn nobody() {}

fn main() {}
