//! Where a text ends that was not written to its end.

use std::fmt::Write as _;

/// An array or an object that is open.
enum Open {
    Array { index: usize },
    Object { key: Option<String> },
}

/// The path to the value at which `json` ends, the beginning of a JSON text: `items[2].id`. Where it ends in an object without a key for
/// the next value, it is that of the object.
pub(super) fn end_of(json: &[u8]) -> String {
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(byte) = json.get(at) {
        match (byte, open.last_mut()) {
            (b'"', inside) => {
                let (text, len) = text_at(json.get(at..).unwrap_or_default());
                if let Some(Open::Object { key: key @ None }) = inside {
                    *key = Some(text);
                }
                at += len;
                continue;
            }
            (b'[', _) => open.push(Open::Array { index: 0 }),
            (b'{', _) => open.push(Open::Object { key: None }),
            (b']' | b'}', _) => drop(open.pop()),
            (b',', Some(Open::Array { index })) => *index += 1,
            (b',', Some(Open::Object { key })) => *key = None,
            _ => {}
        }
        at += 1;
    }
    path(&open)
}

/// The text whose opening quotation mark `json` starts with, and how many bytes it takes: all of them when it has no end.
fn text_at(json: &[u8]) -> (String, usize) {
    let mut values = serde_json::Deserializer::from_slice(json).into_iter();
    match values.next() {
        Some(Ok(text)) => (text, values.byte_offset()),
        Some(Err(_)) | None => (String::new(), json.len()),
    }
}

fn path(open: &[Open]) -> String {
    let mut path = String::new();
    for open in open {
        // Writing to a `String` does not fail.
        let _ = match open {
            Open::Array { index } => write!(path, "[{index}]"),
            Open::Object { key: None } => Ok(()),
            Open::Object { key: Some(key) } if path.is_empty() => write!(path, "{key}"),
            Open::Object { key: Some(key) } => write!(path, ".{key}"),
        };
    }
    path
}
