//! Arms and parts that are of other types than the rest.

struct Parcel {
    name: String,
    sender: String,
}

fn weigh(_: u32) {}

#[coro::coroutine]
async fn arms(number: u32) {
    let _weight = match number {
        0 => [1_u8; 3],
        _ => {
            async {}.await;
            4
        }
    };
}

#[coro::coroutine]
async fn a_part(parcel: Parcel) -> String {
    async {}.await;
    weigh(parcel.name);
    async {}.await;
    parcel.sender
}

struct Courier;

impl Courier {
    fn carry(self, _: Parcel) {}
}

#[coro::coroutine]
async fn an_argument(name: String) {
    let courier = Courier;
    async {}.await;
    courier.carry(name);
}

fn main() {}
