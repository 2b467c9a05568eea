//! A machine as an expression: what it borrows and what it takes.

fn scaled(list: &[u32], factor: u32) -> u32 {
    let mut seen = 0;
    let items = co!(iter {
        for n in list {
            seen += 1;
            yield n * factor;
        }
    });
    items.sum::<u32>() + seen
}
