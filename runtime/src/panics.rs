//! Panics of the application, which end what it was asked to do and nothing else.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

/// Something of the application panicked; the panic's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Panicked(pub(crate) String);

/// Calls something of the application; a panic ends it and nothing else.
pub(crate) fn catching_panic<T>(call: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|payload| Panicked(words(&*payload)))
}

/// Runs a future of the application; a panic ends it and nothing else.
pub(crate) fn catching_panics<F: Future>(future: F) -> CatchingPanics<F> {
    CatchingPanics { future }
}

pin_project! {
    /// What [`catching_panics`] gives. It has room for the future once, where an `async fn` has it twice: as its argument, and where it runs.
    pub(crate) struct CatchingPanics<F> {
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for CatchingPanics<F> {
    type Output = Result<F::Output, Panicked>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match catching_panic(|| self.project().future.poll(cx)) {
            Ok(polled) => polled.map(Ok),
            Err(panicked) => Poll::Ready(Err(panicked)),
        }
    }
}

/// What `panic!` was called with, as far as it is text.
fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("without words").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_is_told_in_its_words() {
        let said = |call: fn()| catching_panic(call).map_err(|Panicked(words)| words);
        assert_eq!(said(|| {}), Ok(()));
        assert_eq!(said(|| panic!("oh")), Err("oh".to_owned()));
        assert_eq!(said(|| panic!("oh {}", 1)), Err("oh 1".to_owned()));
        assert_eq!(said(|| std::panic::panic_any(1)), Err("without words".to_owned()));
    }
}
