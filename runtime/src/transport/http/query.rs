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
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "transport" => parsed.transport = value,
                "sid" => parsed.sid = value,
                "EIO" => parsed.revision = value,
                "b64" => parsed.is_text_only = !value.is_empty(),
                _ => {}
            }
        }
        parsed
    }

    /// The revision of Engine.IO that the client speaks. As in the reference, 3 stands for everything but 4.
    pub(super) fn protocol(&self) -> u8 {
        if self.revision == "4" { 4 } else { 3 }
    }
}
