use std::time::Instant;

/// When a session ends because its server shuts down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Retirement {
    /// From here on it takes no more, and ends when what it has taken is done.
    pub(crate) from: Instant,
    /// At this moment it ends as it is.
    pub(crate) until: Instant,
}

impl Retirement {
    /// Both at once: the earlier times count.
    #[must_use]
    pub(super) fn and(self, other: Option<Self>) -> Self {
        let Some(other) = other else { return self };
        Self { from: self.from.min(other.from), until: self.until.min(other.until) }
    }
}
