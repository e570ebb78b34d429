//! What an application is made of.

use std::collections::HashMap;
use std::future::{Future, ready};

use serde_json::Value;
use wigwag::socket::{BoxFuture, Event, Socket};
use wigwag::{Builder, EncodeError, Io, ToArgs};

use super::values::args_of;

/// An application: a server that is not started yet, and what it can be told to do.
pub(super) struct Application {
    pub(super) builder: Builder,
    pub(super) operations: Operations,
}

/// What an application can be told to do, by name.
#[derive(Default)]
pub(super) struct Operations(HashMap<&'static str, Operation>);

type Operation = Box<dyn Fn(Io, Vec<Value>) -> BoxFuture<Option<Value>> + Send + Sync>;

impl Operations {
    /// Adds an operation that takes a moment.
    pub(super) fn asking<F, R>(mut self, name: &'static str, operation: F) -> Self
    where
        F: Fn(Io, Vec<Value>) -> R + Send + Sync + 'static,
        R: Future<Output = Value> + Send + 'static,
    {
        self.0.insert(
            name,
            Box::new(move |io, args| {
                let result = operation(io, args);
                Box::pin(async move { Some(result.await) })
            }),
        );
        self
    }

    /// Adds an operation that is done at once, and says nothing.
    pub(super) fn doing(
        mut self,
        name: &'static str,
        operation: impl Fn(Io, Vec<Value>) + Send + Sync + 'static,
    ) -> Self {
        self.0.insert(
            name,
            Box::new(move |io, args| {
                operation(io, args);
                Box::pin(ready(None))
            }),
        );
        self
    }

    /// Adds an operation that knows its answer.
    pub(super) fn telling(
        self,
        name: &'static str,
        operation: impl Fn(Io, Vec<Value>) -> Value + Send + Sync + 'static,
    ) -> Self {
        self.asking(name, move |io, args| ready(operation(io, args)))
    }

    pub(super) fn call(
        &self,
        name: &str,
        io: &Io,
        args: Vec<Value>,
    ) -> Option<BoxFuture<Option<Value>>> {
        Some(self.0.get(name)?(io.clone(), args))
    }
}

/// The text at a place among arguments; empty when there is none.
pub(super) fn text(args: &[Value], at: usize) -> &str {
    args.get(at).and_then(Value::as_str).unwrap_or_default()
}

/// The number at a place among arguments; 0 when there is none.
pub(super) fn number(args: &[Value], at: usize) -> u64 {
    args.get(at).and_then(Value::as_u64).unwrap_or_default()
}

/// How many sockets are in the namespace that the first argument names.
pub(super) fn size(io: &Io, args: &[Value]) -> Value {
    io.namespace(text(args, 0)).map(|namespace| namespace.len()).into()
}

/// Acknowledges an event, if the client asked for it.
pub(super) fn answer(event: &Event, args: &(impl ToArgs + ?Sized)) -> Result<(), EncodeError> {
    event.ack().map_or(Ok(()), |ack| ack.send(args))
}

/// Answers round trips.
pub(super) fn fence(socket: &Socket) {
    socket.on("fence", |_, event| async move { answer(&event, &()) });
}

/// Emits to a socket what was asked for: a name, and the arguments behind it.
pub(super) fn emit_to(socket: &Socket, named: &[Value]) {
    socket.emit(text(named, 0), &args_of(named.get(1..).unwrap_or_default()));
}
