//! A client that asks for its session.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::offset::Position;
use super::pid::Pid;
use super::sessions::Absence;
use crate::socket::Auth;

/// What a client presents to have its session back.
#[derive(Debug)]
pub(in crate::socket) struct Asked {
    /// `None` when it is none that a server ever makes.
    pub(super) pid: Option<Pid>,
    /// The last event that it has received, if there was one.
    pub(super) offset: Option<String>,
}

impl Asked {
    /// Reads what the client asks for, and gives what it presents besides. `None` when it does not ask.
    ///
    /// The application does not get to see the secret, nor does it find keys in `auth` that the client's program has not put there.
    pub(in crate::socket) fn read(auth: &Auth) -> Option<(Self, Auth)> {
        #[derive(Deserialize)]
        struct Presented<'a> {
            #[serde(borrow)]
            pid: Option<&'a RawValue>,
            #[serde(borrow)]
            offset: Option<&'a RawValue>,
        }
        let Presented { pid, offset } = serde_json::from_str(auth.as_json()).ok()?;
        let pid: Cow<'_, str> = text(pid?)?;
        // The official client presents no offset until it has received one.
        let offset = match offset {
            Some(offset) => Some(text(offset)?.into_owned()),
            None => None,
        };
        Some((Self { pid: Pid::read(&pid), offset }, without(auth)?))
    }
}

fn text(json: &RawValue) -> Option<Cow<'_, str>> {
    serde_json::from_str::<Text<'_>>(json.get()).ok().map(|text| text.0)
}

/// Text that is borrowed where nothing is escaped in it.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The same object without what the client has put into it on its own.
fn without(auth: &Auth) -> Option<Auth> {
    let mut fields: Fields<'_> = serde_json::from_str(auth.as_json()).ok()?;
    fields.0.retain(|(key, _)| !matches!(&**key, "pid" | "offset"));
    let json = serde_json::to_string(&fields).ok()?;
    Some(Auth::new((!fields.0.is_empty()).then_some(&*json)))
}

/// The fields of a JSON object, in the order and the spelling in which they came.
struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;

        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some((Text(key), value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
                    fields.push((key, value));
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(FieldsVisitor)
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// Where a session goes on whose client has come back.
#[derive(Debug)]
pub(in crate::socket) struct Return {
    /// Everything after this event that its socket was meant to get has to be sent.
    pub(super) after: Position,
    /// The event behind which its client was lost.
    pub(super) cut: Position,
    /// How long it has been away.
    pub(super) absence: Absence,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(auth: &str, expected: Option<(bool, Option<&str>, &str)>) {
        let asked = Asked::read(&Auth::new(Some(auth)));
        let seen = asked
            .as_ref()
            .map(|(asked, auth)| (asked.pid.is_some(), asked.offset.as_deref(), auth.as_json()));
        assert_eq!(seen, expected, "{auth}");
    }

    #[test]
    fn r4_clients_ask_with_a_secret_and_an_offset() {
        check(r#"{"pid":"aaaaaaaaaaaaaaaaaaaa","offset":"x.1"}"#, Some((true, Some("x.1"), "{}")));
        check(
            r#"{"a":1.50,"pid":"aaaaaaaaaaaaaaaaaaaa","é\"":{"pid":2}}"#,
            Some((true, None, r#"{"a":1.50,"é\"":{"pid":2}}"#)),
        );
        check(r#"{"pid":"aaaaaaaaaaa\u0061aaaaaaaa"}"#, Some((true, None, "{}")));
        check(r#"{"pid":"short","offset":""}"#, Some((false, Some(""), "{}")));
        for auth in [
            "{}",
            r#"{"offset":"x.1"}"#,
            r#"{"pid":null}"#,
            r#"{"pid":12345678901234567890}"#,
            r#"{"pid":"aaaaaaaaaaaaaaaaaaaa","offset":1}"#,
            r#"{"pid":["aaaaaaaaaaaaaaaaaaaa"],"offset":"x.1"}"#,
        ] {
            check(auth, None);
        }
    }
}
