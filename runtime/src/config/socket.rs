//! What concerns the layer of namespaces: how its packets travel, and what it waits for.

use std::sync::Arc;
use std::time::Duration;

use super::Config;
use crate::audit::Audit;
use crate::codec::{Format, Parser};

impl Config {
    /// Sets the form in which packets travel. Default: the official text format, which needs no parser. The reference's `parser`.
    ///
    /// Clients need the counterpart of it, as their own option `parser`. See [`parser`](crate::parser).
    #[must_use]
    pub fn parser(mut self, parser: impl Parser) -> Self {
        self.format = Format::Parser(Arc::new(parser));
        self
    }

    /// Sets what is done about values that a contract sends and that are not what its document says. Default: [`Audit::Refuse`] where
    /// debug assertions are on, as in `cargo run` and `cargo test`, otherwise [`Audit::Off`].
    ///
    /// Each value is read again and compared with its schema, which takes several times as long as writing it. Off, it costs nothing. See
    /// [`audit`](crate::audit).
    #[must_use]
    pub fn audit(mut self, audit: Audit) -> Self {
        self.audit = audit;
        self
    }

    /// Sets how long a session may stay open without having joined a namespace. Default: 45 s (`connectTimeout`).
    /// Zero is refused when the server is built.
    #[must_use]
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// Sets how long the server waits for an acknowledgement when no other timeout is given with the event. Default: 10 s.
    ///
    /// The reference waits for ever for one socket, and not at all for many. Zero is refused when the server is built.
    #[must_use]
    pub fn ack_timeout(mut self, ack_timeout: Duration) -> Self {
        self.ack_timeout = ack_timeout;
        self
    }
}
