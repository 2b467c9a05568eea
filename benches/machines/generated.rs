//! Crates for the compiler: functions of everyday shapes, and trees of calls.

use std::fmt::Write;

/// What stands before each `async fn`, and whether it makes a machine of it.
pub(crate) const SIDES: [&str; 2] = ["", "#[coro::coroutine]\n"];

const EVERYDAY: &str = "#![allow(unused)]
use std::pin::Pin;
use std::task::{Context, Poll};

pub struct Error(pub u32);

pub struct Pair {
    left: u32,
    right: String,
}

pub struct Tick(bool);

impl Future for Tick {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        cx.waker().wake_by_ref();
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

pub fn tick() -> Tick {
    Tick(false)
}
";

/// Numbers that look like chance, and are the same each time: Marsaglia's xorshift.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).expect("less than the bound")
    }
}

/// A crate of so many functions of 10 to 60 lines: loops, matches, strings, vectors, `?`, and calls of each other that are at
/// most four deep.
pub(crate) fn functions(count: usize, attribute: &str) -> String {
    let mut chance = Chance(0x2545_F491_4F6C_DD1D);
    let mut text = format!(
        "{EVERYDAY}
{attribute}pub async fn leaf(n: u32) -> u32 {{
    tick().await;
    n
}}

{attribute}pub async fn checked(n: u32) -> Result<u32, Error> {{
    tick().await;
    if n == 7 {{ Err(Error(n)) }} else {{ Ok(n) }}
}}
"
    );
    let mut depths = Vec::new();
    for number in 0..count {
        let lines = 8 + chance.below(49);
        let (mut body, mut depth) = (Vec::new(), 1);
        while body.iter().map(|piece: &String| piece.lines().count()).sum::<usize>() < lines {
            let shallow: Vec<usize> =
                (number.saturating_sub(20)..number).filter(|callee| depths[*callee] < 4).collect();
            let callee = (!shallow.is_empty()).then(|| shallow[chance.below(shallow.len())]);
            let (kind, constant) = (chance.below(13), 1 + chance.below(99));
            if let (12, Some(callee)) = (kind, callee) {
                depth = depth.max(1 + depths[callee]);
            }
            body.push(piece(kind, body.len(), constant, callee));
        }
        depths.push(depth);
        let body = body.join("\n").replace('\n', "\n    ");
        write!(
            text,
            "\n{attribute}pub async fn f{number}(n: u32, text: &str) -> Result<u32, Error> {{\n    let mut total = \
             n;\n    {body}\n    Ok(total)\n}}\n"
        )
        .expect("a string");
    }
    // What nobody can call is not compiled.
    let calls: Vec<String> = (0..count).map(|number| format!("Box::pin(f{number}(1, text))")).collect();
    let calls = calls.join(",\n        ");
    write!(
        text,
        "\npub fn all(text: &str) -> Vec<Pin<Box<dyn Future<Output = Result<u32, Error>> + '_>>> {{\n    \
         vec![\n        {calls},\n    ]\n}}\n"
    )
    .expect("a string");
    text
}

/// A few lines of a function.
fn piece(kind: usize, at: usize, constant: usize, callee: Option<usize>) -> String {
    match kind {
        0 => format!("let v{at} = leaf(n + {constant}).await;\ntotal = total.wrapping_add(v{at});"),
        1 => format!(
            "if total % 2 == 0 {{\n    total += leaf({constant}).await;\n}} else {{\n    total ^= {constant};\n}}"
        ),
        2 => format!(
            "for i in 0..{constant} {{\n    total = total.wrapping_add(i);\n    if i % 3 == 0 {{\n        \
             tick().await;\n    }}\n}}"
        ),
        3 => format!(
            "let mut list{at}: Vec<u32> = (0..n % 7).collect();\nlist{at}.push(leaf(3).await);\ntotal += \
             list{at}.len() as u32;"
        ),
        4 => String::from(
            "match total % 3 {\n    0 => total += 1,\n    1 => {\n        tick().await;\n        total += 2;\n    \
             }\n    other => total -= other,\n}",
        ),
        5 => format!(
            "let name{at} = format!(\"{{text}}-{{total}}\");\nchecked(total).await?;\ntotal += name{at}.len() as u32;"
        ),
        6 => format!(
            "let parsed{at}: u32 = text.parse().unwrap_or({constant});\ntotal = \
             total.wrapping_mul(31).wrapping_add(parsed{at});"
        ),
        7 => format!(
            "let pair{at} = Pair {{ left: total, right: String::from(text) }};\nlet Pair {{ left, right }} = \
             pair{at};\ntotal = total.wrapping_add(left + right.len() as u32);"
        ),
        8 => format!(
            "while total > {constant} {{\n    total /= 2;\n    if total % 5 == 0 {{\n        break;\n    }}\n}}"
        ),
        9 => format!(
            "let words{at}: Vec<&str> = text.split(' ').collect();\nif let Some(first) = words{at}.first() {{\n    \
             total += first.len() as u32;\n}}"
        ),
        10 => format!(
            "total = total.rotate_left({}) ^ n;\nlet limit{at} = total.min({constant});\ntotal = if limit{at} > 3 {{ \
             limit{at} }} else {{ total }};",
            constant % 31
        ),
        11 => {
            format!("total = total.wrapping_add({constant});\nlet half{at} = total / 2;\ntotal ^= half{at};")
        }
        _ => match callee {
            Some(callee) => format!("total = total.wrapping_add(f{callee}(total, text).await?);"),
            None => format!("total += {constant};"),
        },
    }
}

/// A program in which each function awaits all the functions of the level below, and whose main future has to be `Send`.
pub(crate) fn call_tree(depth: usize, branches: usize, attribute: &str) -> String {
    let mut text = String::from(
        "use std::future::ready;\nuse std::pin::pin;\nuse std::task::{Context, Waker};\n\nfn sent<T: Send>(value: T) -> \
         T {\n    value\n}\n",
    );
    for level in 0..depth {
        for number in 0..branches {
            write!(
                text,
                "\n{attribute}async fn f_{level}_{number}() -> u64 {{\n    let mut sum = {number}_u64;\n"
            )
            .expect("a string");
            for below in 0..branches {
                let call = match level.checked_sub(1) {
                    Some(level) => format!("f_{level}_{below}()"),
                    None => String::from("ready(1)"),
                };
                writeln!(text, "    sum = sum.wrapping_add({call}.await);").expect("a string");
            }
            text.push_str("    sum\n}\n");
        }
    }
    let top = depth - 1;
    write!(
        text,
        "\nfn main() {{\n    let mut future = pin!(sent(f_{top}_0()));\n    println!(\"{{:?}}\", \
         future.as_mut().poll(&mut Context::from_waker(Waker::noop())));\n}}\n"
    )
    .expect("a string");
    if branches > 1 {
        text.insert_str(0, "#![allow(dead_code)]\n");
    }
    text
}
