//! Those who come and those who go pass a few at a time, and everybody else has a turn in between.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;
use tokio::task::yield_now;

use super::traffic::Traffic;
use crate::sync::lock;

/// Lets so many pass in one turn of the runtime, in the order in which they have come; the others wait for one of the next turns.
///
/// Ten thousand clients that come back at once are ten thousand tasks with work in hand, in front of every message of those who
/// stayed. Here they wait instead, and a message waits for as many of them as pass in a turn. Nothing is held while passing, so that
/// a client that stops in the middle of its handshake is in nobody's way.
///
/// A turn is as long as everybody else has work: in a server with more of that than it can do, a few in each turn would be nearly nobody.
/// There more pass, in proportion to what the others have sent meanwhile.
#[derive(Debug, Clone)]
pub(crate) struct Turnstile(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    per_turn: usize,
    others: Arc<Traffic>,
    /// For so many messages of others one passes, where that is more than `per_turn`.
    messages_per_pass: usize,
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
    /// One that lets `per_turn` pass, at least one, or one for each `messages_per_pass` messages of `others`, whichever is more.
    pub(crate) fn new(per_turn: usize, others: Arc<Traffic>, messages_per_pass: usize) -> Self {
        let passes = Semaphore::new(per_turn.clamp(1, Semaphore::MAX_PERMITS));
        Self(Arc::new(Inner {
            per_turn: passes.available_permits(),
            others,
            messages_per_pass,
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

impl Inner {
    /// Ends the turns when nobody waits. A crowd that comes later has no use for the share of this one.
    fn rests(&self) -> bool {
        let mut queue = lock(&self.queue);
        queue.is_turning = queue.n_waiting > 0;
        if !queue.is_turning {
            self.give(self.per_turn);
        }
        !queue.is_turning
    }

    /// Lets so many pass, with those who might have passed and did not.
    fn give(&self, passes: usize) {
        let left = self.passes.available_permits();
        self.passes.add_permits(passes.saturating_sub(left));
        self.passes.forget_permits(left.saturating_sub(passes));
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
    let mut tally = inner.others.tally();
    loop {
        // The runtime comes back here when all who had something to do have done it, or a good part of them, and it has looked for what
        // has arrived meanwhile.
        yield_now().await;
        let share = tally.since_last() / inner.messages_per_pass;
        if inner.rests() {
            return;
        }
        inner.give(inner.per_turn.max(share));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::task::JoinSet;

    use super::*;

    /// One beside which nothing goes on.
    fn few(per_turn: usize) -> Turnstile {
        Turnstile::new(per_turn, Arc::default(), 1)
    }

    #[tokio::test]
    async fn those_who_come_pass_in_their_order_and_a_few_in_a_turn() {
        let turnstile = few(3);
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
        let turnstile = few(2);
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
    async fn more_pass_where_others_have_sent_more() {
        let others = Arc::<Traffic>::default();
        let turnstile = Turnstile::new(2, Arc::clone(&others), 10);
        let passed = Arc::new(AtomicUsize::new(0));
        let mut coming = JoinSet::new();
        for _ in 0..50 {
            let (turnstile, passed) = (turnstile.clone(), Arc::clone(&passed));
            coming.spawn(async move {
                turnstile.passed().await;
                passed.fetch_add(1, Ordering::Relaxed);
            });
        }
        let mut n_passed_in_turns = Vec::new();
        for n_messages in [0, 0, 0, 19, 30, 300, 10_000] {
            (0..n_messages).for_each(|_| others.count());
            yield_now().await;
            n_passed_in_turns.push(passed.load(Ordering::Relaxed));
        }
        // Two find the way free; then two pass in a turn, and more where it is one for ten.
        assert_eq!(n_passed_in_turns, [2, 4, 6, 8, 11, 41, 50]);
        // What is left of a share of a thousand is for those who come in the same turn.
        yield_now().await;
        assert_eq!(turnstile.0.passes.available_permits(), 2);
    }

    #[tokio::test]
    async fn who_gives_up_waiting_is_in_nobodys_way() {
        let turnstile = few(1);
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
        let turnstile = few(1);
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
