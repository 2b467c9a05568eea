//! The words of the user's code, as messages quote them.

use super::beside::has_word;
use proc_macro2::{Delimiter, Ident, LineColumn, TokenStream, TokenTree};

/// The text of tokens: with space between them where the source has some, and lines put together the way that rustc's own printer
/// has them.
pub(crate) fn text_of(tokens: TokenStream) -> String {
    let mut writer = Writer { text: String::new(), end: None, comma: None };
    writer.tokens(tokens);
    writer.text
}

/// Whether a macro of the name is called, for all that the tokens tell: here, or by another macro that is given the name.
pub(super) fn may_call(tokens: TokenStream, name: &str) -> bool {
    let (mut named, mut called) = (false, false);
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            (named, called) = (ident == name, false);
            false
        }
        TokenTree::Punct(punct) => {
            called = punct.as_char() == '!';
            std::mem::take(&mut named) && called
        }
        TokenTree::Group(group) if called => has_word(&group.stream(), name),
        TokenTree::Group(group) => may_call(group.stream(), name),
        TokenTree::Literal(_) => false,
    })
}

/// The names that stand before `!`.
pub(super) fn calls(tokens: TokenStream, out: &mut Vec<Ident>) {
    let mut before = None;
    for token in tokens {
        let named = before.take();
        match token {
            TokenTree::Ident(ident) => before = Some(ident),
            TokenTree::Group(group) => calls(group.stream(), out),
            TokenTree::Punct(punct) if punct.as_char() == '!' => out.extend(named),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// How many tokens there are, of groups with what is in them.
pub(super) fn count(tokens: TokenStream) -> usize {
    let inside = |token| match token {
        TokenTree::Group(group) => 1 + count(group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => 1,
    };
    tokens.into_iter().map(inside).sum()
}

struct Writer {
    text: String,
    /// Where the last token ends.
    end: Option<LineColumn>,
    /// How long the text was before the last token, if that is a comma.
    comma: Option<usize>,
}

impl Writer {
    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::None => ("", ""),
                    };
                    // Groups that were taken apart and put together have one span for all.
                    let (start, end) = (group.span().start(), group.span().end());
                    self.word(open, start, LineColumn { column: start.column + 1, ..start });
                    self.tokens(group.stream());
                    self.word(close, LineColumn { column: end.column.saturating_sub(1), ..end }, end);
                }
                token => self.word(&token.to_string(), token.span().start(), token.span().end()),
            }
        }
    }

    fn word(&mut self, word: &str, start: LineColumn, end: LineColumn) {
        if word.is_empty() {
            return;
        }
        if let Some(end) = self.end.filter(|end| *end != start && !matches!(word, "," | ";")) {
            let closes = matches!(word, ")" | "]");
            if end.line == start.line {
                self.text.push(' ');
            } else if let Some(length) = self.comma.filter(|_| closes) {
                self.text.truncate(length);
            } else if !closes && !matches!(word, "." | "?") && !self.text.ends_with(['(', '[']) {
                self.text.push(' ');
            }
        }
        self.comma = (word == ",").then_some(self.text.len());
        self.text.push_str(word);
        self.end = Some(end);
    }
}

#[cfg(test)]
mod tests {
    fn text_of(source: &str) -> String {
        super::text_of(source.parse().expect("tokens"))
    }

    #[test]
    fn space_is_where_the_source_has_some() {
        for text in [
            "list.iter().all(|(a, b)| a < &b)",
            "!a && matches!(x[1], [1, ..])",
            "if x { 1 } else { -1 } == y?",
        ] {
            assert_eq!(text_of(text), text);
        }
    }

    #[test]
    fn lines_are_put_together() {
        let lines = "list\n    .iter()\n    .all(\n        |one| one\n            == other,\n    )";
        assert_eq!(text_of(lines), "list.iter().all(|one| one == other)");
    }
}
