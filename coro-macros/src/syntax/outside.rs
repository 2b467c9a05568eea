//! Macros that the file of a function defines outside of it: what their calls expand to can be part of the body as well.
//!
//! An attribute is given the function, not the file. But each of its tokens says where it stands; so the file is read, and a
//! definition is looked for where rustc looks first: before the call, in what is around it, from the inside to the outside.
//! Nothing is found where it is not certain (the definition depends on a `cfg` of which the command line does not tell, the function itself comes from a macro, the
//! file is not there): then the call stays one of a macro that is not known.
//!
//! The compiler's own tokens of a text do not say where they stand in it. So the file is scanned, once; only a definition that
//! is used becomes tokens.

mod cfg;
mod scan;

use proc_macro2::{Ident, TokenStream};
use scan::Definitions;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::SystemTime;

/// The rules of the macro that a call means, if the file of the call defines it.
pub(super) fn definition(name: &Ident) -> Option<TokenStream> {
    let span = name.span();
    let place = span.start();
    with_file(&span.local_file()?, |file| {
        let rules = file.definitions.find(&name.to_string(), file.offset(place.line, place.column)?)?;
        TokenStream::from_str(&file.text[rules]).ok()
    })
}

/// Whether a macro is imported by name in the file of its call, and whenever it is, from a crate whose name begins so.
pub(super) fn is_imported_from(name: &Ident, prefix: &str) -> bool {
    let imported = |file: &File| {
        let name = name.to_string();
        let mut imports = file.text.split(';').filter_map(|item| {
            let path = &item[item.rfind("use ")? + "use ".len()..];
            let mut words = path.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            words.any(|word| word == name).then(|| path.trim_start_matches("::").starts_with(prefix))
        });
        Some(imports.next()? && imports.all(|from| from))
    };
    name.span().local_file().and_then(|path| with_file(&path, imported)).unwrap_or(false)
}

/// Whether the file of a place has a constant, a static or a unit struct with the name of a variable: a pattern of that name
/// binds none.
pub(crate) fn has_small_constants(span: proc_macro2::Span) -> bool {
    span.local_file()
        .is_some_and(|path| with_file(&path, |file| Some(file.has_small_constants)) == Some(true))
}

/// A file that was read.
struct File {
    changed: Option<SystemTime>,
    text: String,
    definitions: Definitions,
    has_small_constants: bool,
}

/// `const name:`, `static name:`, `struct name;` or `struct name(..);`, with a small first letter.
fn small_constants(text: &str) -> bool {
    let declares = |word: &str, behind: &[char]| {
        text.match_indices(word).any(|(at, _)| {
            let name = text[at + word.len()..].trim_start_matches("mut ");
            let end = name.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(name.len());
            name.starts_with(|c: char| c == '_' || c.is_lowercase())
                && end > 1
                && name[end..].trim_start().starts_with(behind)
        })
    };
    declares("const ", &[':']) || declares("static ", &[':']) || declares("struct ", &[';', '('])
}

impl File {
    fn new(path: &Path, changed: Option<SystemTime>) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let (definitions, has_small_constants) = (Definitions::of(&text), small_constants(&text));
        Some(File { changed, text, definitions, has_small_constants })
    }

    /// Where a place is; lines count from one, columns from zero.
    fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let start = match line {
            1 => 0,
            _ => self.text.match_indices('\n').nth(line.checked_sub(2)?)?.0 + 1,
        };
        Some(start + self.text[start..].char_indices().nth(column)?.0)
    }
}

/// Shows a file: it is read again only if it has changed since, for it has many functions.
fn with_file<T>(path: &Path, look: impl FnOnce(&File) -> Option<T>) -> Option<T> {
    thread_local! {
        static FILES: RefCell<HashMap<PathBuf, File>> = RefCell::default();
    }
    let changed = fs::metadata(path).and_then(|data| data.modified()).ok();
    FILES.with_borrow_mut(|files| {
        if files.get(path).is_none_or(|file| file.changed != changed) {
            files.insert(path.to_owned(), File::new(path, changed)?);
        }
        look(files.get(path)?)
    })
}

#[cfg(test)]
mod tests {
    use super::small_constants;

    #[test]
    fn names_of_constants() {
        for text in ["const state: u8 = 1;", "static mut cx: u8 = 1;", "struct frame;", "struct at(u8);"] {
            assert!(small_constants(text), "{text}");
        }
        for text in
            ["const fn state() {}", "let x: *const u8 = y;", "const _: () = ();", "struct frame { at: u8 }"]
        {
            assert!(!small_constants(text), "{text}");
        }
    }
}
