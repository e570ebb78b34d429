//! What the namespaces of a server share for recovery.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tokio::time::Instant;

use super::Keeper;
use super::budget::Budget;
use super::log::LogBudget;
use super::offset::Run;
use crate::config::{Config, Recovery};
use crate::sync::lock;

/// The bounds of all keepers of a server together, and the keepers.
pub(in crate::socket) struct Vault {
    policy: Recovery,
    /// How old an event may get.
    pub(super) age_max: Duration,
    pub(super) log: Arc<LogBudget>,
    pub(super) sessions: Arc<Budget>,
    pub(super) outbox_bytes_max: usize,
    next_run: AtomicU64,
    keepers: Mutex<Vec<Weak<Keeper>>>,
    opened_at: Instant,
    /// When to look again for what is too old, in milliseconds since the vault was opened.
    sweep_at_ms: AtomicU64,
}

impl Vault {
    /// `None` when recovery is off.
    pub(in crate::socket) fn new(config: &Config) -> Option<Arc<Self>> {
        let policy = config.recovery.clone()?;
        // A client that is cut off is noticed this late, and has missed what was sent meanwhile.
        let age_max = policy
            .max_disconnection_duration
            .saturating_add(config.ping_interval)
            .saturating_add(config.ping_timeout);
        Some(Arc::new(Self {
            age_max,
            log: Arc::new(LogBudget {
                entries: Budget::new(policy.max_log_entries),
                bytes: Budget::new(policy.max_log_bytes),
            }),
            sessions: Arc::new(Budget::new(policy.max_saved_sessions)),
            outbox_bytes_max: config.outbox_bytes_max,
            // Without randomness no client gets an id, and then none gets an offset either.
            next_run: AtomicU64::new(getrandom::u64().unwrap_or_default()),
            keepers: Mutex::default(),
            opened_at: Instant::now(),
            sweep_at_ms: AtomicU64::new(SWEEP_INTERVAL_MS),
            policy,
        }))
    }

    /// The keeper of a new namespace.
    pub(in crate::socket) fn keeper(self: &Arc<Self>) -> Arc<Keeper> {
        let run = Run::new(self.next_run.fetch_add(1, Ordering::Relaxed));
        let keeper = Arc::new(Keeper::new(run, Arc::clone(self)));
        let mut keepers = lock(&self.keepers);
        keepers.retain(|keeper| keeper.strong_count() > 0);
        keepers.push(Arc::downgrade(&keeper));
        keeper
    }

    pub(in crate::socket) fn policy(&self) -> &Recovery {
        &self.policy
    }

    /// Forgets what is too old, everywhere, if that was last done a while ago. Sessions call it whenever they work: there is no task for
    /// it, and while no session works, nothing is added either.
    pub(in crate::socket) fn sweep_if_due(&self) {
        let now = Instant::now();
        let elapsed = now.duration_since(self.opened_at).as_millis();
        let now_ms = u64::try_from(elapsed).unwrap_or(u64::MAX);
        let due = self.sweep_at_ms.load(Ordering::Relaxed);
        if now_ms < due {
            return;
        }
        let next = now_ms.saturating_add(SWEEP_INTERVAL_MS);
        let is_ours =
            self.sweep_at_ms.compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed);
        if is_ours.is_ok() {
            let keepers = lock(&self.keepers).clone();
            keepers.iter().filter_map(Weak::upgrade).for_each(|keeper| keeper.expire(now));
        }
    }
}

/// How often everything is looked through. What is asked for is checked when it is asked for.
const SWEEP_INTERVAL_MS: u64 = 5_000;
