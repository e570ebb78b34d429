//! Who gets an event.

use super::recovery::Target;
use super::selection::Choice;
use super::{Namespace, Socket};

/// Who gets an event, decided when it is sent.
pub(super) enum Recipients<'a> {
    /// One socket, whatever rooms it is in.
    One(&'a Socket),
    Chosen(&'a Choice),
}

impl Recipients<'_> {
    /// Visits them, on this server.
    pub(super) fn for_each(&self, namespace: &Namespace, mut visit: impl FnMut(&Socket)) {
        match self {
            Self::One(socket) if socket.reason_to_leave().is_none() => visit(socket),
            // Its client may have come back to it.
            Self::One(socket) => namespace.socket(socket.id()).iter().for_each(visit),
            Self::Chosen(choice) => namespace.choose(choice, visit),
        }
    }

    /// The same for those who are away.
    pub(super) fn target(&self) -> Target {
        match self {
            Self::One(socket) => Target::One(socket.id()),
            Self::Chosen(choice) => Target::Chosen((*choice).clone()),
        }
    }
}
