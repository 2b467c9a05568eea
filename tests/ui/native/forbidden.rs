//! Lints that are forbidden, so that nothing may allow them.
#![forbid(unused_variables, unused_mut, unused_must_use, dead_code, unused_assignments)]

async fn wait() {}

#[coro::coroutine]
async fn unused(list: Vec<Option<String>>) -> Result<u32, String> {
    let mut joined = String::new();
    for item in list {
        wait().await;
        match item {
            Some(item) => joined.push_str(&item),
            None => return Err(joined),
        }
    }
    let count = || joined.len();
    wait().await;
    let (length, more) = (count(), 1);
    std::fs::remove_file("nowhere");
    Ok(u32::try_from(length).unwrap_or(0))
}

fn main() {
    drop(unused(Vec::new()));
}
