//! The tokens of a file's text, as far as its outline asks for them.
//!
//! Files are long, and macros are built without optimisation: what is ASCII is read byte by byte, and nothing is copied.

/// A token; of groups, where they begin and end.
pub(super) enum Token<'a> {
    Word(&'a str),
    Sign(char),
    Open,
    Close,
    /// A literal, or a lifetime.
    Other,
}

/// Reads a text token by token.
pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    /// Behind what was read.
    pub(super) at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Lexer { text, at: 0 }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// Goes over what fits: of ASCII, and beyond.
    fn skip_while(&mut self, ascii: impl Fn(u8) -> bool, beyond: impl Fn(char) -> bool) {
        while let Some(byte) = self.byte(0) {
            if byte < 0x80 {
                if !ascii(byte) {
                    return;
                }
                self.at += 1;
            } else {
                let Some(next) = self.rest().chars().next().filter(|next| beyond(*next)) else { return };
                self.at += next.len_utf8();
            }
        }
    }

    /// Goes over letters, digits and underscores.
    fn letters(&mut self) -> &'a str {
        let start = self.at;
        self.skip_while(is_letter, char::is_alphanumeric);
        &self.text[start..self.at]
    }

    /// Goes to behind a text, or to the end.
    pub(super) fn skip_behind(&mut self, text: &str) {
        self.at = self.rest().find(text).map_or(self.text.len(), |found| self.at + found + text.len());
    }

    /// The next token, behind blanks and comments.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.skip_while(|byte| matches!(byte, b' ' | b'\t'..=b'\r'), char::is_whitespace);
            match (self.byte(0)?, self.byte(1)) {
                (b'/', Some(b'/')) => self.skip_behind("\n"),
                (b'/', Some(b'*')) => self.comment(),
                _ => break,
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
            '"' => self.quoted(b'"'),
            '\'' => self.character(),
            sign => Token::Sign(sign),
        })
    }

    fn comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.byte(0) {
            match (byte, self.byte(1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// What stands before the next quotation mark, and that.
    fn quoted(&mut self, mark: u8) -> Token<'a> {
        while let Some(byte) = self.byte(0) {
            self.at += 1;
            match byte {
                _ if byte == mark => break,
                // What is escaped may be of several bytes, none of which is a mark.
                b'\\' if self.byte(0).is_some() => self.at += 1,
                _ => {}
            }
        }
        Token::Other
    }

    /// A character, or a lifetime.
    fn character(&mut self) -> Token<'a> {
        let mut ahead = self.rest().chars();
        match (ahead.next(), ahead.next()) {
            (Some('\\'), _) | (_, Some('\'')) => self.quoted(b'\''),
            _ => {
                self.letters();
                Token::Other
            }
        }
    }

    /// A word, a number, or a literal that begins with a letter.
    fn word(&mut self) -> Token<'a> {
        let word = self.letters();
        let mut hashes = 0;
        while self.byte(hashes) == Some(b'#') {
            hashes += 1;
        }
        match (word, self.byte(hashes)) {
            ("r" | "br" | "cr", Some(b'"')) => {
                self.at += hashes + 1;
                self.skip_behind(&format!("\"{}", "#".repeat(hashes)));
                Token::Other
            }
            ("b" | "c", Some(b'"')) if hashes == 0 => {
                self.at += 1;
                self.quoted(b'"')
            }
            ("b", Some(b'\'')) if hashes == 0 => {
                self.at += 1;
                self.quoted(b'\'')
            }
            _ => Token::Word(word),
        }
    }
}

fn is_letter(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_')
}
