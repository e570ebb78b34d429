//! An event, as handlers, listeners and middlewares see it.

use bytestring::ByteString;

use super::Ack;
use crate::codec::{Args, Utf8Bytes};

/// An event: one of a client on its way to its handlers, or one of the application on its way to a client.
///
/// A clone shares the arguments and the acknowledgement: whoever answers first has answered for all.
#[derive(Debug, Clone)]
pub struct Event {
    pub(crate) name: ByteString,
    pub(crate) args: Args,
    pub(crate) ack: Option<Ack>,
}

impl Event {
    pub(super) fn new(name: ByteString, args: Args, ack: Option<Ack>) -> Self {
        Self { name, args, ack }
    }

    /// The event's name. A number used as a name is given as text.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The arguments after the name.
    pub fn args(&self) -> &Args {
        &self.args
    }

    /// The means to acknowledge the event. `None` when the client did not ask, of events that go to a client, and when it was
    /// [taken](Self::take_ack) from this clone.
    pub fn ack(&self) -> Option<&Ack> {
        self.ack.as_ref()
    }

    /// Takes the means to acknowledge the event. `None` when the client did not ask, or when it was taken before.
    pub fn take_ack(&mut self) -> Option<Ack> {
        self.ack.take()
    }

    /// The same event under another name: for middlewares.
    #[must_use]
    pub fn with_name(self, name: impl Into<Utf8Bytes>) -> Self {
        Self { name: name.into().into_inner(), ..self }
    }

    /// The same event with other arguments: for middlewares. [`Args::of`] makes them of values.
    #[must_use]
    pub fn with_args(self, args: Args) -> Self {
        Self { args, ..self }
    }
}
