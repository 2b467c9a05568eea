//! The user's edition: when temporaries of a block's last expression and of `if let` are dropped depends on it.

use std::fs;

/// What differs between the editions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Edition {
    /// 2018: closures capture whole variables, all that they mention.
    Before2021,
    /// 2021: closures capture the places that they use. Such temporaries live to the end of the statement around, as before.
    Before2024,
    /// They end with the block, and before `else`.
    Since2024,
}

impl Edition {
    /// The edition of the crate that is compiled. A procedural macro runs inside of the compiler and is not told; so it reads
    /// the compiler's own command line. Elsewhere (in an editor's server) the newest edition is assumed.
    pub(crate) fn of_this_crate() -> Self {
        Self::from_arguments(compiler_arguments())
    }

    fn from_arguments(arguments: impl Iterator<Item = String>) -> Self {
        let mut arguments = arguments.skip_while(|argument| !argument.starts_with("--edition"));
        let edition = arguments.next().and_then(|argument| match argument.split_once('=') {
            Some((_, edition)) => Some(edition.to_owned()),
            None => arguments.next(),
        });
        match edition.as_deref() {
            Some("2015" | "2018") => Edition::Before2021,
            Some("2021") => Edition::Before2024,
            _ => Edition::Since2024,
        }
    }
}

/// The compiler's command line.
pub(super) fn compiler_arguments() -> impl Iterator<Item = String> {
    std::env::args().flat_map(|argument| match argument.strip_prefix('@') {
        // Long command lines are handed over in a file, one argument a line.
        Some(file) => fs::read_to_string(file).unwrap_or_default().lines().map(str::to_owned).collect(),
        None => vec![argument],
    })
}

#[cfg(test)]
mod tests {
    use super::Edition;

    #[test]
    fn command_lines() {
        let of = |line: &str| Edition::from_arguments(line.split(' ').map(str::to_owned));
        assert_eq!(of("rustc --crate-name x --edition=2021 src/lib.rs"), Edition::Before2024);
        assert_eq!(of("rustc --edition 2018 src/lib.rs"), Edition::Before2021);
        assert_eq!(of("rustc --edition=2024 src/lib.rs"), Edition::Since2024);
        assert_eq!(of("an-editor"), Edition::Since2024);
    }
}
