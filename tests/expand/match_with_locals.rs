//! A match whose arms have variables of their own, that lie over each other.

#[coro::coroutine]
async fn handle(request: Request) -> Response {
    match request {
        Request::Get { key } => {
            let value = load(&key).await;
            Response::Found(key, value)
        }
        Request::Put { key, value } => {
            let size = value.len();
            store(key, value).await;
            Response::Stored(size)
        }
        Request::Ping => Response::Pong,
    }
}
