//! The command line of the small examples: texts, or `--help`.

use std::env;
use std::process::exit;

/// The texts that were given, or `otherwise` if none were. It ends the program after `--help`, and with 2 after an option that there is
/// not; what follows `--` is a text.
pub(crate) fn given_or(otherwise: &[&str], help: &str) -> Vec<String> {
    let mut texts: Vec<_> = env::args_os().skip(1).map(|text| text.to_string_lossy().into_owned()).collect();
    match texts.iter().position(|text| text.starts_with('-')) {
        Some(index) if texts[index] == "--" => drop(texts.remove(index)),
        Some(index) if ["--help", "-h"].contains(&texts[index].as_str()) => {
            print!("{help}");
            exit(0);
        }
        Some(index) => {
            eprint!("there is no option `{}`\n\n{help}", texts[index]);
            exit(2);
        }
        None => {}
    }
    if texts.is_empty() { otherwise.iter().copied().map(str::to_owned).collect() } else { texts }
}
