//! Closures of the application as listeners.

use std::fmt::Display;
use std::future::Future;
use std::sync::{Arc, Mutex};

use crate::socket::handler::BoxFuture;
use crate::socket::{DisconnectReason, Event, Socket};
use crate::sync::lock;

/// What listeners return: nothing, or a `Result` whose error goes to the hooks for errors, see [`Socket::on_error`]. The client is told
/// nothing of it.
pub trait HandlerResult: sealed::HandlerResult {}

impl HandlerResult for () {}
impl<E: Display> HandlerResult for Result<(), E> {}

mod sealed {
    use std::fmt::Display;

    pub trait HandlerResult {
        /// The error in its own words.
        fn into_result(self) -> Result<(), String>;
    }

    impl HandlerResult for () {
        fn into_result(self) -> Result<(), String> {
            Ok(())
        }
    }

    impl<E: Display> HandlerResult for Result<(), E> {
        fn into_result(self) -> Result<(), String> {
            self.map_err(|error| error.to_string())
        }
    }
}

/// What is left to do for a listener that was called.
pub(in crate::socket) type Handling = BoxFuture<Result<(), String>>;

/// Handles an event of the client.
pub(in crate::socket) type EventListener = Arc<dyn Fn(Socket, Event) -> Handling + Send + Sync>;

/// Handles the end of the socket.
pub(in crate::socket) type LeavingListener =
    Box<dyn FnOnce(Socket, DisconnectReason) -> Handling + Send>;

pub(super) fn event_listener<F, R>(listener: F) -> EventListener
where
    F: Fn(Socket, Event) -> R + Send + Sync + 'static,
    R: Future<Output: HandlerResult> + Send + 'static,
{
    Arc::new(move |socket, event| handling(listener(socket, event)))
}

/// A listener that gives up what it holds when it is called.
pub(super) fn once_listener<F, R>(listener: F) -> EventListener
where
    F: FnOnce(Socket, Event) -> R + Send + 'static,
    R: Future<Output: HandlerResult> + Send + 'static,
{
    let listener = Mutex::new(Some(listener));
    Arc::new(move |socket, event| {
        let listener = lock(&listener).take();
        match listener {
            Some(listener) => handling(listener(socket, event)),
            None => Box::pin(std::future::ready(Ok(()))),
        }
    })
}

pub(super) fn leaving_listener<F, R>(listener: F) -> LeavingListener
where
    F: FnOnce(Socket, DisconnectReason) -> R + Send + 'static,
    R: Future<Output: HandlerResult> + Send + 'static,
{
    Box::new(move |socket, reason| handling(listener(socket, reason)))
}

/// What something that was handled came to.
pub(in crate::socket) fn outcome(result: impl HandlerResult) -> Result<(), String> {
    result.into_result()
}

fn handling<R: Future<Output: HandlerResult> + Send + 'static>(running: R) -> Handling {
    Box::pin(async move { outcome(running.await) })
}
