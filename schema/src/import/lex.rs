//! TypeScript to tokens, with the comments that belong to them.

/// A word, a literal or a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As written; of a text, what stands between the quotes.
    pub(super) text: &'a str,
    /// The `/** … */` in front of it.
    pub(super) docs: Option<&'a str>,
    /// The byte of the file that it starts at.
    pub(super) start: usize,
    /// The line of the file, from 1.
    pub(super) line: usize,
    /// Whether it is the first of its line.
    pub(super) starts_line: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Word,
    Text,
    Number,
    /// A text in backquotes.
    Template,
    /// A regular expression.
    Pattern,
    Sign,
    End,
}

/// Signs of more than one character that mean something else than their parts.
const LONG_SIGNS: [&str; 2] = ["=>", "..."];

/// Cuts a file into tokens. Everything is some token, so that code between the declarations does no
/// harm; the last one is the end.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut lexer =
        Lexer { text, rest: text, line: 1, docs: None, starts_line: true, ends_value: false };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next_token();
        tokens.push(token);
        if token.kind == Kind::End {
            return tokens;
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    rest: &'a str,
    line: usize,
    docs: Option<&'a str>,
    starts_line: bool,
    /// Whether the last token could be the end of a value, so that a slash behind it divides.
    ends_value: bool,
}

impl<'a> Lexer<'a> {
    fn next_token(&mut self) -> Token<'a> {
        self.skip_blanks();
        let (line, starts_line, docs) = (self.line, self.starts_line, self.docs.take());
        self.starts_line = false;
        let start = self.text.len() - self.rest.len();
        let (kind, text) = self.cut();
        self.ends_value = kind != Kind::Sign || matches!(text, ")" | "]" | "}");
        Token { kind, text, docs, start, line, starts_line }
    }

    /// Whitespace and comments, of which the last documentation is kept.
    fn skip_blanks(&mut self) {
        loop {
            let blank = self.rest.len() - self.rest.trim_start().len();
            self.take(blank);
            if self.rest.starts_with("//") {
                self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                let end = self.rest.find("*/").map_or(self.rest.len(), |end| end + 2);
                let comment = self.take(end);
                let docs = comment.strip_prefix("/**").and_then(|docs| docs.strip_suffix("*/"));
                self.docs = docs.or(self.docs);
            } else if blank == 0 {
                return;
            }
        }
    }

    fn cut(&mut self) -> (Kind, &'a str) {
        let Some(first) = self.rest.chars().next() else { return (Kind::End, "") };
        match first {
            '"' | '\'' => self.literal(Kind::Text, closing(self.rest, first)),
            '`' => self.literal(Kind::Template, closing_template(self.rest)),
            '/' if !self.ends_value => self.literal(Kind::Pattern, closing_pattern(self.rest)),
            _ if is_word(first) => {
                let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
                let kind = if first.is_ascii_digit() { Kind::Number } else { Kind::Word };
                (kind, self.take(end))
            }
            _ => {
                let long = LONG_SIGNS.iter().find(|sign| self.rest.starts_with(**sign));
                (Kind::Sign, self.take(long.map_or_else(|| first.len_utf8(), |sign| sign.len())))
            }
        }
    }

    /// What stands between the quotes at the start and at `end`. A quote without its other half is
    /// a sign like others.
    fn literal(&mut self, kind: Kind, end: Option<usize>) -> (Kind, &'a str) {
        let Some(end) = end else { return (Kind::Sign, self.take(1)) };
        let text = self.take(end + 1);
        (kind, text.get(1..end).unwrap_or_default())
    }

    fn take(&mut self, len: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(len);
        let lines = taken.matches('\n').count();
        self.line += lines;
        self.starts_line |= lines > 0;
        self.rest = rest;
        taken
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Where the text ends that starts with `quote`: on the same line.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return None,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if c == quote => return Some(at),
            _ => {}
        }
    }
    None
}

/// Where the regular expression ends that starts with a slash: on the same line, outside of brackets.
fn closing_pattern(text: &str) -> Option<usize> {
    let (mut is_escaped, mut in_class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return None,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return Some(at),
            _ => {}
        }
    }
    None
}

/// Where the template ends that starts with a backquote. What it holds in `${…}` may be templates again.
fn closing_template(text: &str) -> Option<usize> {
    // For each `${` that is open, how many braces are open in it.
    let mut open: Vec<usize> = Vec::new();
    let mut in_text = vec![true];
    let mut is_escaped = false;
    let mut before = '`';
    for (at, c) in text.char_indices().skip(1) {
        let is_text = in_text.last() == Some(&true);
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '`' if is_text => {
                in_text.pop();
                if in_text.is_empty() {
                    return Some(at);
                }
            }
            '`' => in_text.push(true),
            '{' if is_text && before == '$' => {
                in_text.push(false);
                open.push(0);
            }
            '{' if !is_text => open.last_mut().into_iter().for_each(|open| *open += 1),
            '}' if !is_text => match open.last_mut() {
                Some(0) | None => {
                    open.pop();
                    in_text.pop();
                }
                Some(braces) => *braces -= 1,
            },
            _ => {}
        }
        before = c;
    }
    None
}

/// A text without its escapes.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('u') => plain.extend(code_point(&mut chars)),
            other => plain.extend(other),
        }
    }
    plain
}

/// `00e9` or `{1f600}`, behind `\u`.
fn code_point(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let braced = chars.as_str().strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let digits = match braced {
        Some((digits, rest)) => {
            *chars = rest.chars();
            digits.to_owned()
        }
        None => chars.by_ref().take(4).collect(),
    };
    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
}
