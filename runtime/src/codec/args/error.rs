//! [`ArgsError`]: which argument is wrong, and why.

use std::fmt;

use serde_path_to_error::{Path, Segment};

/// The most bytes of a path or message that are kept: both may quote what the peer sent.
const TEXT_LEN_MAX: usize = 256;

/// An argument that does not have the shape of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArgsError {
    path: String,
    message: String,
}

impl ArgsError {
    /// An argument that is not there.
    pub(super) fn missing(index: usize) -> Self {
        Self { path: format!("[{index}]"), message: "missing argument".to_owned() }
    }

    /// An argument that serde refused, at `path` within the argument.
    pub(super) fn invalid(index: usize, path: &Path, error: &serde_json::Error) -> Self {
        let path = match path.iter().next() {
            None => format!("[{index}]"),
            Some(Segment::Seq { .. }) => format!("[{index}]{path}"),
            Some(_) => format!("[{index}].{path}"),
        };
        Self { path: truncated(path), message: truncated(message(error)) }
    }

    /// Where the fault is: the argument's index in brackets, then fields and indices, such as
    /// `[0].items[2].name`.
    ///
    /// At most 256 bytes.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there, in serde's words. It may quote the value. At most 256 bytes.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ArgsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for ArgsError {}

/// The message without the position: a line and column in text that nobody will see.
pub(super) fn message(error: &serde_json::Error) -> String {
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
