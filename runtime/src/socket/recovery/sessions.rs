//! Every session that can be asked for: of clients that are here, and of those that may come back.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::budget::Budget;
use super::pid::Pid;
use crate::sparse::give_back;

/// The sessions of a namespace. `L` stands for a client that is here, `K` is what is kept of one that is away.
#[derive(Debug)]
pub(super) struct Sessions<L, K> {
    by_pid: HashMap<Pid, Slot<L, K>>,
    /// Those that are away, the one that has been away for longest first.
    away: BTreeMap<u64, Pid>,
    next_number: u64,
    away_max: Duration,
    budget: Arc<Budget>,
}

#[derive(Debug)]
enum Slot<L, K> {
    Here(L),
    Away(Box<K>, Absence),
    /// Somebody has asked for it, and is not here yet.
    Returning,
}

/// How long a client has been away, and after whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Absence {
    since: Instant,
    number: u64,
}

/// What was found under a secret.
#[derive(Debug)]
pub(super) enum Found<L, K> {
    /// Its client is here, and has to leave first.
    Here(L),
    /// It is the asker's now, and nobody else's.
    Away(Box<K>, Absence),
    /// It was there for too long.
    TooOld(Box<K>),
    Nothing,
}

impl<L: Clone, K> Sessions<L, K> {
    pub(super) fn new(away_max: Duration, budget: Arc<Budget>) -> Self {
        Self { by_pid: HashMap::new(), away: BTreeMap::new(), next_number: 0, away_max, budget }
    }

    /// The client of a session is here.
    pub(super) fn arrive(&mut self, pid: Pid, live: L) {
        self.by_pid.insert(pid, Slot::Here(live));
    }

    /// The client of a session has left for good.
    pub(super) fn end(&mut self, pid: Pid) {
        self.by_pid.remove(&pid);
        give_back(&mut self.by_pid);
    }

    /// The client of a session is away now. Returns what is not kept in exchange, to be dropped where no lock is held.
    pub(super) fn leave(&mut self, pid: Pid, kept: Box<K>, now: Instant) -> Vec<Box<K>> {
        let number = self.next_number;
        self.next_number += 1;
        self.keep(pid, kept, Absence { since: now, number })
    }

    /// Keeps a session as it was before it was taken; otherwise as [`leave`](Self::leave).
    pub(super) fn keep(&mut self, pid: Pid, kept: Box<K>, absence: Absence) -> Vec<Box<K>> {
        let mut dropped = Vec::new();
        if !self.budget.take(1) {
            dropped.extend(self.longest().and_then(|longest| self.forget(longest)));
            // Another namespace may have been faster.
            if dropped.is_empty() || !self.budget.take(1) {
                self.end(pid);
                dropped.push(kept);
                return dropped;
            }
        }
        self.away.insert(absence.number, pid);
        self.by_pid.insert(pid, Slot::Away(kept, absence));
        dropped
    }

    /// Finds a session, and takes it when its client is away.
    pub(super) fn take(&mut self, pid: Pid, now: Instant) -> Found<L, K> {
        match self.by_pid.get_mut(&pid) {
            None | Some(Slot::Returning) => Found::Nothing,
            Some(Slot::Here(live)) => Found::Here(live.clone()),
            Some(slot @ Slot::Away(..)) => {
                let Slot::Away(kept, absence) = std::mem::replace(slot, Slot::Returning) else {
                    return Found::Nothing;
                };
                self.away.remove(&absence.number);
                self.budget.give(1);
                if self.is_over(absence, now) {
                    self.end(pid);
                    return Found::TooOld(kept);
                }
                Found::Away(kept, absence)
            }
        }
    }

    /// Takes those out that have been away for too long, to be dropped where no lock is held.
    pub(super) fn expire(&mut self, now: Instant) -> Vec<Box<K>> {
        let mut expired = Vec::new();
        while let Some(pid) = self.longest()
            && let Some(Slot::Away(_, absence)) = self.by_pid.get(&pid)
            && self.is_over(*absence, now)
        {
            expired.extend(self.forget(pid));
        }
        expired
    }

    /// Whether nobody is here, and nobody may come back.
    pub(super) fn is_empty(&self) -> bool {
        self.by_pid.is_empty()
    }

    /// Whether the client of the session is here, or may come back.
    pub(super) fn contains(&self, pid: Pid) -> bool {
        self.by_pid.contains_key(&pid)
    }

    fn is_over(&self, absence: Absence, now: Instant) -> bool {
        now.duration_since(absence.since) >= self.away_max
    }

    fn longest(&self) -> Option<Pid> {
        self.away.first_key_value().map(|(_, pid)| *pid)
    }

    /// Forgets one that is away.
    fn forget(&mut self, pid: Pid) -> Option<Box<K>> {
        let Some(Slot::Away(kept, absence)) = self.by_pid.remove(&pid) else { return None };
        self.away.remove(&absence.number);
        self.budget.give(1);
        give_back(&mut self.by_pid);
        Some(kept)
    }
}

impl<L, K> Drop for Sessions<L, K> {
    fn drop(&mut self) {
        self.budget.give(self.away.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWAY_MAX: Duration = Duration::from_secs(10);

    type Numbered = Sessions<u32, u32>;

    fn sessions(max: usize) -> (Numbered, Arc<Budget>) {
        let budget = Arc::new(Budget::new(max));
        (Sessions::new(AWAY_MAX, Arc::clone(&budget)), budget)
    }

    fn pid(last: u8) -> Pid {
        let mut text = *b"aaaaaaaaaaaaaaaaaaaa";
        text[19] = last;
        Pid::read(std::str::from_utf8(&text).expect("ASCII")).expect("20 characters")
    }

    fn leave(sessions: &mut Numbered, last: u8, now: Instant) -> Option<u32> {
        sessions.leave(pid(last), Box::new(u32::from(last)), now).pop().map(|kept| *kept)
    }

    #[track_caller]
    fn check_away(sessions: &mut Numbered, last: u8, now: Instant) -> Absence {
        match sessions.take(pid(last), now) {
            Found::Away(kept, absence) if *kept == u32::from(last) => absence,
            found => panic!("{found:?}"),
        }
    }

    #[track_caller]
    fn check_nothing(sessions: &mut Numbered, last: u8, now: Instant) {
        let found = sessions.take(pid(last), now);
        assert!(matches!(found, Found::Nothing), "{found:?}");
    }

    #[test]
    fn a_session_is_taken_once() {
        let (mut sessions, budget) = sessions(10);
        let now = Instant::now();
        check_nothing(&mut sessions, 1, now);
        sessions.arrive(pid(1), 7);
        assert!(matches!(sessions.take(pid(1), now), Found::Here(7)));
        assert_eq!(leave(&mut sessions, 1, now), None);
        assert_eq!(budget.used(), 1);
        check_away(&mut sessions, 1, now);
        check_nothing(&mut sessions, 1, now);
        assert_eq!((sessions.contains(pid(1)), budget.used()), (true, 0));
        sessions.end(pid(1));
        assert!(sessions.is_empty());
    }

    #[test]
    fn whoever_leaves_for_good_is_forgotten() {
        let (mut sessions, _) = sessions(10);
        sessions.arrive(pid(1), 1);
        sessions.end(pid(1));
        check_nothing(&mut sessions, 1, Instant::now());
    }

    #[test]
    fn at_the_bound_who_has_been_away_for_longest_goes() {
        let (mut sessions, _) = sessions(2);
        let now = Instant::now();
        for last in 1..=2 {
            assert_eq!(leave(&mut sessions, last, now), None);
        }
        // One that is kept again has its old place.
        let absence = check_away(&mut sessions, 1, now);
        assert!(sessions.keep(pid(1), Box::new(1), absence).is_empty());
        assert_eq!(leave(&mut sessions, 3, now), Some(1));
        check_nothing(&mut sessions, 1, now);
        check_away(&mut sessions, 2, now);
        check_away(&mut sessions, 3, now);
    }

    #[test]
    fn the_bound_is_that_of_all_namespaces_together() {
        let (mut first, budget) = sessions(1);
        let mut second = Numbered::new(AWAY_MAX, Arc::clone(&budget));
        let now = Instant::now();
        leave(&mut first, 1, now);
        second.arrive(pid(2), 2);
        assert_eq!(leave(&mut second, 2, now), Some(2));
        check_nothing(&mut second, 2, now);
        drop(first);
        assert_eq!(leave(&mut second, 2, now), None);
    }

    #[test]
    fn nobody_may_be_away_for_ever() {
        let (mut sessions, _) = sessions(10);
        let now = Instant::now();
        for last in 1..=3 {
            leave(&mut sessions, last, now + Duration::from_secs(last.into()));
        }
        let late = now + AWAY_MAX + Duration::from_secs(2);
        assert!(matches!(sessions.take(pid(2), late), Found::TooOld(kept) if *kept == 2));
        check_nothing(&mut sessions, 2, late);
        assert_eq!(sessions.expire(late), [Box::new(1)]);
        check_away(&mut sessions, 3, late);
    }

    #[test]
    fn memory_is_given_back() {
        let (mut sessions, _) = sessions(usize::MAX);
        let now = Instant::now();
        for number in 0..1000_u32 {
            let pid = Pid::read(&format!("{number:020}")).expect("20 characters");
            sessions.leave(pid, Box::new(number), now);
        }
        assert_eq!(sessions.expire(now + AWAY_MAX).len(), 1000);
        assert!(sessions.by_pid.capacity() <= 64);
    }
}
