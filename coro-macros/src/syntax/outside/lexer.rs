//! The tokens of a file's text, as far as its outline asks for them.

/// A token; of groups, where they begin and end.
pub(super) enum Token {
    Word(String),
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
        self.rest().is_empty()
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &str {
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
    pub(super) fn skip_behind(&mut self, text: &str) {
        self.at = self.rest().find(text).map_or(self.text.len(), |found| self.at + found + text.len());
    }

    /// The next token, behind blanks and comments.
    pub(super) fn next(&mut self) -> Option<Token> {
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
