//! The events of a namespace that somebody may have missed.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::budget::Budget;
use super::offset::Position;
use super::target::Target;
use crate::sparse::give_back;

/// One event of the log, with what it needs to be sent again.
#[derive(Debug)]
pub(super) struct Entry<P> {
    pub(super) target: Target,
    pub(super) packet: P,
    stored_at: Instant,
    bytes: usize,
}

/// What the logs of all namespaces may hold together.
#[derive(Debug)]
pub(super) struct LogBudget {
    pub(super) entries: Budget,
    pub(super) bytes: Budget,
}

impl LogBudget {
    fn take(&self, bytes: usize) -> bool {
        if !self.entries.take(1) {
            return false;
        }
        let is_taken = self.bytes.take(bytes);
        if !is_taken {
            self.entries.give(1);
        }
        is_taken
    }

    fn give(&self, bytes: usize) {
        self.entries.give(1);
        self.bytes.give(bytes);
    }
}

/// The latest events of a namespace, without a gap: when a bound is met, the oldest one goes.
#[derive(Debug)]
pub(super) struct Log<P> {
    entries: VecDeque<Arc<Entry<P>>>,
    /// The last event before those that are here.
    floor: Position,
    age_max: Duration,
    budget: Arc<LogBudget>,
}

/// Some of the events that were asked for are not here any more.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gone;

impl<P> Log<P> {
    pub(super) fn new(age_max: Duration, budget: Arc<LogBudget>) -> Self {
        Self { entries: VecDeque::new(), floor: Position::default(), age_max, budget }
    }

    /// The position of the latest event.
    pub(super) fn head(&self) -> Position {
        self.floor.after(self.entries.len() as u64)
    }

    /// The position before the oldest event that is here.
    pub(super) fn floor(&self) -> Position {
        self.floor
    }

    /// Stores an event of `bytes` behind all others, at the position after [`head`](Self::head).
    pub(super) fn append(&mut self, target: Target, packet: P, bytes: usize, now: Instant) {
        self.expire(now);
        let bytes = bytes + target.bytes() + size_of::<Entry<P>>();
        while !self.budget.take(bytes) {
            if !self.forget_oldest() {
                // The others have it all: this event counts, and is gone at once.
                self.floor = self.floor.after(1);
                return;
            }
        }
        self.entries.push_back(Arc::new(Entry { target, packet, stored_at: now, bytes }));
    }

    /// Forgets what is too old to be missed by anybody who may still come back.
    pub(super) fn expire(&mut self, now: Instant) {
        let age_max = self.age_max;
        let is_old = |entry: &Arc<Entry<P>>| now.duration_since(entry.stored_at) >= age_max;
        while self.entries.front().is_some_and(&is_old) {
            self.forget_oldest();
        }
        give_back(&mut self.entries);
    }

    /// False when there is none.
    fn forget_oldest(&mut self) -> bool {
        let Some(entry) = self.entries.pop_front() else { return false };
        self.budget.give(entry.bytes);
        self.floor = self.floor.after(1);
        true
    }

    /// Forgets everything: nobody is there who may miss it.
    pub(super) fn clear(&mut self) {
        while self.forget_oldest() {}
        give_back(&mut self.entries);
    }

    /// Whether every event after `position` is here.
    pub(super) fn reaches_back_to(&self, position: Position) -> bool {
        self.floor <= position
    }

    /// The next events after `position`, at most `entries_max` of them; none behind the latest one.
    pub(super) fn page(
        &self,
        position: Position,
        entries_max: usize,
    ) -> Result<Vec<Arc<Entry<P>>>, Gone> {
        if !self.reaches_back_to(position) {
            return Err(Gone);
        }
        let skipped = usize::try_from(position.since(self.floor)).unwrap_or(usize::MAX);
        Ok(self.entries.iter().skip(skipped).take(entries_max).cloned().collect())
    }
}

impl<P> Drop for Log<P> {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::socket::selection::Choice;

    const AGE: Duration = Duration::from_secs(10);

    /// What an entry without rooms and without a packet costs.
    const ENTRY: usize = size_of::<Entry<u32>>();

    fn log(entries: usize, bytes: usize) -> (Log<u32>, Arc<LogBudget>) {
        let budget =
            Arc::new(LogBudget { entries: Budget::new(entries), bytes: Budget::new(bytes) });
        (Log::new(AGE, Arc::clone(&budget)), budget)
    }

    fn append(log: &mut Log<u32>, packet: u32, now: Instant) {
        log.append(Target::Chosen(Choice::default()), packet, 0, now);
    }

    fn after(log: &Log<u32>, position: u64) -> Result<Vec<u32>, Gone> {
        let page = log.page(Position::new(position), 100)?;
        Ok(page.iter().map(|entry| entry.packet).collect())
    }

    #[test]
    fn events_are_found_by_their_position() {
        let (mut log, _) = log(10, usize::MAX);
        let now = Instant::now();
        for packet in 1..=4 {
            append(&mut log, packet, now);
        }
        assert_eq!(log.head(), Position::new(4));
        assert_eq!(after(&log, 0), Ok(vec![1, 2, 3, 4]));
        assert_eq!(after(&log, 3), Ok(vec![4]));
        assert_eq!(after(&log, 4), Ok(vec![]));
        assert_eq!(after(&log, u64::MAX), Ok(vec![]));
        let page = log.page(Position::new(1), 2);
        assert_eq!(page.map(|page| page.len()), Ok(2));
    }

    #[test]
    fn the_oldest_event_makes_room_for_the_next() {
        let (mut log, budget) = log(2, usize::MAX);
        let now = Instant::now();
        for packet in 1..=3 {
            append(&mut log, packet, now);
        }
        assert_eq!(after(&log, 0), Err(Gone));
        assert_eq!(after(&log, 1), Ok(vec![2, 3]));
        assert_eq!(budget.entries.used(), 2);
        assert_eq!(budget.bytes.used(), 2 * ENTRY);
    }

    #[test]
    fn bytes_are_bounded_as_well() {
        let (mut log, budget) = log(10, 2 * ENTRY + 5);
        let now = Instant::now();
        let target = || Target::Chosen(Choice::default());
        log.append(target(), 1, 0, now);
        log.append(target(), 2, 5, now);
        assert_eq!(after(&log, 0), Ok(vec![1, 2]));
        log.append(target(), 3, 0, now);
        assert_eq!(after(&log, 1), Ok(vec![2, 3]));
        // One that never fits pushes all others out, and is not kept either.
        log.append(target(), 4, 2 * ENTRY, now);
        assert_eq!((after(&log, 3), after(&log, 4)), (Err(Gone), Ok(vec![])));
        assert_eq!((budget.entries.used(), budget.bytes.used()), (0, 0));
    }

    #[test]
    fn the_bounds_are_those_of_all_logs_together() {
        let (mut first, budget) = log(2, usize::MAX);
        let mut second = Log::new(AGE, Arc::clone(&budget));
        let now = Instant::now();
        append(&mut first, 1, now);
        append(&mut first, 2, now);
        append(&mut second, 3, now);
        assert_eq!((after(&first, 0), after(&second, 0)), (Ok(vec![1, 2]), Err(Gone)));
        assert_eq!((second.head(), after(&second, 1)), (Position::new(1), Ok(vec![])));
        drop(first);
        append(&mut second, 4, now);
        assert_eq!(after(&second, 1), Ok(vec![4]));
        drop(second);
        assert_eq!(budget.entries.used(), 0);
    }

    #[test]
    fn events_go_when_they_are_too_old() {
        let (mut log, _) = log(10, usize::MAX);
        let now = Instant::now();
        append(&mut log, 1, now);
        append(&mut log, 2, now + Duration::from_secs(1));
        log.expire(now + AGE - Duration::from_nanos(1));
        assert_eq!(after(&log, 0), Ok(vec![1, 2]));
        log.expire(now + AGE);
        assert_eq!((after(&log, 0), after(&log, 1)), (Err(Gone), Ok(vec![2])));
    }

    #[test]
    fn a_log_that_was_long_gives_its_memory_back() {
        let (mut log, _) = log(1000, usize::MAX);
        let now = Instant::now();
        for packet in 0..1000 {
            append(&mut log, packet, now);
        }
        log.expire(now + AGE);
        assert_eq!((log.entries.capacity(), log.head()), (0, Position::new(1000)));
    }
}
