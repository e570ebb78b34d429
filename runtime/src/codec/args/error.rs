//! [`ArgsError`]: which argument is wrong, and why.

use std::fmt;

use serde_path_to_error::{Path, Segment};

/// The most bytes of a path or message that are kept: both may quote what the peer sent.
const TEXT_LEN_MAX: usize = 256;

/// A value from a client that does not have the shape of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgsError {
    path: String,
    message: String,
}

impl ArgsError {
    /// An argument that is not there.
    pub(super) fn missing(index: usize) -> Self {
        Self { path: format!("[{index}]"), message: "missing argument".to_owned() }
    }

    /// A value that serde refused, at `path` within what stands at `prefix`.
    pub(super) fn invalid(prefix: String, path: &Path, error: &serde_json::Error) -> Self {
        let path = match path.iter().next() {
            None => prefix,
            Some(Segment::Seq { .. }) => format!("{prefix}{path}"),
            Some(_) if prefix.is_empty() => path.to_string(),
            Some(_) => format!("{prefix}.{path}"),
        };
        Self { path: truncated(path), message: truncated(message(error)) }
    }

    /// Where the fault is: the argument's index in brackets, then fields and indices, such as
    /// `[0].items[2].name`. What a client presents when it connects is no list of arguments, so
    /// there the path starts with a field, and it is empty when the whole value is at fault.
    ///
    /// At most 256 bytes.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there, in serde's words. It may quote the value. At most 256 bytes.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ArgsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ArgsError {}

/// The message without the position: a line and column in text that nobody will see.
fn message(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    if let Some(text) = message.strip_suffix(&position) {
        message.truncate(text.len());
    }
    message
}

fn truncated(mut text: String) -> String {
    if text.len() > TEXT_LEN_MAX {
        let end = (0..=TEXT_LEN_MAX).rev().find(|&end| text.is_char_boundary(end));
        text.truncate(end.unwrap_or_default());
    }
    text
}
