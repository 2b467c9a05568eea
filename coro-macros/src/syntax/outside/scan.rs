//! Scans the text of a file for definitions of macros, and what they are in.

use super::attributes::{SAY_NOTHING, path_of, says_nothing};
use super::lexer::{Lexer, Token};
use std::ops::Range;

/// What a file says of macros and modules, in its order.
#[derive(Default)]
pub(super) struct Outline {
    definitions: Vec<Definition>,
    /// The modules that are files of their own.
    pub(super) modules: Vec<Declared>,
    /// The imports, but for those of blocks and inner modules.
    pub(super) imports: Vec<Import>,
    /// The modules in the file itself.
    inner: Vec<Inner>,
}

/// A module in the file itself.
#[derive(Default)]
pub(super) struct Inner {
    range: Range<usize>,
    pub(super) imports: Vec<Import>,
    /// The modules in it.
    modules: Vec<Range<usize>>,
}

/// An import behind its `use`, and whether it is there, if that is known.
pub(super) type Import = (Range<usize>, Option<bool>);

struct Definition {
    meaning: Meaning,
    /// It is certain that `#[macro_export]` puts it into the crate's first module.
    exported: bool,
    /// From its own end to the end of what it is in.
    scope: Range<usize>,
}

/// What a place in a file may find.
#[derive(Clone)]
pub(super) enum Meaning {
    /// A macro's name and rules. Without them, it is not certain that it is defined.
    Macro(String, Option<Range<usize>>),
    /// The macros that a module defines in a file of its own, if that says `#![macro_use]` itself.
    Inside(String),
    /// The macros that a module with `#[macro_use]` defines, in a file of its own.
    Module(String),
    /// Any macro might be defined here.
    Any,
}

/// `mod name;`
pub(super) struct Declared {
    pub(super) name: String,
    /// What `#[path = ".."]` says.
    pub(super) path: Option<String>,
    /// Whether it is there, if that is known.
    pub(super) there: Option<bool>,
    /// Behind it.
    pub(super) place: usize,
}

impl Outline {
    pub(super) fn of(text: &str) -> Self {
        let mut scanner =
            Scanner { lexer: Lexer::new(text), depth: 0, inside: None, outline: Outline::default() };
        let mut found = Vec::new();
        scanner.group(Inside::Items, &mut found);
        Outline { definitions: found, ..scanner.outline }
    }

    /// What a name may mean at a place, what rustc looks at first coming first.
    pub(super) fn find(&self, name: &str, place: usize) -> Vec<Meaning> {
        let about = |definition: &&Definition| match &definition.meaning {
            Meaning::Macro(defined, _) => defined == name && definition.scope.contains(&place),
            Meaning::Module(_) | Meaning::Inside(_) | Meaning::Any => definition.scope.contains(&place),
        };
        let mut all: Vec<&Definition> = self.definitions.iter().filter(about).collect();
        all.sort_by_key(|definition| std::cmp::Reverse(definition.scope.start));
        all.into_iter().map(|definition| definition.meaning.clone()).collect()
    }

    /// The rules of a name that `#[macro_export]` puts into the crate's first module, if there are but one's.
    pub(super) fn exported(&self, name: &str) -> Option<Range<usize>> {
        let mut found = self.definitions.iter().filter_map(|definition| match &definition.meaning {
            Meaning::Macro(defined, rules) if definition.exported && defined == name => rules.clone(),
            Meaning::Macro(..) | Meaning::Module(_) | Meaning::Inside(_) | Meaning::Any => None,
        });
        found.next().filter(|_| found.next().is_none())
    }

    /// The module of the file's own that a place is in.
    pub(super) fn inner(&self, place: usize) -> Option<&Inner> {
        self.inner.iter().find(|module| module.range.contains(&place))
    }
}

impl Inner {
    /// Whether it is the innermost module around a place of it.
    pub(super) fn is_innermost(&self, place: usize) -> bool {
        !self.modules.iter().any(|module| module.contains(&place))
    }
}

/// What a group is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// What may define macros.
    Items,
    /// The rules of a macro: where what it expands to looks for names is not known here.
    Rules,
}

/// What is known of the item that is read.
#[derive(Default)]
struct Item {
    /// The first words of its attributes, but for `cfg`.
    attributes: Vec<String>,
    /// Whether each `#[cfg]` holds.
    conditions: Vec<Option<bool>>,
    /// What `#[path = ".."]` says.
    path: Option<String>,
    /// `macro_rules`, `!`, a name.
    words: Vec<String>,
    /// It is a module.
    is_module: bool,
}

impl Item {
    /// Whether nothing but its attributes was read.
    fn is_new(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether one of its attributes begins so.
    fn has(&self, word: &str) -> bool {
        self.attributes.iter().any(|attribute| attribute == word)
    }

    /// Whether it is there, if its attributes tell.
    fn is_there(&self) -> Option<bool> {
        let plain = |attribute: &String| {
            SAY_NOTHING.contains(&attribute.as_str()) || ["macro_use", "path"].contains(&attribute.as_str())
        };
        let plain = self.attributes.iter().all(plain);
        if self.conditions.contains(&Some(false)) {
            Some(false)
        } else {
            (plain && !self.conditions.contains(&None)).then_some(true)
        }
    }
}

/// Reads a file, and what it says.
struct Scanner<'a> {
    lexer: Lexer<'a>,
    /// How many groups are around what is read.
    depth: usize,
    /// The inner module that is read.
    inside: Option<Inner>,
    outline: Outline,
}

impl Scanner<'_> {
    /// Reads a group to its end. Gives the word that it begins with.
    fn group(&mut self, inside: Inside, found: &mut Vec<Definition>) -> Option<String> {
        let (start, first_found) = (self.lexer.at, found.len());
        let mut item = Item::default();
        let (mut first, mut any) = (None, false);
        let mut end = usize::MAX;
        while let Some(token) = self.lexer.next() {
            let token_of = match token {
                Token::Close => {
                    end = self.lexer.at - 1;
                    break;
                }
                Token::Open => {
                    self.opened(inside, &mut item, found);
                    continue;
                }
                Token::Other => String::new(),
                Token::Word(word) => word.to_owned(),
                Token::Sign(sign) => sign.to_string(),
            };
            if !any {
                (first, any) = (Some(token_of.clone()), true);
            }
            self.read(token_of, &mut item, found);
        }
        for definition in &mut found[first_found..] {
            definition.scope.end = definition.scope.end.min(end);
        }
        if inside == Inside::Rules {
            found.truncate(first_found);
            found.push(Definition { meaning: Meaning::Any, exported: false, scope: start..end });
        }
        first
    }

    /// Reads a group of an item's, which mostly ends it.
    fn opened(&mut self, inside: Inside, item: &mut Item, found: &mut Vec<Definition>) {
        let is_rules = item.words.len() == 3;
        let from = self.lexer.at;
        let kind = if is_rules { Inside::Rules } else { inside };
        let is_inner = item.is_module && self.depth == 0;
        self.inside = if is_inner { Some(Inner::default()) } else { self.inside.take() };
        self.depth += 1;
        let word = self.group(kind, found);
        self.depth -= 1;
        if is_rules {
            let there = item.is_there();
            let rules = there.map(|_| from..self.lexer.at - 1);
            let meaning = Meaning::Macro(item.words.swap_remove(2), rules);
            // In a group, a condition of that may take it away.
            let exported = self.depth == 0 && item.has("macro_export");
            let definition = Definition { meaning, exported, scope: self.lexer.at..usize::MAX };
            found.extend(Some(definition).filter(|_| there != Some(false)));
        } else if word.as_deref() == Some("cfg") && item.is_new() {
            item.conditions.push(super::cfg::holds(&self.lexer.text[from..self.lexer.at - 1]));
            return;
        } else if item.is_new() && self.lexer.text[..from].ends_with(['[', '(']) {
            // `#[word]`, `pub(word)`
            if word.as_deref() == Some("path") {
                item.path = path_of(&self.lexer.text[from..self.lexer.at - 1]);
            }
            let attribute = &self.lexer.text[from..self.lexer.at - 1];
            let says =
                |word: &String| self.lexer.text[..from].ends_with('[') && !says_nothing(word, attribute);
            item.attributes.extend(word.filter(says));
            return;
        }
        let range = from..self.lexer.at;
        match self.inside.take() {
            Some(inner) if is_inner => self.outline.inner.push(Inner { range, ..inner }),
            Some(mut inner) => {
                inner.modules.extend(Some(range).filter(|_| item.is_module));
                self.inside = Some(inner);
            }
            None => {}
        }
        *item = Item::default();
    }

    /// Goes on with an item by a word or a sign, or begins another.
    fn read(&mut self, token: String, item: &mut Item, found: &mut Vec<Definition>) {
        match (item.words.len(), token.as_str()) {
            // `#[..]`, `pub`
            (0, "#" | "pub") => {}
            (0, "mod") => {
                found.extend(self.module(item));
                *item = Item { is_module: true, ..Item::default() };
            }
            // `use<..>` is none.
            (0, "use")
                if self.depth <= usize::from(self.inside.is_some())
                    && !self.lexer.rest().trim_start().starts_with('<') =>
            {
                let from = self.lexer.at;
                self.lexer.skip_behind(";");
                let import = (from..self.lexer.at, item.is_there());
                let inside = self.inside.as_mut().map(|inner| &mut inner.imports);
                inside.unwrap_or(&mut self.outline.imports).push(import);
                *item = Item::default();
            }
            // The name of a module.
            (0, name) if item.is_module && name != ";" => {}
            (0, "macro_rules") | (1, "!") => item.words.push(token),
            (2, word) if !word.is_empty() => item.words.push(token),
            _ => *item = Item::default(),
        }
    }

    /// Behind `mod`: gives the macros that it defines for what follows.
    fn module(&mut self, item: &Item) -> Option<Definition> {
        let from = self.lexer.at;
        let declared = match (self.lexer.next(), self.lexer.next()) {
            (Some(Token::Word(name)), Some(Token::Sign(';'))) => Some(name.to_owned()),
            _ => None,
        };
        let (behind, there) = (self.lexer.at, item.is_there());
        self.lexer.at = from;
        if let Some(name) = declared.clone().filter(|_| self.depth == 0) {
            let path = item.path.clone();
            // What is said of it is said by an attribute that was not read.
            let there = if item.has("path") && path.is_none() { None } else { there };
            self.outline.modules.push(Declared { name, path, there, place: behind });
        }
        let meaning = match declared {
            _ if there == Some(false) => return None,
            Some(name) if self.depth == 0 && there == Some(true) && item.has("macro_use") => {
                Meaning::Module(name)
            }
            _ if item.has("macro_use") || item.has("cfg_attr") => Meaning::Any,
            Some(name) if self.depth == 0 => Meaning::Inside(name),
            _ => return None,
        };
        Some(Definition { meaning, exported: false, scope: from..usize::MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::{Meaning, Outline};

    /// Whether what `m` means where `HERE` stands is the one with a one.
    fn first(text: &str) -> Option<bool> {
        let place = text.find("HERE").expect("HERE");
        let outline = Outline::of(text);
        let mut found = outline.find("m", place).into_iter();
        match found.find(|meaning| !matches!(meaning, Meaning::Inside(_)))? {
            Meaning::Macro(_, rules) => rules.map(|rules| text[rules].contains('1')),
            Meaning::Module(_) | Meaning::Inside(_) | Meaning::Any => None,
        }
    }

    const ONE: &str = "macro_rules! m { () => { 1 } }";
    const TWO: &str = "macro_rules! m ( () => { 2 } );";

    #[test]
    fn the_last_one_before_the_call() {
        assert_eq!(first(&format!("{ONE} {TWO} fn f() {{ HERE }}")), Some(false));
        assert_eq!(first(&format!("{ONE} fn f() {{ HERE }} {TWO}")), Some(true));
        assert_eq!(first(&format!("fn f() {{ HERE }} {ONE}")), None);
        assert_eq!(first(&format!("{ONE} mod inner {{ fn f() {{ HERE }} {TWO} }}")), Some(true));
        assert_eq!(first(&format!("{ONE} mod inner {{ {TWO} fn f() {{ HERE }} }}")), Some(false));
        assert_eq!(first(&format!("{ONE} mod inner {{ {TWO} }} fn f() {{ HERE }}")), Some(true));
        assert_eq!(first(&format!("twins! {{ {ONE} fn f() {{ HERE }} }}")), Some(true));
        assert_eq!(first(&format!("fn other() {{ {ONE} }} fn f() {{ HERE }}")), None);
    }

    #[test]
    fn attributes() {
        assert_eq!(first(&format!("{ONE} #[cfg(not(test))] {TWO} fn f() {{ HERE }}")), Some(false));
        assert_eq!(first(&format!("{ONE} #[cfg(feature = \"no\")] {TWO} fn f() {{ HERE }}")), Some(true));
        assert_eq!(first(&format!("/// Doc.\n#[macro_export]\n{ONE} fn f() {{ HERE }}")), Some(true));
        assert_eq!(first(&format!("#[collapse_debuginfo(yes)] {ONE} fn f() {{ HERE }}")), Some(true));
        assert_eq!(
            first(&format!("#[cfg_attr(docsrs, doc(cfg(unix)))] {ONE} fn f() {{ HERE }}")),
            Some(true)
        );
        assert_eq!(first(&format!("#[cfg_attr(docsrs, cfg(unix))] {ONE} fn f() {{ HERE }}")), None);
        assert_eq!(
            first(&format!("#[cfg_attr(unix, macro_use)] mod a; {ONE} fn f() {{ HERE }}")),
            Some(true)
        );
        assert_eq!(first(&format!("{ONE} #[cfg_attr(unix, macro_use)] mod a; fn f() {{ HERE }}")), None);
        assert_eq!(first(&format!("#[cfg(unix)] {ONE} fn f() {{ HERE }}")), None);
        assert_eq!(first(&format!("{ONE} #[cfg(unix)] {TWO} fn f() {{ HERE }}")), None);
        assert_eq!(first(&format!("{ONE} #[macro_use] pub(crate) mod other; fn f() {{ HERE }}")), None);
        assert_eq!(first(&format!("#[macro_use] mod other; {ONE} mod third; fn f() {{ HERE }}")), Some(true));
    }

    #[test]
    fn modules() {
        let outline = Outline::of(
            "#[macro_use] pub mod a; #[path = \"x/y.rs\"] mod b; #[cfg(unix)] mod c; #[cfg_attr(unix, path = \"z.rs\")] mod d;
             mod inner { mod e; use f::g; mod h { use i::j; } } fn h() -> impl Sized + use<> { use i::j; } pub(crate) use k::{l, m as n}; use o;",
        );
        let modules: Vec<_> = outline
            .modules
            .iter()
            .map(|module| (&*module.name, module.path.as_deref(), module.there))
            .collect();
        let expected = [
            ("a", None, Some(true)),
            ("b", Some("x/y.rs"), Some(true)),
            ("c", None, None),
            ("d", None, None),
        ];
        assert_eq!(modules, expected);
        assert_eq!(outline.imports.len(), 2);
        let found = outline.find("any", usize::MAX - 1);
        assert!(
            matches!(found.as_slice(), [Meaning::Any, Meaning::Inside(c), Meaning::Inside(b), Meaning::Module(a)]
                if (&**a, &**b, &**c) == ("a", "b", "c"))
        );
        let inner = &outline.inner.first().expect("a module").range;
        assert!(outline.inner(inner.start).is_some() && outline.inner(inner.end).is_none());
        let inner = outline.inner(inner.start).expect("the module");
        assert_eq!((inner.imports.len(), inner.modules.len()), (1, 1));
        assert!(inner.is_innermost(inner.range.start) && !inner.is_innermost(inner.modules[0].start));
    }

    #[test]
    fn exported_macros() {
        let exported = |text: &str| Outline::of(text).exported("m").map(|rules| text[rules].contains('1'));
        let export = format!("#[macro_export] {ONE}");
        assert_eq!(exported(&export), Some(true));
        assert_eq!(
            exported(&format!("{TWO} #[cfg(feature = \"no\")] #[macro_export] {TWO} {export}")),
            Some(true)
        );
        for text in
            [ONE, &format!("mod a {{ {export} }}"), &format!("#[cfg(unix)] {export}"), &export.repeat(2)]
        {
            assert_eq!(exported(text), None, "{text}");
        }
    }

    #[test]
    fn functions_that_come_from_macros() {
        assert_eq!(first(&format!("{ONE} macro_rules! make {{ () => {{ fn f() {{ HERE }} }} }}")), None);
        let own = format!("macro_rules! make {{ () => {{ {ONE} fn f() {{ HERE }} }} }}");
        assert_eq!(first(&own), None);
    }

    #[test]
    fn what_is_no_code() {
        for text in [
            "// macro_rules! m { () => { 2 } }\n",
            "/* { /* macro_rules! m { */ } */ ",
            "const A: &str = \"macro_rules! m { \\\" { \"; ",
            "const A: &str = r#\"}} \" }\"#; const B: &[u8] = br\"\\\"; ",
            "const A: char = '{'; const B: u8 = b'\\''; const C: char = '\\u{7b}'; ",
            "fn g<'a>(x: &'a str, r#type: u8) -> &'a str { 'x: loop { break 'x x } } ",
        ] {
            assert_eq!(first(&format!("{ONE} {text} fn f() {{ HERE }}")), Some(true), "{text}");
            assert_eq!(first(&format!("{text} fn f() {{ HERE }}")), None, "{text}");
        }
    }
}
