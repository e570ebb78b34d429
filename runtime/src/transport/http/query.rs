//! The query of a request.

use std::borrow::Cow;

/// What a request asks for, from its query. Of a parameter that is there twice, the last value counts, as in the reference.
#[derive(Default)]
pub(super) struct Query<'a> {
    pub(super) transport: Cow<'a, str>,
    pub(super) sid: Cow<'a, str>,
    revision: Cow<'a, str>,
    /// Whether the client takes no binary messages. HTTP long-polling never has any.
    pub(super) is_text_only: bool,
}

impl<'a> Query<'a> {
    pub(super) fn parse(query: &'a str) -> Self {
        let mut parsed = Self::default();
        if is_encoded(query) {
            for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                parsed.take(&name, value);
            }
            return parsed;
        }
        let mut rest = Some(query);
        while let Some(text) = rest {
            let (pair, next) = cut(text, b'&');
            let (name, value) = cut(pair, b'=');
            parsed.take(name, value.unwrap_or_default().into());
            rest = next;
        }
        parsed
    }

    fn take(&mut self, name: &str, value: Cow<'a, str>) {
        match name {
            "transport" => self.transport = value,
            "sid" => self.sid = value,
            "EIO" => self.revision = value,
            "b64" => self.is_text_only = !value.is_empty(),
            _ => {}
        }
    }

    /// The revision of Engine.IO that the client speaks. As in the reference, 3 stands for everything but 4.
    pub(super) fn protocol(&self) -> u8 {
        if self.revision == "4" { 4 } else { 3 }
    }
}

/// Whether the query has to be decoded; what a client of Engine.IO adds by itself does not.
fn is_encoded(query: &str) -> bool {
    // In this form compilers make vector instructions of it.
    let (chunks, rest) = query.as_bytes().as_chunks::<16>();
    let has_codes = |bytes: &[u8]| {
        bytes.iter().fold(false, |found, byte| found | (*byte == b'%') | (*byte == b'+'))
    };
    chunks.iter().any(|chunk| has_codes(chunk)) || has_codes(rest)
}

/// What comes before an ASCII character, and what comes behind it. The parts are short: a search made for long texts takes longer to begin.
fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|byte| byte == at) {
        Some(index) => (text.get(..index).unwrap_or_default(), text.get(index + 1..)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: (&str, &str, u8, bool)) {
        let Query { transport, sid, is_text_only, .. } = &Query::parse(query);
        let protocol = Query::parse(query).protocol();
        assert_eq!((&**transport, &**sid, protocol, *is_text_only), expected, "{query}");
    }

    #[test]
    fn parameters_are_decoded_and_the_last_one_counts() {
        check("", ("", "", 3, false));
        check("EIO=4&transport=polling&sid=a-_b", ("polling", "a-_b", 4, false));
        check("&&sid=a=b&EIO=4&", ("", "a=b", 4, false));
        check("sid=a&sid=&transport&EIO=4&EIO=5", ("", "", 3, false));
        check("%74ransport=web%73ocket&sid=a+b%20c%ff", ("websocket", "a b c\u{fffd}", 3, false));
        check("b64=1&b64", ("", "", 3, false));
        check("b64=0&tr+ansport=x", ("", "", 3, true));
    }
}
