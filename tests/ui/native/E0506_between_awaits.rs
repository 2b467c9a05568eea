//! What is borrowed, assigned and lent where nothing suspends: the machine has these variables as the user does.

struct Parcel {
    weight: u32,
}

fn sealed(weight: &u32) -> &u32 {
    weight
}

#[coro::coroutine]
async fn assigned_while_borrowed(mut weight: u32) {
    let seal = &weight;
    weight = 3;
    sealed(seal);
}

#[coro::coroutine]
async fn assigned_to_a_field() {
    let parcel = Parcel { weight: 2 };
    parcel.weight = 3;
    async {}.await;
}

#[coro::coroutine]
async fn assigned_twice() {
    let weight = 2;
    weight = 3;
    async {}.await;
}

#[coro::coroutine]
async fn assigned_in_a_closure() {
    let weight = 2;
    let mut heavier = || weight = 3;
    heavier();
}

#[coro::coroutine]
async fn used_while_lent() -> u32 {
    let mut weight = 2;
    let lent = &mut weight;
    let sum = weight + 1;
    *lent += sum;
    sum
}

#[coro::coroutine]
async fn used_before_it_is_given_a_value() -> u32 {
    let weight: u32;
    let sum = weight;
    sum
}

#[coro::coroutine]
async fn of_a_temporary() -> u32 {
    let weight = sealed(&u32::from_str_radix("3", 10).unwrap_or(1));
    *weight
}

#[coro::coroutine]
async fn of_an_inner_block() -> u32 {
    let seal;
    {
        let weight = 3;
        seal = sealed(&weight);
    }
    *seal
}

fn main() {}
