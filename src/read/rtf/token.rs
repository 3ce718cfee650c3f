//! Bytes to control words, groups and text (RTF 1.9.1, "RTF Syntax").

/// One piece of an RTF file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// A control word with its number, if it has one.
    Word(&'a str, Option<i32>),
    /// A control symbol: a backslash and one byte that is no letter.
    Symbol(u8),
    /// `\'hh`: one byte of the text.
    Hex(u8),
    /// Bytes of the text as they stand, without line ends.
    Text(&'a [u8]),
    /// What follows `\bin`.
    Binary,
}

/// Cuts bytes into tokens. There is no byte that it does not understand: a lone backslash at the end is text of nothing.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Tokens { rest: bytes }
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// After a backslash.
    fn control(&mut self) -> Token<'a> {
        let letters = self.rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if letters > 0 {
            let name = std::str::from_utf8(self.take(letters)).unwrap_or_default();
            let number = self.number();
            if self.rest.first() == Some(&b' ') {
                self.take(1);
            }
            if name == "bin" {
                let length = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
                self.take(length);
                return Token::Binary;
            }
            return Token::Word(name, number);
        }
        match self.take(1).first() {
            Some(b'\'') => {
                let digits = self.rest.get(..2).and_then(|d| std::str::from_utf8(d).ok());
                match digits.and_then(|d| u8::from_str_radix(d, 16).ok()) {
                    Some(byte) => {
                        self.take(2);
                        Token::Hex(byte)
                    }
                    None => Token::Text(&[]),
                }
            }
            Some(byte) => Token::Symbol(*byte),
            None => Token::Text(&[]),
        }
    }

    fn number(&mut self) -> Option<i32> {
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest.get(sign..)?.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        let text = std::str::from_utf8(self.take(sign + digits)).unwrap_or_default();
        // Too long a number is as good as none.
        text.parse().ok()
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match *self.rest.first()? {
                b'\r' | b'\n' | 0 => self.take(1),
                b'{' => {
                    self.take(1);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.take(1);
                    return Some(Token::Close);
                }
                b'\\' => {
                    self.take(1);
                    return Some(self.control());
                }
                _ => {
                    let end = |b: &u8| matches!(b, b'\\' | b'{' | b'}' | b'\r' | b'\n' | 0);
                    let length = self.rest.iter().position(end).unwrap_or(self.rest.len());
                    return Some(Token::Text(self.take(length)));
                }
            };
        }
    }
}
