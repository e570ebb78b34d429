//! Which rooms a socket was in, and when: an event that it has missed may have gone to one that it has left since.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::offset::Position;
use crate::socket::Room;

/// The rooms of one socket over time, counted in events of its namespace.
#[derive(Debug, Default)]
pub(in crate::socket) struct RoomHistory {
    /// The rooms that it is in, with the last event before it joined.
    current: HashMap<Room, Position>,
    left: VecDeque<Stay>,
    /// Of the time up to this event, rooms that it has left since may be forgotten.
    forgotten: Position,
}

/// A room that the socket has left.
#[derive(Debug)]
struct Stay {
    room: Room,
    /// The last event before it joined.
    after: Position,
    /// The last event before it left.
    until: Position,
}

impl RoomHistory {
    /// The socket joins `room` behind the event at `head`.
    pub(super) fn join(&mut self, room: Room, head: Position) {
        self.current.entry(room).or_insert(head);
    }

    /// The socket leaves `room` behind the event at `head`.
    pub(super) fn leave(&mut self, room: &Room, head: Position, stays_max: usize) {
        let Some((room, after)) = self.current.remove_entry(room) else { return };
        if after == head {
            return;
        }
        self.left.push_back(Stay { room, after, until: head });
        if self.left.len() > stays_max
            && let Some(stay) = self.left.pop_front()
        {
            self.forgotten = stay.until;
        }
    }

    /// Forgets what ended before the events began that are still there.
    pub(super) fn forget_before(&mut self, floor: Position) {
        while self.left.front().is_some_and(|stay| stay.until <= floor) {
            self.left.pop_front();
        }
    }

    /// Whether the event at `position` went to those in `room` while the socket was there.
    pub(super) fn was_in(&self, room: &Room, position: Position) -> bool {
        let is_since = self.current.get(room).is_some_and(|after| *after < position);
        let was_during =
            |stay: &Stay| stay.room == *room && stay.after < position && position <= stay.until;
        is_since || self.left.iter().any(was_during)
    }

    /// Whether all rooms are known that the socket was in when an event after `position` was sent.
    pub(super) fn reaches_back_to(&self, position: Position) -> bool {
        self.forgotten <= position
    }

    /// The rooms that it is in.
    pub(super) fn current(&self) -> BTreeSet<Room> {
        self.current.keys().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(number: u64) -> Position {
        Position::new(number)
    }

    #[track_caller]
    fn check(history: &RoomHistory, room: &str, expected: impl IntoIterator<Item = u64>) {
        let room = Room::from(room);
        let was_in: Vec<u64> =
            (0..10).filter(|number| history.was_in(&room, at(*number))).collect();
        assert_eq!(was_in, expected.into_iter().collect::<Vec<_>>(), "{room}");
    }

    #[test]
    fn events_count_that_went_there_in_between() {
        let (mut history, room) = (RoomHistory::default(), Room::from("a"));
        history.join(room.clone(), at(2));
        // Joining twice is joining once.
        history.join(room.clone(), at(3));
        check(&history, "a", 3..10);
        history.leave(&room, at(5), 10);
        check(&history, "a", 3..=5);
        history.join(room.clone(), at(7));
        check(&history, "a", [3, 4, 5, 8, 9]);
        check(&history, "b", []);
        // Nothing came in between.
        history.leave(&room, at(7), 10);
        history.leave(&room, at(8), 10);
        check(&history, "a", 3..=5);
        assert_eq!(history.left.len(), 1);
    }

    #[test]
    fn what_was_left_first_is_forgotten_first() {
        let mut history = RoomHistory::default();
        for (room, head) in [("a", 1), ("b", 2), ("c", 3)] {
            history.join(room.into(), at(0));
            history.leave(&room.into(), at(head), 2);
        }
        assert!(history.reaches_back_to(at(1)));
        assert!(!history.reaches_back_to(at(0)));
        check(&history, "a", []);
        check(&history, "c", 1..=3);
        history.forget_before(at(2));
        assert_eq!(history.left.len(), 1);
        assert!(history.reaches_back_to(at(1)));
    }
}
