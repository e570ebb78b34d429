//! The way from one server to another: a queue that counts what goes through it.

use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::sync::Notify;

use crate::adapter::Degraded;
use crate::sync::lock;

/// A bounded queue of messages in one direction. What does not fit is lost, and its receiver learns where.
pub(super) struct Link<M> {
    capacity: usize,
    queue: Mutex<Queue<M>>,
    changed: Notify,
}

struct Queue<M> {
    waiting: VecDeque<(u64, M)>,
    /// The number of the next message that is sent.
    next: u64,
    /// The number of the next message that should be received.
    expected: u64,
    is_closed: bool,
}

/// What comes out of a link.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received<M> {
    Message(M),
    /// These messages were lost, and this is where they would have come.
    Gap {
        first: u64,
        last: u64,
    },
    /// There is nothing at the moment.
    Nothing,
    /// There will be nothing any more.
    End,
}

impl<M> Link<M> {
    pub(super) fn new(capacity: usize) -> Self {
        let queue = Queue { waiting: VecDeque::new(), next: 1, expected: 1, is_closed: false };
        Self { capacity, queue: Mutex::new(queue), changed: Notify::new() }
    }

    /// Sends a message.
    ///
    /// # Errors
    /// When there is no room for it, and it is lost; when either side has left.
    pub(super) fn send(&self, message: M) -> Result<(), Degraded> {
        let mut queue = lock(&self.queue);
        if queue.is_closed {
            return Err(Degraded::Closed);
        }
        let number = queue.next;
        queue.next += 1;
        let has_room = queue.waiting.len() < self.capacity;
        if has_room {
            queue.waiting.push_back((number, message));
        }
        drop(queue);
        self.changed.notify_one();
        if has_room { Ok(()) } else { Err(Degraded::Overflow) }
    }

    /// The sender has left: what waits is still received.
    pub(super) fn end(&self) {
        lock(&self.queue).is_closed = true;
        self.changed.notify_one();
    }

    /// The receiver has left: what waits is dropped.
    pub(super) fn close(&self) {
        let mut queue = lock(&self.queue);
        queue.is_closed = true;
        queue.expected = queue.next;
        let waiting = std::mem::take(&mut queue.waiting);
        drop(queue);
        drop(waiting);
        self.changed.notify_one();
    }

    pub(super) fn receive(&self) -> Received<M> {
        let mut queue = lock(&self.queue);
        let first = queue.expected;
        match queue.waiting.pop_front() {
            Some((number, message)) if number == first => {
                queue.expected += 1;
                Received::Message(message)
            }
            Some((number, message)) => {
                queue.waiting.push_front((number, message));
                queue.expected = number;
                Received::Gap { first, last: number - 1 }
            }
            None if first < queue.next => {
                queue.expected = queue.next;
                Received::Gap { first, last: queue.next - 1 }
            }
            None if queue.is_closed => Received::End,
            None => Received::Nothing,
        }
    }

    /// Waits until there may be something to receive. For one receiver.
    ///
    /// # Cancel safety
    /// Nothing is lost.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::Received::{End, Gap, Message, Nothing};
    use super::*;

    #[test]
    fn messages_come_in_order() {
        let link = Link::new(2);
        assert_eq!(link.receive(), Nothing);
        assert_eq!(link.send('a'), Ok(()));
        assert_eq!(link.send('b'), Ok(()));
        assert_eq!([link.receive(), link.receive()], [Message('a'), Message('b')]);
        assert_eq!(link.send('c'), Ok(()));
        assert_eq!([link.receive(), link.receive()], [Message('c'), Nothing]);
    }

    #[test]
    fn what_does_not_fit_is_a_gap_where_it_would_have_come() {
        let link = Link::new(2);
        let sent = ['a', 'b', 'c', 'd'].map(|message| link.send(message));
        let lost = Err(Degraded::Overflow);
        assert_eq!(sent, [Ok(()), Ok(()), lost, lost]);
        assert_eq!(link.receive(), Message('a'));
        assert_eq!(link.send('e'), Ok(()));
        assert_eq!(link.send('f'), lost);
        assert_eq!(link.receive(), Message('b'));
        assert_eq!(link.receive(), Gap { first: 3, last: 4 });
        assert_eq!(link.receive(), Message('e'));
        // Nothing has to follow for a loss to be noticed.
        assert_eq!([link.receive(), link.receive()], [Gap { first: 6, last: 6 }, Nothing]);
    }

    #[test]
    fn what_was_sent_before_the_end_is_received() {
        let link = Link::new(1);
        assert_eq!(link.send('a'), Ok(()));
        assert_eq!(link.send('b'), Err(Degraded::Overflow));
        link.end();
        assert_eq!(link.send('c'), Err(Degraded::Closed));
        assert_eq!(
            [link.receive(), link.receive(), link.receive()],
            [Message('a'), Gap { first: 2, last: 2 }, End]
        );
    }

    #[test]
    fn nothing_is_kept_for_a_receiver_that_has_left() {
        let link = Link::new(1);
        assert_eq!(link.send('a'), Ok(()));
        assert_eq!(link.send('b'), Err(Degraded::Overflow));
        link.close();
        assert_eq!(link.send('c'), Err(Degraded::Closed));
        assert_eq!(link.receive(), End);
    }
}
