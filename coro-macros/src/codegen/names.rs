//! Names for what is generated: the user's own, told apart by a number where they meet.

use crate::index::IndexVec;
use crate::ir::{Body, LocalId, Origin, PointId};
use crate::syntax::ours::{are_apart, variable};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use std::collections::HashSet;

/// The names of a body's locals.
pub(super) struct Names {
    bases: IndexVec<LocalId, String>,
    places: IndexVec<LocalId, String>,
    types: IndexVec<LocalId, String>,
    /// The state of the machine while it is suspended at a point.
    states: IndexVec<PointId, Ident>,
    /// `HelloFrame` for a function `hello`.
    pub(super) frame: Ident,
    /// What the unions of slots are called, but for their numbers.
    shared: Ident,
    /// What every part of a frame begins with, where parts lie over each other; and those parts.
    pub(super) head: Ident,
    pub(super) parts: Ident,
    /// The type parameters of what calls leave, but for their numbers.
    left: Ident,
    /// `hello_output` and `hello_checked`, which know the bounds of its result.
    pub(super) output: Ident,
    pub(super) checked: Ident,
}

/// Fields of the frame that are no local's.
const FIELDS: [&str; 2] = ["flags", "state"];

/// Names that generated code uses for itself, as [`ours`].
const TAKEN: [&str; 52] = [
    "again",
    "args",
    "arguments",
    "arm",
    "asked",
    "at",
    "broken",
    "copy",
    "cx",
    "declared",
    "flags",
    "frame",
    "future",
    "given",
    "gone",
    "head",
    "into",
    "left",
    "machine",
    "moved",
    "never",
    "new",
    "operator",
    "output",
    "part",
    "poll",
    "probe",
    "raw",
    "receiver",
    "residual",
    "result",
    "resume",
    "right",
    "run",
    "running",
    "scope",
    "side",
    "start",
    "state",
    "taken",
    "target",
    "through",
    "to",
    "token",
    "ty",
    "types",
    "usage",
    "usage_of_part",
    "value",
    "waiting",
    "within",
    "yields",
];

/// And these, with a number behind.
const NUMBERED: [&str; 7] = ["arg", "expected_", "field", "part", "shared_", "holder_", "result_"];

/// What no variable can be called, in lower case, in any edition.
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

impl Names {
    pub(super) fn of(body: &Body, function: &Ident, words: &HashSet<String>) -> Self {
        let mut seen = HashSet::new();
        let mut types = HashSet::new();
        let name = function.to_string();
        let name = name.trim_start_matches("r#");
        let item = |name: String| {
            let mut name = name;
            while words.contains(&name) {
                name.push('_');
            }
            item_name(&name)
        };
        let mut names = Names {
            bases: IndexVec::new(),
            places: IndexVec::new(),
            types: IndexVec::new(),
            states: IndexVec::new(),
            frame: item(format!("{}Frame", camel(name))),
            shared: item(format!("{}Shared", camel(name))),
            head: item(format!("{}Head", camel(name))),
            parts: item(format!("{}Parts", camel(name))),
            left: item(format!("{}Left", camel(name))),
            output: item(format!("{name}_output")),
            checked: item(format!("{name}_checked")),
        };
        types.extend([&names.frame, &names.head, &names.parts].map(ToString::to_string));
        let numbered = [&names.shared, &names.left].map(ToString::to_string);
        let mut taken: HashSet<String> = words.clone();
        for (_, point) in body.points.iter() {
            names.states.push(state_name(&point.name, &mut taken));
        }
        for (_, local) in body.locals.iter() {
            let is_users = matches!(local.origin, Origin::Param | Origin::User(_) | Origin::Outer)
                && !local.name.starts_with("__");
            let base = sanitized(&local.name);
            let name = unlike(&base, is_users, words, &mut seen);
            names.types.push(type_name(&name, &numbered, &mut types));
            names.places.push(match (is_users && name == base, local.may_be_constant) {
                (true, false) => name.clone(),
                // `let answer = ..` would not declare a variable where there is a constant `answer`.
                (true, true) => variable(&format!("{name}_place")),
                // The pattern that binds it has its name.
                (false, true) => variable(&format!("{name}_place")),
                (false, _) => variable(&name),
            });
            names.bases.push(name);
        }
        names
    }

    /// The state of a machine that is suspended at a point.
    pub(super) fn state(&self, point: PointId) -> &Ident {
        &self.states[point]
    }

    /// What the frame calls its slot.
    pub(super) fn field(&self, local: LocalId) -> Ident {
        item_name(&self.bases[local])
    }

    /// The pointer to the local's place: the user's own name for it, if that is the only one.
    pub(super) fn place(&self, local: LocalId) -> Ident {
        item_name(&self.places[local])
    }

    /// The same, for messages about a use of it.
    pub(super) fn place_at(&self, local: LocalId, span: Span) -> Ident {
        Ident::new(&self.places[local], Span::mixed_site().located_at(span))
    }

    /// The guard that owns its value.
    pub(super) fn live(&self, local: LocalId) -> Ident {
        ours(&format!("{}_live", self.bases[local]))
    }

    /// The closure that captures nothing else, made of it or of its address.
    pub(super) fn closure(&self, local: LocalId) -> Ident {
        ours(&format!("{}_closure", self.bases[local]))
    }

    /// Its value in a block that takes it, dressed.
    pub(super) fn dressed(&self, local: LocalId) -> Ident {
        ours(&format!("{}_dressed", self.bases[local]))
    }

    /// Room for it on the stack.
    pub(super) fn room(&self, local: LocalId) -> Ident {
        ours(&format!("{}_room", self.bases[local]))
    }

    /// Where what a name is bound to lies while a guard is asked.
    pub(super) fn lent(&self, local: LocalId) -> Ident {
        ours(&format!("{}_lent", self.bases[local]))
    }

    /// The pointer to its slot, where that may not be its place.
    pub(super) fn slot(&self, local: LocalId) -> Ident {
        ours(&format!("{}_slot", self.bases[local]))
    }

    /// A union of slots.
    pub(super) fn shared(&self, number: usize) -> Ident {
        Ident::new(&format!("{}{number}", self.shared), self.shared.span())
    }

    /// The type parameter of what a call leaves.
    pub(super) fn left(&self, number: usize) -> Ident {
        Ident::new(&format!("{}{number}", self.left), self.left.span())
    }

    /// The type parameter of its slot.
    pub(super) fn type_parameter(&self, local: LocalId) -> Ident {
        item_name(&self.types[local])
    }
}

/// `AT_TICK` for a machine that waits for `tick()`; `AT_TICK_2` for the next such state.
fn state_name(point: &str, taken: &mut HashSet<String>) -> Ident {
    let base = format!("AT_{}", point.to_uppercase());
    let mut name = base.clone();
    let mut count = 1;
    while !taken.insert(name.clone()) {
        count += 1;
        name = format!("{base}_{count}");
    }
    item_name(&name)
}

/// What is made of a local's name.
const SUFFIXES: [&str; 4] = ["_live", "_place", "_room", "_slot"];

/// The name that one was made of.
fn stem(name: &str) -> Option<&str> {
    SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix))
}

/// A name that neither it nor what is made of it meets another one. (What is made of two names that end differently is never the
/// same: no suffix ends with another one.) With each name, `seen` has the one that it may be taken to be made of. What is not the
/// user's is written as ours; a number is not one that a word of the body has, which may be a variable of an expanded macro.
fn unlike(base: &str, is_users: bool, words: &HashSet<String>, seen: &mut HashSet<String>) -> String {
    let is_ours = |name: &str| FIELDS.contains(&name) || !(is_users && are_apart()) && TAKEN.contains(&name);
    let is_seen = |name: &str| seen.contains(name) || is_ours(name);
    let is_free = |name: &str| !is_numbered(name) && !is_seen(name) && !stem(name).is_some_and(is_seen);
    // `the_shared_2`, since `shared_2` is ours.
    let names = (2_usize..).map(|count| {
        if is_numbered(&format!("{base}_{count}")) || is_numbered(base) {
            format!("the_{base}_{count}")
        } else {
            format!("{base}_{count}")
        }
    });
    let names = names.filter(|name| !words.contains(name));
    let own = std::iter::once(base.to_owned());
    let own = own.filter(|name| is_users || !has_number(name) || !words.contains(name));
    let name = own.chain(names).find(|name| is_free(name));
    let name = name.unwrap_or_else(|| base.to_owned());
    seen.extend(stem(&name).map(str::to_owned));
    seen.insert(name.clone());
    name
}

/// `x_1`
fn has_number(name: &str) -> bool {
    name.rsplit_once('_')
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()))
}

/// Whether generated code may use the name itself.
fn is_numbered(name: &str) -> bool {
    let number = NUMBERED.iter().find_map(|prefix| name.strip_prefix(prefix));
    number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

fn type_name(base: &str, numbered: &[String], seen: &mut HashSet<String>) -> String {
    let mut name = camel(base);
    if numbered.iter().any(|ours| name.starts_with(ours.as_str())) {
        // The unions are called so, and what calls leave.
        name.insert(0, 'A');
    }
    if name == "Self" {
        name = String::from("This");
    }
    if name.chars().next().is_none_or(|c| c.is_ascii_digit()) {
        name.insert(0, 'T');
    }
    while !seen.insert(name.clone()) {
        name.push('_');
    }
    name
}

/// A variable that no name of the user's can meet.
pub(super) fn ours(name: &str) -> Ident {
    Ident::new(&variable(name), Span::mixed_site())
}

/// The name of an item, a type parameter or a field, none of which is bound by a pattern.
pub(super) fn item_name(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// The same tokens, for messages about a place of the user's.
pub(super) fn located(tokens: TokenStream, span: Span) -> TokenStream {
    let at = |mut token: TokenTree| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), located(group.stream(), span)).into();
            token.set_span(Span::mixed_site().located_at(span));
        } else {
            token.set_span(token.span().located_at(span));
        }
        token
    };
    tokens.into_iter().map(at).collect()
}

/// A call, for messages about a place of the user's; what is in the arguments keeps its own.
pub(super) fn call_at(span: Span, function: TokenStream, arguments: TokenStream) -> TokenStream {
    let mut arguments = Group::new(proc_macro2::Delimiter::Parenthesis, arguments);
    arguments.set_span(Span::mixed_site().located_at(span));
    let mut call = located(function, span);
    call.extend([TokenTree::Group(arguments)]);
    call
}

/// The same as if the user had written it: rustc drops a message that it has given for this place already. Paths are found from
/// there as well; names of variables of ours, in the arguments, stay ours.
pub(super) fn call_by_user(span: Span, function: TokenStream, arguments: TokenStream) -> TokenStream {
    let arguments = Group::new(proc_macro2::Delimiter::Parenthesis, arguments);
    let tokens = function.into_iter().chain([TokenTree::Group(arguments)]);
    let at = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.map(at).collect()
}

fn camel(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    });
    words.collect()
}

/// A name that is no keyword.
fn sanitized(name: &str) -> String {
    let name = name.trim_start_matches("r#").trim_start_matches('_');
    if name.is_empty() {
        return String::from("unnamed");
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("n{name}");
    }
    let name = name.to_lowercase();
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

#[cfg(test)]
mod tests {
    use super::TAKEN;
    use std::path::Path;

    /// What is written where no variable of the body is in scope, under a name of ours at least.
    const APART: [&str; 7] = ["items", "kept", "map", "number", "out", "sink", "variables"];
    /// What locals of ours are called, which [`Names`](super::Names) tells from the user's.
    const LOCALS: [&str; 5] = ["item", "iter", "matched", "operand", "tail"];

    /// Each name that generated code uses for itself is known: a variable of the user's that is called so gets another place.
    #[test]
    fn all_names_of_ours_are_known() {
        let mut unknown = Vec::new();
        for part in ["build", "codegen", "codegen/clone", "codegen/relocate"] {
            let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(part);
            let files = std::fs::read_dir(dir).expect("a directory").map(|file| file.expect("a file").path());
            for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
                let text = std::fs::read_to_string(file).expect("a file's text");
                let lines = text.lines().filter(|line| {
                    (line.contains("ours(") || line.contains("(ours)")) && !line.contains("format!")
                });
                let is_name = |word: &&str| {
                    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                };
                let words = lines.flat_map(|line| line.split('"').skip(1).step_by(2)).filter(is_name);
                let is_known =
                    |word: &&str| [&TAKEN[..], &APART, &LOCALS].iter().any(|known| known.contains(word));
                unknown.extend(words.filter(|word| !is_known(word)).map(str::to_owned));
            }
        }
        assert!(unknown.is_empty(), "add to `TAKEN`: {unknown:?}");
    }
}
