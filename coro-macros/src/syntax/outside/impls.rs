//! Finds the groups of a file, and which are impl blocks: what stands in one is not in the declaration of a trait.

use super::lexer::{Lexer, Token};
use std::ops::Range;

/// The groups of a file, in the order of their beginnings.
pub(super) struct Groups(Vec<Group>);

struct Group {
    range: Range<usize>,
    kind: Kind,
    /// Where what is in front of it begins.
    header: usize,
    /// The group that it stands in.
    outer: Option<usize>,
}

/// What a group is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `impl Type { .. }`
    Inherent,
    /// `impl Trait for Type { .. }`
    OfTrait,
    /// `mod name { .. }`
    Module,
    Other,
}

impl Group {
    fn is_impl(&self) -> bool {
        match self.kind {
            Kind::Inherent | Kind::OfTrait => true,
            Kind::Module | Kind::Other => false,
        }
    }
}

/// What is in front of a group: the word that an item begins with, and whether an impl block is one of a trait.
#[derive(Default)]
struct Header<'a> {
    first: Option<&'a str>,
    /// The last word is `for`; what follows tells whether lifetimes are declared.
    declares: bool,
    of_trait: bool,
}

impl<'a> Header<'a> {
    fn read(&mut self, token: Token<'a>) {
        self.of_trait |= self.declares && !matches!(token, Token::Sign('<'));
        self.declares = false;
        let Token::Word(word) = token else { return };
        self.declares = word == "for";
        if self.first.is_none() && !["unsafe", "default", "pub"].contains(&word) {
            self.first = Some(word);
        }
    }

    /// What the braces behind it are.
    fn kind(&self) -> Kind {
        match self.first {
            // `impl Trait for (A, B) {`: nothing but a group may follow the word.
            Some("impl") if self.of_trait || self.declares => Kind::OfTrait,
            Some("impl") => Kind::Inherent,
            Some("mod") => Kind::Module,
            Some(_) | None => Kind::Other,
        }
    }
}

impl Groups {
    pub(super) fn of(text: &str) -> Self {
        let mut found = Vec::new();
        let mut lexer = Lexer::new(text);
        while !lexer.is_at_end() {
            read_group(&mut lexer, text, None, &mut found);
        }
        Groups(found)
    }

    /// Whether what stands at a place is an item of an impl block.
    pub(super) fn are_impl(&self, place: usize) -> bool {
        self.around(place).is_some_and(Group::is_impl)
    }

    /// The same of one without a trait.
    pub(super) fn are_inherent(&self, place: usize) -> bool {
        self.kind_around(place) == Some(Kind::Inherent)
    }

    /// Whether two items are of one impl block.
    pub(super) fn are_in_one_impl(&self, one: usize, other: usize) -> bool {
        self.around(one).is_some_and(|group| {
            group.is_impl() && self.around(other).is_some_and(|of| of.range == group.range)
        })
    }

    /// What is in front of the group that a place is in.
    pub(super) fn header(&self, place: usize) -> Option<Range<usize>> {
        self.around(place).map(|group| group.header..group.range.start)
    }

    /// The same of the impl block around it: a macro's call may be around a function, and nothing else.
    pub(super) fn header_of_impl(&self, place: usize) -> Option<Range<usize>> {
        let inner = self.around(place)?;
        let outer = || inner.outer.map(|outer| &self.0[outer]);
        let group = Some(inner).filter(|group| group.is_impl()).or_else(outer)?;
        group.is_impl().then_some(group.header..group.range.start)
    }

    fn kind_around(&self, place: usize) -> Option<Kind> {
        self.around(place).map(|group| group.kind)
    }

    /// The innermost group that a place is in: the last one that begins before it, or one around that.
    fn around(&self, place: usize) -> Option<&Group> {
        let mut found = self.0.partition_point(|group| group.range.start <= place).checked_sub(1)?;
        while !self.0[found].range.contains(&place) {
            found = self.0[found].outer?;
        }
        Some(&self.0[found])
    }

    /// Which of the definitions of a name is meant at a place: the only one, if what it is in holds the place; or of several, the
    /// innermost of those in the place's own module.
    pub(super) fn meant(&self, definitions: &[usize], place: usize) -> Option<usize> {
        if let [only] = *definitions {
            return self.hold_both(only, place).then_some(only);
        }
        let mut around = self.around(place);
        loop {
            let range = around.map(|group| &group.range);
            let is_there = |at: &&usize| self.around(**at).map(|group| &group.range) == range;
            let mut found = definitions.iter().filter(is_there);
            if let Some(definition) = found.next() {
                return found.next().is_none().then_some(*definition);
            }
            around = around.filter(|group| group.kind != Kind::Module)?.outer.map(|outer| &self.0[outer]);
        }
    }

    /// Whether whatever a definition is in holds a place as well.
    pub(super) fn hold_both(&self, definition: usize, place: usize) -> bool {
        self.around(definition).is_none_or(|group| group.range.contains(&place))
    }
}

/// Reads a group, which stands in another one, to its end.
fn read_group(lexer: &mut Lexer<'_>, text: &str, outer: Option<usize>, found: &mut Vec<Group>) {
    let (mut header, mut begins) = (Header::default(), lexer.at);
    while let Some(token) = lexer.next() {
        match token {
            Token::Close => return,
            Token::Open => {
                let from = lexer.at;
                let braces = text[..from].ends_with('{');
                let kind = if braces { header.kind() } else { Kind::Other };
                let this = found.len();
                found.push(Group { range: from..from, kind, header: begins, outer });
                read_group(lexer, text, Some(this), found);
                found[this].range.end = lexer.at - 1;
                if braces {
                    (header, begins) = (Header::default(), lexer.at);
                }
            }
            Token::Sign(';') => (header, begins) = (Header::default(), lexer.at),
            other => header.read(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Groups;

    fn is_in_impl(text: &str) -> bool {
        Groups::of(text).are_impl(text.find("HERE").expect("HERE"))
    }

    #[test]
    fn items_of_impl_blocks() {
        for text in [
            "impl X { fn HERE() {} }",
            "impl X for Y { fn HERE() {} }",
            "/// For all.\n#[cfg(of)]\nimpl<T> X<T> where T: for<'a> Fn(&'a u8) { #[x] fn HERE() {} }",
            "mod m { struct S { a: u8 } impl S { fn g() { trait X {} } const C: u8 = 1; fn HERE() {} } }",
            "twins! { unsafe impl X { fn f() {} fn HERE() } }",
        ] {
            assert!(is_in_impl(text), "{text}");
        }
    }

    #[test]
    fn blocks_of_traits() {
        let is_inherent = |text: &str| Groups::of(text).are_inherent(text.find("HERE").expect("HERE"));
        for text in ["impl X { fn HERE() {} }", "impl<T> X<T> where T: for<'a> Fn(&'a u8) { fn HERE() {} }"] {
            assert!(is_inherent(text), "{text}");
        }
        for text in [
            "impl X for Y { fn HERE() {} }",
            "impl X for (A, B) { fn HERE() {} }",
            "trait X { fn HERE() {} }",
        ] {
            assert!(!is_inherent(text), "{text}");
        }
    }

    #[test]
    fn other_items() {
        for text in [
            "fn HERE() {}",
            "trait X { fn HERE() {} }",
            "unsafe trait X { fn f() -> impl Y { impl Z {} } fn HERE() {} }",
            "impl X { m! { fn HERE() {} } }",
            "impl X { m!(HERE); }",
            "impl X {} fn HERE() {}",
            "impl X { fn f() { fn HERE() {} } }",
            "impl X { fn f() { trait T { fn HERE() {} } } }",
            "macro_rules! m { () => { fn HERE() {} } }",
            "fn f() -> impl X { HERE }",
        ] {
            assert!(!is_in_impl(text), "{text}");
        }
    }
}
