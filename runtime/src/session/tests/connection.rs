//! What a connection tells those who wait, step by step: each of these moments may come from another thread.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use crate::session::{CloseReason, Connection, Counters, ReadyState, SessionEnded, TransportName};

fn connection() -> Connection {
    let counters = Arc::<Counters>::default();
    Connection::new("sid".into(), TransportName::Polling, usize::MAX, counters)
}

/// Counts how often it is woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Woken {
    /// Whether it has been woken since this was asked last.
    fn take(&self) -> bool {
        self.0.swap(0, Ordering::Relaxed) > 0
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn waker() -> (Arc<Woken>, Waker) {
    let woken = Arc::<Woken>::default();
    (Arc::clone(&woken), woken.into())
}

#[test]
fn drain_is_told_when_nothing_has_been_sent_since() {
    let (woken, waker) = waker();
    let cx = &mut Context::from_waker(&waker);
    let connection = connection();
    let mut drained = pin!(connection.drained());
    assert_eq!(drained.as_mut().poll(cx), Poll::Pending);
    connection.send("after the task has looked");
    connection.has_drained();
    assert!(!woken.take());
    assert_eq!(drained.as_mut().poll(cx), Poll::Pending);
    connection.with_outbox(|outbox| outbox.take_all());
    connection.has_drained();
    assert!(woken.take());
    assert_eq!(drained.as_mut().poll(cx), Poll::Ready(Ok(())));
}

#[test]
fn task_is_woken_to_look_whether_all_is_written() {
    let (woken, task) = waker();
    let connection = connection();
    let is_asleep = connection.poll_sleep(&Context::from_waker(&task), false);
    assert_eq!(is_asleep, Poll::Pending);
    let mut drained = pin!(connection.drained());
    let cx = &mut Context::from_waker(Waker::noop());
    assert_eq!(drained.as_mut().poll(cx), Poll::Pending);
    assert!(woken.take());
}

#[test]
fn upgrade_is_told() {
    let (woken, waker) = waker();
    let cx = &mut Context::from_waker(&waker);
    let connection = connection();
    connection.set_upgrading(true);
    let mut upgraded = pin!(connection.upgraded());
    assert_eq!(upgraded.as_mut().poll(cx), Poll::Pending);
    connection.has_upgraded();
    assert!(woken.take());
    assert_eq!(upgraded.as_mut().poll(cx), Poll::Ready(Ok(())));
    assert!(connection.is_upgraded() && !connection.is_upgrading());
}

#[test]
fn close_and_end_are_told() {
    let (woken, waker) = waker();
    let cx = &mut Context::from_waker(&waker);
    let connection = connection();
    connection.send("still to leave");
    let mut drained = pin!(connection.drained());
    let mut upgraded = pin!(connection.upgraded());
    let mut closed = pin!(connection.closed());
    assert_eq!(drained.as_mut().poll(cx), Poll::Pending);
    assert_eq!(upgraded.as_mut().poll(cx), Poll::Pending);
    assert_eq!(closed.as_mut().poll(cx), Poll::Pending);

    connection.has_closed(CloseReason::ForcedClose);
    assert!(woken.take());
    assert_eq!(connection.ready_state(), ReadyState::Closing);
    assert_eq!(closed.as_mut().poll(cx), Poll::Ready(CloseReason::ForcedClose));
    assert_eq!(upgraded.as_mut().poll(cx), Poll::Ready(Err(SessionEnded)));
    assert_eq!(drained.as_mut().poll(cx), Poll::Pending);

    connection.has_ended();
    assert!(woken.take());
    assert_eq!(connection.ready_state(), ReadyState::Closed);
    assert_eq!(drained.as_mut().poll(cx), Poll::Ready(Err(SessionEnded)));
}

#[test]
fn end_without_a_reason_is_that_of_the_server() {
    let (woken, waker) = waker();
    let cx = &mut Context::from_waker(&waker);
    let connection = connection();
    let mut closed = pin!(connection.closed());
    assert_eq!(closed.as_mut().poll(cx), Poll::Pending);
    connection.has_ended();
    assert!(woken.take());
    assert_eq!(closed.as_mut().poll(cx), Poll::Ready(CloseReason::ServerShuttingDown));
}

/// Wakes a thread that stands for the session's task.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[test]
fn frames_of_each_thread_arrive_in_order_and_none_is_slept_through() {
    const SENDERS: usize = 3;
    const FRAMES: usize = 2_000;
    let connection = connection();
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut received = vec![Vec::new(); SENDERS];
    thread::scope(|scope| {
        for sender in 0..SENDERS {
            let connection = connection.clone();
            scope.spawn(move || {
                for number in 0..FRAMES {
                    connection.send(format!("{sender}{number}"));
                }
            });
        }
        let mut batch = VecDeque::new();
        loop {
            connection.wake_up();
            connection.with_outbox(|outbox| outbox.drain_into(&mut batch, 1_000));
            for frame in batch.drain(..) {
                let text = String::from_utf8(frame.payload()[1..].to_vec()).unwrap();
                let (sender, number) = text.split_at(1);
                let sender: usize = sender.parse().unwrap();
                received[sender].push(number.parse::<usize>().unwrap());
            }
            if received.iter().map(Vec::len).sum::<usize>() == SENDERS * FRAMES {
                break;
            }
            if connection.poll_sleep(&Context::from_waker(&waker), true).is_pending() {
                thread::park();
            }
        }
    });
    assert!(received.iter().all(|numbers| numbers.iter().copied().eq(0..FRAMES)));
}

#[test]
fn nobody_is_woken_without_having_waited() {
    let (woken, waker) = waker();
    let connection = connection();
    let mut drained = pin!(connection.drained());
    assert_eq!(drained.as_mut().poll(&mut Context::from_waker(&waker)), Poll::Pending);
    connection.has_drained();
    assert!(woken.take());
    connection.has_drained();
    connection.has_upgraded();
    connection.has_ended();
    assert!(!woken.take());
}
