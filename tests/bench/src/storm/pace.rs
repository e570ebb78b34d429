//! Beats at fixed times, from a thread of their own: it sleeps to some microseconds where tokio's timers know milliseconds.

use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

/// Tells the clients in turn when something is due, whatever they have done by then, until one of them is gone. No beat is left out when
/// this is late: each has the time at which it was due.
pub(super) fn begin(clients: Vec<UnboundedSender<Instant>>, period: Duration) {
    let mut due = Instant::now();
    thread::spawn(move || {
        for client in clients.iter().cycle() {
            due += period;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if client.send(due).is_err() {
                break;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    #[test]
    fn clients_are_told_in_turn_when_something_was_due() {
        let period = Duration::from_millis(1);
        let (send_odd, mut odd) = mpsc::unbounded_channel();
        let (send_even, mut even) = mpsc::unbounded_channel();
        let begun = Instant::now();
        begin(vec![send_odd, send_even], period);
        let first = odd.blocking_recv().unwrap();
        assert!(first >= begun + period && first <= Instant::now());
        for n_beats in 1..=3 {
            assert_eq!(even.blocking_recv(), Some(first + (2 * n_beats - 1) * period));
            assert_eq!(odd.blocking_recv(), Some(first + 2 * n_beats * period));
        }
    }
}
