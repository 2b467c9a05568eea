//! How much the process works.

use std::io;

/// What this process has used so far of all processors, in seconds. (Under `cargo run` that includes what cargo used: it
/// becomes the program.)
pub(crate) fn seconds() -> io::Result<f64> {
    const TICKS_PER_SECOND: f64 = 100.0; // Linux promises it in this file
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The second field is the program's name in parentheses, and may hold anything.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_ascii_whitespace();
    let ticks: u32 = fields.skip(11).take(2).filter_map(|field| field.parse::<u32>().ok()).sum();
    Ok(f64::from(ticks) / TICKS_PER_SECOND)
}
