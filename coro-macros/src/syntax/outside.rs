//! Macros that the file of a function defines outside of it: what their calls expand to can be part of the body as well.
//!
//! An attribute is given the function, not the file. But each of its tokens says where it stands; so the file is read, and a
//! definition is looked for where rustc looks first: before the call, in what is around it, from the inside to the outside.
//! Then in the files of the modules around (see `modules`), and where the file imports it from.
//! Nothing is found where it is not certain (the definition depends on a `cfg` of which the command line does not tell, the function itself comes from a macro, the
//! file is not there): then the call stays one of a macro that is not known.
//!
//! The compiler's own tokens of a text do not say where they stand in it. So the file is scanned, once; only a definition that
//! is used becomes tokens.

mod attributes;
mod capitals;
pub(super) mod cfg;
mod fields;
pub(crate) mod forbids;
mod functions;
mod impls;
mod imports;
mod lexer;
mod modules;
pub(crate) mod primitives;
mod scan;
mod types;

pub(crate) use capitals::is_variable_in_capitals;
pub(crate) use fields::Definitions;
pub(crate) use functions::{
    borrows_self, is_async, receiver_of, result_of, result_of_called, result_of_path, takes_self,
};
pub(super) use functions::{
    function_that_calls, is_async_beside, is_drop, is_inherent_somewhere, is_plain_async_beside, is_variable,
};
use impls::Groups;
use primitives::is_name;
use proc_macro2::{Ident, TokenStream};
use scan::Outline;
use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::str::FromStr;
use std::time::SystemTime;
pub(crate) use types::{definition_of_alias, definition_of_type, is_copy, is_kept_as_written};

/// The rules of the macro that a call means, if the crate defines it.
pub(super) fn definition(called: &syn::Path) -> Option<TokenStream> {
    let name = &called.segments.last()?.ident;
    let span = name.span();
    let (path, place) = (span.local_file()?, span.start());
    let place = file(&path)?.offset(place.line, place.column)?;
    let (path, rules) = match called.get_ident() {
        Some(name) => modules::definition(&path, place, &name.to_string())?,
        None if called.leading_colon.is_some() => return None,
        None => {
            let words: Vec<String> =
                called.segments.iter().map(|segment| segment.ident.to_string()).collect();
            modules::definition_behind(&path, place, &words)?
        }
    };
    TokenStream::from_str(&file(&path)?.text[rules]).ok()
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
    file_of(name.span()).and_then(|file| imported(&file)).unwrap_or(false)
}

/// Whether the file of a name imports something of that name from elsewhere than the standard library.
pub(super) fn is_imported(name: &Ident) -> bool {
    file_of(name.span()).is_some_and(|file| file.imported_names().contains(&name.to_string()))
}

/// The same of a name that may stand elsewhere, in the file of a place.
pub(crate) fn is_imported_name(name: &Ident, at: proc_macro2::Span) -> bool {
    file_of(at).is_some_and(|file| file.imported_names().contains(&name.to_string()))
}

/// Whether nothing in scope is a value of that name, as far as a file tells: no item of it, and nothing that it imports.
pub(super) fn has_no_value(name: &Ident) -> bool {
    const PRELUDE: [&str; 5] = ["align_of", "align_of_val", "drop", "size_of", "size_of_val"];
    let name_in_text = name.to_string();
    !PRELUDE.contains(&name_in_text.as_str())
        && file_of(name.span()).is_some_and(|file| {
            let values = file.values.get_or_init(|| imports::values(&file.text));
            values.as_ref().is_some_and(|values| !values.contains(&name_in_text))
        })
}

/// Whether a function of the name stands in no impl block and in no trait.
pub(super) fn is_free(name: &Ident) -> bool {
    place_of(name.span()).is_some_and(|(file, at)| file.groups().header(at).is_none())
}

/// Begins with a function: what its file and its generics have is asked in many places.
pub(super) fn begin(sig: &syn::Signature, body: &syn::Block) {
    capitals::begin(sig, body);
    super::ours::begin(has_small_constants(sig.ident.span()));
    let own = sig.generics.type_params().map(|parameter| parameter.ident.to_string());
    let parameters = own.chain(parameters_around(&sig.ident)).collect();
    primitives::begin(sig, &parameters);
    PARAMETERS.set(parameters);
}

thread_local! {
    /// The type parameters of the function that is being expanded, and of what it stands in.
    static PARAMETERS: RefCell<HashSet<String>> = RefCell::default();
}

/// Whether a name may be that of a type parameter.
pub(crate) fn is_parameter(name: &Ident) -> bool {
    PARAMETERS.with_borrow(|parameters| parameters.contains(&name.to_string()))
}

/// Whether the file of a name defines a type of that name somewhere.
pub(super) fn is_defined(name: &Ident) -> bool {
    file_of(name.span()).is_some_and(|file| file.defined_types().contains_key(&name.to_string()))
}

/// Whether the file of a name gives it to a type of its own, or of another crate.
pub(crate) fn is_another(name: &Ident) -> bool {
    is_imported(name) || is_defined(name)
}

/// Whether a path begins with one of the standard library's crates.
pub(crate) fn is_of_std(path: &syn::Path) -> bool {
    let is_std = |first: &Ident| ["std", "core", "alloc"].iter().any(|krate| first == krate);
    path.segments.first().is_some_and(|first| is_std(&first.ident))
}

/// Whether a path that ends like one of the standard library's types means that: it is no more than a name which the file gives to no
/// other, or begins with a crate of that. (`T::String` may be any type.)
pub(crate) fn may_mean_std(path: &syn::Path) -> bool {
    (path.segments.len() == 1 || is_of_std(path))
        && path.segments.last().is_some_and(|last| !is_another(&last.ident))
}

/// Whether the file of a place has a constant, a static or a unit struct with the name of a variable: a pattern of that name
/// binds none.
fn has_small_constants(span: proc_macro2::Span) -> bool {
    file_of(span).is_some_and(|file| file.has_small_constants)
}

/// Whether the file of a place has types with the names of primitive ones, or imports such.
fn hides_primitives(span: proc_macro2::Span) -> bool {
    file_of(span).is_some_and(|file| file.hides_primitives())
}

/// Whether the file of a name has a destructor for a type of that name; of `Self`, for any.
pub(crate) fn has_destructor(name: &Ident) -> bool {
    file_of(name.span()).is_some_and(|file| {
        let types = file.types_with_destructors();
        types.contains(&name.to_string()) || name == "Self" && !types.is_empty()
    })
}

/// Whether a name is that of a type with a lifetime that the same file defines.
pub(super) fn type_borrows(name: &Ident) -> bool {
    let lifetimes = |item: syn::Item| match item {
        syn::Item::Struct(item) => item.generics.lifetimes().next().is_some(),
        syn::Item::Enum(item) => item.generics.lifetimes().next().is_some(),
        _ => false,
    };
    let (words, span) = (name.to_string(), name.span());
    let alias = |item: syn::ItemType| item.generics.lifetimes().next().is_some();
    file_of(span).is_some_and(|file| file.borrowing_types().contains(&words))
        && (definition_of_type(&words, span).is_some_and(lifetimes)
            || types::definition_of_alias(&words, span).is_some_and(alias))
}

/// What the file of a name says that the name stands for.
pub(crate) fn alias(name: &Ident) -> Option<syn::Type> {
    let found = || types::definition_of_alias(&name.to_string(), name.span());
    is_defined(name).then(found).flatten().map(|item| *item.ty)
}

/// The lints that the crate's first file and that of a place forbid, somewhere.
fn forbidden_lints(place: proc_macro2::Span) -> HashSet<String> {
    let files = place.local_file().into_iter().chain(modules::first_file());
    let files = files.filter_map(|path| file(&path));
    files.flat_map(|file| file.forbids.clone()).collect()
}

/// The words of the parameters that the impl block or the trait has which a function of the name stands in.
pub(super) fn parameters_around(name: &Ident) -> HashSet<String> {
    let look =
        |(file, at): (Rc<File>, usize)| Some(imports::parameters(&file.text[file.groups().header(at)?]));
    place_of(name.span()).and_then(look).unwrap_or_default()
}

/// The type whose impl block a function of the name stands in.
pub(crate) fn type_around(name: &Ident) -> Option<syn::Type> {
    let (file, at) = place_of(name.span())?;
    functions::header_of(&file.text[file.groups().header_of_impl(at)?]).map(|block| *block.self_ty)
}

/// Whether a function of the name stands in an impl block of a trait or for a type that is called so.
pub(super) fn is_in_impl_of(name: &Ident, of: &Ident) -> bool {
    let is_last = |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == *of);
    let look =
        |(file, at): (Rc<File>, usize)| functions::header_of(&file.text[file.groups().header_of_impl(at)?]);
    place_of(name.span()).and_then(look).is_some_and(|block| {
        let is_plain = |path: &syn::Path| path.segments.iter().all(|segment| segment.arguments.is_none());
        block.trait_.is_some_and(|(_, path, _)| is_last(&path) && is_plain(&path))
            || matches!(&*block.self_ty, syn::Type::Path(ty) if is_last(&ty.path))
    })
}

/// Whether a function of the name stands in an impl block.
pub(super) fn is_in_impl(name: &Ident) -> bool {
    stands(name, Groups::are_impl)
}

/// Whether it stands in one without a trait.
pub(super) fn is_inherent(name: &Ident) -> bool {
    stands(name, Groups::are_inherent)
}

fn stands(name: &Ident, where_it_should: impl Fn(&Groups, usize) -> bool) -> bool {
    place_of(name.span()).is_some_and(|(file, at)| where_it_should(file.groups(), at))
}

/// A file that was read.
struct File {
    changed: Option<SystemTime>,
    text: String,
    outline: OnceCell<Outline>,
    groups: OnceCell<Groups>,
    has_small_constants: bool,
    /// The lints of each `forbid(..)`.
    forbids: Vec<String>,
    // Asked for each call of a macro: the whole text is looked through once.
    may_define: OnceCell<bool>,
    hands_out: OnceCell<bool>,
    may_import: RefCell<HashMap<String, bool>>,
    lines: OnceCell<Vec<usize>>,
    functions: OnceCell<HashMap<String, Vec<usize>>>,
    calls: RefCell<HashMap<usize, Option<Rc<functions::Calls>>>>,
    types_with_destructors: OnceCell<HashSet<String>>,
    // Asked for each type of a signature.
    borrowing_types: OnceCell<HashSet<String>>,
    hides_primitives: OnceCell<bool>,
    imported_names: OnceCell<HashSet<String>>,
    values: OnceCell<Option<HashSet<String>>>,
    defined_types: OnceCell<types::Defined>,
    copied_types: OnceCell<HashSet<String>>,
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

/// What is between the parentheses of each `forbid(..)`.
fn forbids(text: &str) -> Vec<String> {
    let lists = text.split("forbid(").skip(1).filter_map(|list| list.split_once(')'));
    let names = lists.flat_map(|(list, _)| list.split(',').map(str::trim));
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

impl File {
    fn new(path: &Path, changed: Option<SystemTime>) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        Some(File::of(changed, text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
    }

    fn of(changed: Option<SystemTime>, text: String) -> Self {
        let has_small_constants = small_constants(&text);
        let forbids = forbids(&text);
        File {
            changed,
            forbids,
            text,
            outline: OnceCell::new(),
            groups: OnceCell::new(),
            has_small_constants,
            may_define: OnceCell::new(),
            hands_out: OnceCell::new(),
            may_import: RefCell::default(),
            lines: OnceCell::new(),
            functions: OnceCell::new(),
            calls: RefCell::default(),
            types_with_destructors: OnceCell::new(),
            borrowing_types: OnceCell::new(),
            hides_primitives: OnceCell::new(),
            imported_names: OnceCell::new(),
            values: OnceCell::new(),
            defined_types: OnceCell::new(),
            copied_types: OnceCell::new(),
        }
    }

    fn groups(&self) -> &Groups {
        self.groups.get_or_init(|| Groups::of(&self.text))
    }

    fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| Outline::of(&self.text))
    }

    /// The words in what is imported from elsewhere than the standard library.
    fn imported_names(&self) -> &HashSet<String> {
        self.imported_names.get_or_init(|| imports::names(&self.text))
    }

    fn hides_primitives(&self) -> bool {
        *self.hides_primitives.get_or_init(|| {
            self.imported_names().iter().chain(self.defined_types().keys()).any(|name| is_name(name))
        })
    }

    fn defined_types(&self) -> &types::Defined {
        self.defined_types.get_or_init(|| types::defined(&self.text))
    }

    /// The names behind `Copy for`.
    fn copied_types(&self) -> &HashSet<String> {
        let name = |ty: &str| ty.split_once(' ').map(|(name, _)| name.to_owned());
        self.copied_types.get_or_init(|| self.text.split(" Copy for ").skip(1).filter_map(name).collect())
    }

    /// The names behind `Drop for`.
    fn types_with_destructors(&self) -> &HashSet<String> {
        let name = |ty: &str| {
            let end = ty.find(|c: char| c != ':' && c != '_' && !c.is_alphanumeric()).unwrap_or(ty.len());
            ty[..end].rsplit(':').next().unwrap_or_default().to_owned()
        };
        self.types_with_destructors.get_or_init(|| self.text.split(" Drop for ").skip(1).map(name).collect())
    }

    /// The names of `struct name<'`, `enum name<'` and `type name<'`.
    fn borrowing_types(&self) -> &HashSet<String> {
        let declared = |before: &str| {
            let mut words = before.rsplit(' ');
            let (name, word) = (words.next()?, words.next()?);
            ["struct", "enum", "type"].iter().any(|kind| word.ends_with(kind)).then(|| name.to_owned())
        };
        self.borrowing_types.get_or_init(|| {
            let places = self.text.match_indices("<'");
            places.filter_map(|(at, _)| declared(&self.text[..at])).collect()
        })
    }

    /// Whether it may define macros, or have modules that do.
    fn may_define(&self) -> bool {
        let words = ["macro_rules", "macro_use", "cfg_attr", "mod "];
        *self.may_define.get_or_init(|| words.iter().any(|word| self.text.contains(word)))
    }

    /// Whether its macros are those of what follows its module.
    fn hands_out(&self) -> bool {
        *self.hands_out.get_or_init(|| self.text.contains("#![macro_use]"))
    }

    /// Whether it may import a name from within its crate.
    fn may_import(&self, name: &str) -> bool {
        if let Some(known) = self.may_import.borrow().get(name) {
            return *known;
        }
        let may = self.has_import(name);
        self.may_import.borrow_mut().insert(name.to_owned(), may);
        may
    }

    fn has_import(&self, name: &str) -> bool {
        self.text.split("use ").skip(1).any(|import| {
            let import = import.split(';').next().unwrap_or_default();
            let first = import.split("::").next().unwrap_or_default().trim();
            let inside = ["crate", "self", "super"].contains(&first) || !import.contains("::");
            import.contains(name) && (inside || self.text.contains(&format!("mod {first}")))
        })
    }

    /// Where a place is; lines count from one, columns from zero.
    fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let lines = self.lines.get_or_init(|| {
            let ends = self.text.match_indices('\n').map(|(end, _)| end + 1);
            std::iter::once(0).chain(ends).collect()
        });
        let start = *lines.get(line.checked_sub(1)?)?;
        Some(start + self.text[start..].char_indices().nth(column)?.0)
    }
}

/// The file of a place, if it can be read.
fn file_of(place: proc_macro2::Span) -> Option<Rc<File>> {
    file(&place.local_file()?)
}

/// The same, and where in the file it is.
fn place_of(place: proc_macro2::Span) -> Option<(Rc<File>, usize)> {
    let (file, start) = (file_of(place)?, place.start());
    let at = file.offset(start.line, start.column)?;
    Some((file, at))
}

/// A file: it is read again only if it has changed since, for it has many functions.
fn file(path: &Path) -> Option<Rc<File>> {
    thread_local! {
        static FILES: RefCell<HashMap<PathBuf, Rc<File>>> = RefCell::default();
    }
    let changed = fs::metadata(path).and_then(|data| data.modified()).ok();
    FILES.with_borrow_mut(|files| {
        if files.get(path).is_none_or(|file| file.changed != changed) {
            files.insert(path.to_owned(), Rc::new(File::new(path, changed)?));
        }
        files.get(path).cloned()
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
