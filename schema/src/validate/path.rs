//! The way from the whole value to a part of it.

use std::fmt;

use super::{Fit, Mismatch};

/// Lives on the stack: it becomes text only where something does not match.
pub(super) enum Path<'a> {
    Root,
    Field { parent: &'a Self, name: &'a str },
    Index { parent: &'a Self, index: usize },
}

impl Path<'_> {
    pub(super) fn field<'a>(&'a self, name: &'a str) -> Path<'a> {
        Path::Field { parent: self, name }
    }

    pub(super) fn index(&self, index: usize) -> Path<'_> {
        Path::Index { parent: self, index }
    }

    pub(super) fn depth(&self) -> usize {
        match self {
            Self::Root => 0,
            Self::Field { parent, .. } | Self::Index { parent, .. } => parent.depth() + 1,
        }
    }

    /// What stands here is not what the schema says.
    pub(super) fn mismatch(&self, message: impl fmt::Display) -> Mismatch {
        let fit = Fit { is_meant: true, depth: self.depth() };
        Mismatch { path: self.to_string(), message: message.to_string(), fit }
    }

    /// What stands here is one of other values than those that the schema names.
    pub(super) fn other_value(&self, message: impl fmt::Display) -> Mismatch {
        let mismatch = self.mismatch(message);
        Mismatch { fit: Fit { is_meant: false, ..mismatch.fit }, ..mismatch }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Field { parent: Path::Root, name } => f.write_str(name),
            Self::Field { parent, name } => write!(f, "{parent}.{name}"),
            Self::Index { parent, index } => write!(f, "{parent}[{index}]"),
        }
    }
}
