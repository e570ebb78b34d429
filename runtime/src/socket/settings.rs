//! What namespaces and families take over from the server's configuration.

use std::time::Duration;

use crate::audit::Audit;
use crate::config::Config;

/// What is done where nothing else is said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    /// How long acknowledgements are waited for.
    pub(super) ack_timeout: Duration,
    /// How contracts are audited. Only they look at it.
    pub(super) audit: Audit,
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        Self { ack_timeout: config.ack_timeout, audit: config.audit }
    }
}
