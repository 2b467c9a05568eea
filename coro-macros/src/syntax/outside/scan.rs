//! Scans the text of a file for definitions of macros, and what they are in.

use std::ops::Range;

/// The definitions of macros in a file, in their order.
pub(super) struct Definitions(Vec<Definition>);

struct Definition {
    meaning: Meaning,
    /// From its own end to the end of what it is in.
    scope: Range<usize>,
}

enum Meaning {
    /// Its rules. Without them, it is not certain that it is defined.
    Macro(String, Option<Range<usize>>),
    /// Any macro might be defined here.
    Any,
}

impl Definitions {
    pub(super) fn of(text: &str) -> Self {
        let mut scanner = Scanner { text, at: 0 };
        let mut found = Vec::new();
        if text.contains("macro_rules") {
            scanner.group(Inside::Items, &mut found);
        }
        Definitions(found)
    }

    /// The rules of what a name means at a place.
    pub(super) fn find(&self, name: &str, place: usize) -> Option<Range<usize>> {
        let about = |definition: &&Definition| match &definition.meaning {
            Meaning::Macro(defined, _) => defined == name && definition.scope.contains(&place),
            Meaning::Any => definition.scope.contains(&place),
        };
        match &self.0.iter().filter(about).max_by_key(|definition| definition.scope.start)?.meaning {
            Meaning::Macro(_, rules) => rules.clone(),
            Meaning::Any => None,
        }
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
    /// `macro_rules`, `!`, a name.
    words: Vec<String>,
}

impl Item {
    /// Whether nothing but its attributes was read.
    fn is_new(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether it is there, if its attributes tell.
    fn is_there(&self) -> Option<bool> {
        const PLAIN: [&str; 7] = ["doc", "allow", "warn", "deny", "expect", "macro_export", "rustfmt"];
        let plain = self.attributes.iter().all(|attribute| PLAIN.contains(&attribute.as_str()));
        if self.conditions.contains(&Some(false)) {
            Some(false)
        } else {
            (plain && !self.conditions.contains(&None)).then_some(true)
        }
    }
}

enum Token {
    Word(String),
    Sign(char),
    Open,
    Close,
    /// A literal, or a lifetime.
    Other,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    /// Reads a group to its end. Gives the word that it begins with.
    fn group(&mut self, inside: Inside, found: &mut Vec<Definition>) -> Option<String> {
        let (start, first_found) = (self.at, found.len());
        let mut item = Item::default();
        let (mut first, mut any) = (None, false);
        let mut end = self.text.len();
        while let Some(token) = self.next() {
            let token_of = match token {
                Token::Close => {
                    end = self.at - 1;
                    break;
                }
                Token::Open => {
                    let is_rules = item.words.len() == 3;
                    let from = self.at;
                    let kind = if is_rules { Inside::Rules } else { inside };
                    let word = self.group(kind, found);
                    if is_rules {
                        let there = item.is_there();
                        let rules = there.map(|_| from..self.at - 1);
                        let meaning = Meaning::Macro(item.words.swap_remove(2), rules);
                        let definition = Definition { meaning, scope: self.at..usize::MAX };
                        found.extend(Some(definition).filter(|_| there != Some(false)));
                    } else if word.as_deref() == Some("cfg") && item.is_new() {
                        item.conditions.push(super::cfg::holds(&self.text[from..self.at - 1]));
                        continue;
                    } else if item.is_new() && self.text[..from].ends_with(['[', '(']) {
                        // `#[word]`, `pub(word)`
                        item.attributes.extend(word.filter(|_| self.text[..from].ends_with('[')));
                        continue;
                    }
                    item = Item::default();
                    continue;
                }
                Token::Other => String::new(),
                Token::Word(word) => word,
                Token::Sign(sign) => sign.to_string(),
            };
            if !any {
                (first, any) = (Some(token_of.clone()), true);
            }
            match (item.words.len(), token_of.as_str()) {
                // `#[..]`, `pub`
                (0, "#" | "pub") => {}
                (0, "mod") if item.attributes.iter().any(|attribute| attribute == "macro_use") => {
                    found.push(Definition { meaning: Meaning::Any, scope: self.at..usize::MAX });
                    item = Item::default();
                }
                (0, "macro_rules") | (1, "!") => item.words.push(token_of),
                (2, word) if !word.is_empty() => item.words.push(token_of),
                _ => item = Item::default(),
            }
        }
        for definition in &mut found[first_found..] {
            definition.scope.end = definition.scope.end.min(end);
        }
        if inside == Inside::Rules {
            found.truncate(first_found);
            found.push(Definition { meaning: Meaning::Any, scope: start..end });
        }
        first
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Goes over what fits.
    fn skip_while(&mut self, fits: impl Fn(char) -> bool) -> &str {
        let start = self.at;
        let end = self.rest().find(|c| !fits(c)).map_or(self.text.len(), |length| start + length);
        self.at = end;
        &self.text[start..end]
    }

    /// Goes to behind a text, or to the end.
    fn skip_behind(&mut self, text: &str) {
        self.at = self.rest().find(text).map_or(self.text.len(), |found| self.at + found + text.len());
    }

    fn next(&mut self) -> Option<Token> {
        loop {
            self.skip_while(char::is_whitespace);
            if self.rest().starts_with("//") {
                self.skip_behind("\n");
            } else if self.rest().starts_with("/*") {
                self.comment();
            } else {
                break;
            }
        }
        let first = self.rest().chars().next()?;
        if first == '_' || first.is_alphanumeric() {
            return Some(self.word());
        }
        self.at += first.len_utf8();
        Some(match first {
            '(' | '[' | '{' => Token::Open,
            ')' | ']' | '}' => Token::Close,
            '"' => self.quoted('"'),
            '\'' => self.character(),
            sign => Token::Sign(sign),
        })
    }

    fn comment(&mut self) {
        let mut depth = 0_usize;
        while !self.rest().is_empty() {
            if self.rest().starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += self.rest().chars().next().map_or(0, char::len_utf8);
            }
        }
    }

    /// What stands before the next quotation mark, and that.
    fn quoted(&mut self, mark: char) -> Token {
        let mut escaped = false;
        let end = self.rest().char_indices().find(|&(_, c)| {
            let ends = c == mark && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        self.at = end.map_or(self.text.len(), |(end, _)| self.at + end + 1);
        Token::Other
    }

    /// A character, or a lifetime.
    fn character(&mut self) -> Token {
        let mut ahead = self.rest().chars();
        match (ahead.next(), ahead.next()) {
            (Some('\\'), _) | (_, Some('\'')) => self.quoted('\''),
            _ => {
                self.skip_while(|c| c == '_' || c.is_alphanumeric());
                Token::Other
            }
        }
    }

    /// A word, a number, or a literal that begins with a letter.
    fn word(&mut self) -> Token {
        let word = self.skip_while(|c| c == '_' || c.is_alphanumeric()).to_owned();
        let hashes = self.rest().len() - self.rest().trim_start_matches('#').len();
        let next = self.rest()[hashes..].chars().next();
        match (word.as_str(), next) {
            ("r" | "br" | "cr", Some('"')) => {
                self.at += hashes + 1;
                self.skip_behind(&format!("\"{}", "#".repeat(hashes)));
                Token::Other
            }
            ("b" | "c", Some('"')) if hashes == 0 => {
                self.at += 1;
                self.quoted('"')
            }
            ("b", Some('\'')) if hashes == 0 => {
                self.at += 1;
                self.quoted('\'')
            }
            _ => Token::Word(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Definitions;

    /// Whether what `m` means where `HERE` stands is the one with a one.
    fn first(text: &str) -> Option<bool> {
        let place = text.find("HERE").expect("HERE");
        Definitions::of(text).find("m", place).map(|rules| text[rules].contains('1'))
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
        assert_eq!(first(&format!("#[cfg(unix)] {ONE} fn f() {{ HERE }}")), None);
        assert_eq!(first(&format!("{ONE} #[cfg(unix)] {TWO} fn f() {{ HERE }}")), None);
        assert_eq!(first(&format!("{ONE} #[macro_use] pub(crate) mod other; fn f() {{ HERE }}")), None);
        assert_eq!(first(&format!("#[macro_use] mod other; {ONE} mod third; fn f() {{ HERE }}")), Some(true));
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
