//! A loop that waits at its head, with `continue` and `break`.

#[coro::coroutine]
async fn drain(mut queue: Queue, limit: usize) -> Vec<Job> {
    let mut done = Vec::new();
    while let Some(job) = queue.next().await {
        if job.is_urgent() {
            continue;
        }
        done.push(job);
        if done.len() == limit {
            break;
        }
    }
    done
}
