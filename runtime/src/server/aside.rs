//! Waiting for something beside the work that a task is mostly there for.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use pin_project_lite::pin_project;

pin_project! {
    /// A future that is looked at again only when it has asked for it, however often its task is woken for other reasons.
    ///
    /// Timers and watches are cheap to wait for and dear to ask: each look takes locks and registers a waker anew.
    pub(super) struct Aside<F> {
        #[pin]
        future: F,
        bell: Option<Arc<Bell>>,
    }
}

/// What the future rings to be looked at.
struct Bell {
    task: Waker,
    has_rung: AtomicBool,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.has_rung.store(true, Ordering::Release);
        self.task.wake_by_ref();
    }
}

impl<F> Aside<F> {
    pub(super) fn new(future: F) -> Self {
        Self { future, bell: None }
    }
}

impl<F: Future> Future for Aside<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let bell = match this.bell {
            Some(bell) if bell.task.will_wake(cx.waker()) => {
                if !bell.has_rung.swap(false, Ordering::Acquire) {
                    return Poll::Pending;
                }
                bell
            }
            // The first look, or one for another task: the future knows only the bell that it was shown last.
            bell => {
                let (task, has_rung) = (cx.waker().clone(), AtomicBool::new(false));
                bell.insert(Arc::new(Bell { task, has_rung }))
            }
        };
        let waker = Waker::from(Arc::clone(bell));
        this.future.poll(&mut Context::from_waker(&waker))
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::sync::atomic::AtomicUsize;

    use tokio::sync::Notify;

    use super::*;

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn waker() -> (Arc<Wakes>, Waker) {
        let wakes = Arc::<Wakes>::default();
        (Arc::clone(&wakes), wakes.into())
    }

    #[test]
    fn future_is_looked_at_when_it_has_asked_for_it() {
        let (notify, n_looks) = (Notify::new(), AtomicUsize::new(0));
        let mut notified = pin!(notify.notified());
        let mut aside = pin!(Aside::new(poll_fn(|cx| {
            n_looks.fetch_add(1, Ordering::Relaxed);
            notified.as_mut().poll(cx)
        })));
        let (wakes, waker) = waker();
        let mut cx = Context::from_waker(&waker);
        for _ in 0..3 {
            assert!(aside.as_mut().poll(&mut cx).is_pending());
        }
        assert_eq!(n_looks.load(Ordering::Relaxed), 1);
        notify.notify_waiters();
        assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
        assert!(aside.as_mut().poll(&mut cx).is_ready());
        assert_eq!(n_looks.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn future_that_changes_its_task_wakes_the_new_one() {
        let notify = Notify::new();
        let mut aside = pin!(Aside::new(notify.notified()));
        let (old, old_waker) = waker();
        assert!(aside.as_mut().poll(&mut Context::from_waker(&old_waker)).is_pending());
        let (new, new_waker) = waker();
        let mut cx = Context::from_waker(&new_waker);
        assert!(aside.as_mut().poll(&mut cx).is_pending());
        notify.notify_waiters();
        assert_eq!((old.0.load(Ordering::Relaxed), new.0.load(Ordering::Relaxed)), (0, 1));
        assert!(aside.as_mut().poll(&mut cx).is_ready());
    }
}
