//! Those who come and those who go pass a few at a time, and everybody else has a turn in between.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;
use tokio::task::yield_now;

use crate::sync::lock;

/// Lets so many pass in one turn of the runtime, in the order in which they have come; the others wait for one of the next turns.
///
/// Ten thousand clients that come back at once are ten thousand tasks with work in hand, in front of every message of those who
/// stayed. Here they wait instead, and a message waits for as many of them as pass in a turn. Nothing is held while passing, so that
/// a client that stops in the middle of its handshake is in nobody's way.
#[derive(Debug, Clone)]
pub(crate) struct Turnstile(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    per_turn: usize,
    /// How many may pass in this turn. Those who wait get theirs in their order.
    passes: Semaphore,
    queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    n_waiting: usize,
    /// Whether a task begins turns for those who wait.
    is_turning: bool,
}

/// In the extensions of a request: it has had its turn already, with its connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passed;

/// One that waits until it may pass.
pub(crate) type Passing = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Turnstile {
    /// One that lets `per_turn` pass, at least one.
    pub(crate) fn new(per_turn: usize) -> Self {
        let passes = Semaphore::new(per_turn.clamp(1, Semaphore::MAX_PERMITS));
        Self(Arc::new(Inner {
            per_turn: passes.available_permits(),
            passes,
            queue: Mutex::default(),
        }))
    }

    /// Passes, or gives what has to be waited for.
    pub(crate) fn pass(&self) -> Option<Passing> {
        match self.0.passes.try_acquire() {
            Ok(pass) => {
                pass.forget();
                None
            }
            Err(_) => {
                let waiting = Waiting::begin(&self.0);
                Some(Box::pin(waiting.passed()))
            }
        }
    }

    /// Is over when it has passed.
    pub(crate) async fn passed(&self) {
        if let Some(passing) = self.pass() {
            passing.await;
        }
    }

    /// How many wait.
    #[cfg(test)]
    fn n_waiting(&self) -> usize {
        lock(&self.0.queue).n_waiting
    }
}

/// A place in the queue, given up when it is dropped.
struct Waiting(Arc<Inner>);

impl Waiting {
    fn begin(inner: &Arc<Inner>) -> Self {
        let mut queue = lock(&inner.queue);
        queue.n_waiting += 1;
        if !std::mem::replace(&mut queue.is_turning, true) {
            tokio::spawn(turn(Arc::clone(inner)));
        }
        Self(Arc::clone(inner))
    }

    async fn passed(self) {
        // It is never closed.
        if let Ok(pass) = self.0.passes.acquire().await {
            pass.forget();
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        lock(&self.0.queue).n_waiting -= 1;
    }
}

/// Begins one turn after the other until nobody waits.
async fn turn(inner: Arc<Inner>) {
    loop {
        // The runtime comes back here when all who had something to do have done it, or a good part of them, and it has looked for what
        // has arrived meanwhile.
        yield_now().await;
        let left = inner.passes.available_permits();
        inner.passes.add_permits(inner.per_turn.saturating_sub(left));
        let mut queue = lock(&inner.queue);
        if queue.n_waiting == 0 {
            queue.is_turning = false;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::task::JoinSet;

    use super::*;

    #[tokio::test]
    async fn those_who_come_pass_in_their_order_and_a_few_in_a_turn() {
        let turnstile = Turnstile::new(3);
        let passed = Arc::new(Mutex::new(Vec::new()));
        let mut coming = JoinSet::new();
        for index in 0..10 {
            let (turnstile, passed) = (turnstile.clone(), Arc::clone(&passed));
            coming.spawn(async move {
                turnstile.passed().await;
                lock(&passed).push(index);
            });
        }
        let mut n_passed = 0;
        while n_passed < 10 {
            yield_now().await;
            let n_now = lock(&passed).len();
            assert!(n_now <= n_passed + 3, "{n_passed}, and a turn later {n_now}");
            n_passed = n_now;
        }
        assert_eq!(*lock(&passed), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[tokio::test]
    async fn somebody_who_stays_has_a_turn_whenever_some_have_passed() {
        let turnstile = Turnstile::new(2);
        let passed = Arc::new(AtomicUsize::new(0));
        let mut coming = JoinSet::new();
        for _ in 0..100 {
            let (turnstile, passed) = (turnstile.clone(), Arc::clone(&passed));
            coming.spawn(async move {
                turnstile.passed().await;
                passed.fetch_add(1, Ordering::Relaxed);
            });
        }
        let mut n_turns = 0;
        while passed.load(Ordering::Relaxed) < 100 {
            n_turns += 1;
            yield_now().await;
        }
        assert!(n_turns >= 50, "{n_turns} turns");
    }

    #[tokio::test]
    async fn who_gives_up_waiting_is_in_nobodys_way() {
        let turnstile = Turnstile::new(1);
        assert!(turnstile.pass().is_none());
        let given_up = turnstile.pass();
        let next = turnstile.pass();
        assert_eq!(turnstile.n_waiting(), 2);
        drop(given_up);
        assert_eq!(turnstile.n_waiting(), 1);
        next.expect("it has to wait").await;
        assert_eq!(turnstile.n_waiting(), 0);
    }

    #[tokio::test]
    async fn nothing_runs_when_nobody_waits() {
        let turnstile = Turnstile::new(1);
        for _ in 0..3 {
            turnstile.passed().await;
        }
        while lock(&turnstile.0.queue).is_turning {
            yield_now().await;
        }
        assert_eq!(tokio::runtime::Handle::current().metrics().num_alive_tasks(), 0);
        // And the next one finds the way free.
        assert!(turnstile.pass().is_none());
    }
}
