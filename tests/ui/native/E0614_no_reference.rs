//! What a star is put before leads nowhere, as a variable and as a part of it.

struct Parcel {
    weight: u32,
    name: String,
}

#[coro::coroutine]
async fn of_a_variable(mut weight: u32) -> u32 {
    async {}.await;
    weight += 1;
    1 + *weight
}

#[coro::coroutine]
async fn of_what_is_awaited() -> Result<u32, String> {
    let mut sum = async { Ok::<u32, String>(3) }.await?;
    sum += async { 1 }.await;
    Ok(async { 1 }.await + *sum)
}

#[coro::coroutine]
async fn of_a_field(parcel: Parcel) -> u32 {
    async {}.await;
    drop(parcel.name);
    *parcel.weight
}

fn main() {}
