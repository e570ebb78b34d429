//! Closing a server without hurting anybody.

use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

use super::EngineServer;
use super::sessions::{Closing, Running};
use crate::session::Retirement;

/// How much time a session that is closed on its own leaves for the next one, unless the deadline wants it faster: a client
/// that reconnects costs its next server some milliseconds.
const PACE: Duration = Duration::from_millis(10);

/// Longer than anybody waits, and short enough that a deadline is always a point in time.
const DEADLINE_MAX: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// How long the goodbyes of sessions that were cut off are waited for.
const GOODBYE_TIMEOUT: Duration = Duration::from_secs(2);

/// How a server shuts down in order, see [`Io::shutdown`](crate::Io::shutdown).
///
/// ```
/// use std::time::Duration;
/// use wigwag::Shutdown;
///
/// let shutdown = Shutdown::within(Duration::from_secs(30)).spread(Duration::from_secs(20));
/// # let _ = shutdown;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shutdown {
    deadline: Duration,
    spread: Option<Duration>,
}

impl Shutdown {
    /// A shutdown in which sessions have so long to end. What is left then is cut off; zero cuts off everything at once.
    pub fn within(deadline: Duration) -> Self {
        Self { deadline: deadline.min(DEADLINE_MAX), spread: None }
    }

    /// Sets over how much of the deadline the ends of the sessions are spread. Default: 10 ms for each session, but at most half of
    /// the deadline. More than the deadline counts as the deadline.
    ///
    /// Clients reconnect when their sessions end; spread out, they do not all reach the next server in the same instant.
    #[must_use]
    pub fn spread(mut self, spread: Duration) -> Self {
        self.spread = Some(spread);
        self
    }

    fn spread_of(&self, n_sessions: usize) -> Duration {
        let pace = || {
            let n_sessions = u32::try_from(n_sessions).unwrap_or(u32::MAX);
            PACE.saturating_mul(n_sessions).min(self.deadline / 2)
        };
        self.spread.unwrap_or_else(pace).min(self.deadline)
    }
}

/// How the sessions of a server that was shut down have ended. Together the numbers are the sessions that there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// Ended in order: their work was done and what waited for their clients was sent, or they ended by themselves.
    pub closed: usize,
    /// Cut off by the deadline, or by a [`close`](crate::Io::close) meanwhile. Their handlers have finished all the same.
    pub aborted: usize,
    /// Their clients are gone, and their handlers still run. [`close`](crate::Io::close) waits for them.
    pub unfinished: usize,
}

impl EngineServer {
    /// Closes every session in order, within a deadline. [`Io::shutdown`](crate::Io::shutdown) says how.
    ///
    /// # Cancel safety
    /// As [`Io::shutdown`](crate::Io::shutdown).
    pub async fn shutdown(&self, shutdown: Shutdown) -> ShutdownReport {
        let sessions = self.table();
        let now = tokio::time::Instant::now();
        let until = now + shutdown.deadline;
        let Closing { open, running: before } = sessions.close();
        let spread = shutdown.spread_of(open.len());
        let moments = moments(now.into_std(), spread, open.len());
        for (session, from) in open.iter().zip(moments) {
            session.connection.retire(Retirement { from, until: until.into_std() });
        }
        drop(open);
        // Each session keeps its own time, so that nothing is left undone by whoever stops waiting here.
        let _ = tokio::time::timeout_at(until + GOODBYE_TIMEOUT, sessions.ended()).await;
        report(before, sessions.running())
    }

    /// Waits until the server begins to close or to shut down: the moment from which a health check should say so. Connections are
    /// still needed then, see [`accepting_ends`](Self::accepting_ends).
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub fn closing(&self) -> impl Future<Output = ()> + Send + use<> {
        self.table().closing()
    }

    /// Waits until the server is closing and no client polls any more: whoever accepts connections for it stops now. Before, a
    /// client that polls may need a new connection to fetch what it is owed, or to send an acknowledgement that is waited for;
    /// newcomers are answered with status 503 meanwhile.
    ///
    /// With axum: `axum::serve(listener, app).with_graceful_shutdown(io.engine().accepting_ends())`.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub fn accepting_ends(&self) -> impl Future<Output = ()> + Send + use<> {
        let engine = self.clone();
        async move {
            engine.closing().await;
            engine.table().polling_ended().await;
        }
    }

    /// Waits until the server has begun to close, and the last handler of the last session has finished.
    pub(crate) fn closed(&self) -> impl Future<Output = ()> + Send + use<> {
        let engine = self.clone();
        async move {
            engine.closing().await;
            engine.table().ended().await;
        }
    }
}

/// One moment for each session: evenly spread, so that there is no crowd anywhere, and at random within its share.
fn moments(now: Instant, spread: Duration, n_sessions: usize) -> impl Iterator<Item = Instant> {
    let share = spread.checked_div(u32::try_from(n_sessions).unwrap_or(u32::MAX));
    let share = share.unwrap_or_default();
    let random = RandomState::new();
    (0..n_sessions).map(move |index| {
        // Between 0 and 1, as good as it has to be here.
        let jitter = f64::from(random.hash_one(index) as u32) / f64::from(u32::MAX);
        now + share.saturating_mul(index as u32) + share.mul_f64(jitter)
    })
}

fn report(before: Running, after: Running) -> ShutdownReport {
    let aborted = after.n_cut_off - before.n_cut_off;
    let unfinished = after.n_running;
    ShutdownReport { closed: before.n_running - unfinished - aborted, aborted, unfinished }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_sessions_are_not_kept_waiting() {
        let shutdown = Shutdown::within(Duration::from_secs(30));
        assert_eq!(shutdown.spread_of(3), Duration::from_millis(30));
        assert_eq!(shutdown.spread_of(1_000), Duration::from_secs(10));
        assert_eq!(shutdown.spread_of(100_000), Duration::from_secs(15));
    }

    #[test]
    fn spread_of_the_program_counts_within_the_deadline() {
        let shutdown = Shutdown::within(Duration::from_secs(30));
        assert_eq!(shutdown.spread(Duration::from_secs(20)).spread_of(3), Duration::from_secs(20));
        assert_eq!(shutdown.spread(Duration::from_secs(40)).spread_of(3), Duration::from_secs(30));
        assert_eq!(Shutdown::within(Duration::MAX).deadline, DEADLINE_MAX);
    }

    #[test]
    fn every_session_has_its_moment_in_its_own_share() {
        let now = Instant::now();
        let moments: Vec<_> = moments(now, Duration::from_secs(10), 1_000).collect();
        assert_eq!(moments.len(), 1_000);
        for (index, moment) in moments.iter().enumerate() {
            let share = Duration::from_millis(10);
            let from = now + share * index as u32;
            assert!(*moment >= from && *moment <= from + share, "{index}");
        }
        // Not all of them at the beginning of it.
        let offsets = moments
            .iter()
            .enumerate()
            .map(|(index, moment)| *moment - now - Duration::from_millis(10) * index as u32);
        assert!(offsets.filter(|offset| *offset > Duration::from_millis(5)).count() > 100);
    }

    #[test]
    fn no_sessions_need_no_moments() {
        assert_eq!(moments(Instant::now(), Duration::from_secs(10), 0).count(), 0);
    }

    #[test]
    fn report_counts_each_session_once() {
        let before = Running { n_running: 10, n_cut_off: 4 };
        let after = Running { n_running: 3, n_cut_off: 6 };
        assert_eq!(report(before, after), ShutdownReport { closed: 5, aborted: 2, unfinished: 3 });
    }
}
