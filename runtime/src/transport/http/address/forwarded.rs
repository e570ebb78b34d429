//! The header `Forwarded`, RFC 7239 §4.

use std::borrow::Cow;

use super::{Hop, is_host, is_secure, node};

/// What the proxies wrote into one header, the nearest last. Of a header that breaks the rules nothing can be believed, because what
/// one proxy wrote can no longer be told from what the client wrote before it: it counts as one hop that says nothing.
pub(super) fn hops(value: &str) -> Vec<Hop<'_>> {
    let mut hops = Vec::new();
    let mut rest = value;
    loop {
        let Some((hop, after)) = element(rest) else {
            return vec![Hop::default()];
        };
        hops.push(hop);
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None => return hops,
        }
    }
}

/// The pairs up to a comma or to the end. `None` when they break the rules.
fn element(text: &str) -> Option<(Hop<'_>, &str)> {
    let mut hop = Hop::default();
    let mut rest = text.trim_start();
    loop {
        let (name, after) = token(rest);
        if let Some(after) = after.strip_prefix('=').filter(|_| !name.is_empty()) {
            let (value, after) = value(after)?;
            hop.note(name, value);
            rest = after.trim_start();
        }
        match rest.strip_prefix(';') {
            Some(after) => rest = after.trim_start(),
            None => return (rest.is_empty() || rest.starts_with(',')).then_some((hop, rest)),
        }
    }
}

impl<'a> Hop<'a> {
    fn note(&mut self, name: &str, value: Cow<'a, str>) {
        match name {
            _ if name.eq_ignore_ascii_case("for") => self.address = node(&value),
            _ if name.eq_ignore_ascii_case("proto") => self.is_secure = is_secure(&value),
            _ if name.eq_ignore_ascii_case("host") => {
                self.host = Some(value).filter(|host| is_host(host));
            }
            _ => {}
        }
    }
}

/// A token or a quoted string, and what is behind it.
fn value(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (token, rest) = token(text);
        return (!token.is_empty()).then_some((Cow::Borrowed(token), rest));
    };
    let len = quoted.find(['"', '\\'])?;
    let (plain, rest) = quoted.split_at_checked(len)?;
    if let Some(rest) = rest.strip_prefix('"') {
        return Some((Cow::Borrowed(plain), rest));
    }
    let mut unescaped = plain.to_owned();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some((Cow::Owned(unescaped), chars.as_str())),
            '\\' => unescaped.push(chars.next()?),
            c => unescaped.push(c),
        }
    }
}

/// The token at the beginning, which may be empty, and what is behind it.
fn token(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c| !is_token_char(c)).unwrap_or(text.len()))
}

/// RFC 9110 §5.6.2, and what proxies leave unquoted against the rules: colons and brackets of addresses.
fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:[]".contains(c)
}
