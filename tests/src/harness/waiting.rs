//! Which requests the server has taken: the only way for a test to know that a GET is pending.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use tokio::sync::watch;
use tower::{Layer, Service};

/// Counts the requests that wait for an answer of the service below.
#[derive(Debug, Clone)]
pub(super) struct WaitingLayer(watch::Sender<usize>);

impl WaitingLayer {
    pub(super) fn new() -> (Self, watch::Receiver<usize>) {
        let (sender, receiver) = watch::channel(0);
        (Self(sender), receiver)
    }
}

impl<S> Layer<S> for WaitingLayer {
    type Service = Waiting<S>;

    fn layer(&self, inner: S) -> Waiting<S> {
        Waiting { inner, count: self.0.clone() }
    }
}

#[derive(Clone)]
pub(super) struct Waiting<S> {
    inner: S,
    count: watch::Sender<usize>,
}

impl<S, R> Service<R> for Waiting<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let answer = self.inner.call(request);
        let count = self.count.clone();
        Box::pin(async move {
            let mut answer = pin!(answer);
            let mut one = None;
            poll_fn(|cx| {
                let polled = answer.as_mut().poll(cx);
                if polled.is_pending() {
                    // What has been polled once has reached its session.
                    one.get_or_insert_with(|| One::added_to(count.clone()));
                }
                polled
            })
            .await
        })
    }
}

/// One waiting request, which may also be given up.
struct One(watch::Sender<usize>);

impl One {
    fn added_to(count: watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count)
    }
}

impl Drop for One {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl<S> fmt::Debug for Waiting<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").field("count", &*self.count.borrow()).finish_non_exhaustive()
    }
}
