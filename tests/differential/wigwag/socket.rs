//! The applications over Socket.IO, as in `reference.mjs`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use wigwag::socket::{Auth, BoxFuture, DisconnectReason, Event, NamespaceHandler, Refusal, Socket};
use wigwag::{Binary, SocketId};

use super::reasons::Reasons;

/// A Socket.IO application: an echo, and a few events that ask for more.
pub(super) struct Talk {
    /// What those presented who are not connected yet.
    presented: Mutex<HashMap<SocketId, Auth>>,
    reasons: Reasons,
}

impl Talk {
    pub(super) fn new(reasons: Reasons) -> Self {
        Self { presented: Mutex::default(), reasons }
    }

    fn presented(&self) -> MutexGuard<'_, HashMap<SocketId, Auth>> {
        self.presented.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl NamespaceHandler for Talk {
    fn connect(self: Arc<Self>, socket: Socket, auth: Auth) -> BoxFuture<Result<(), Refusal>> {
        if socket.namespace_name() == "/auth" {
            self.presented().insert(socket.id(), auth);
        }
        Box::pin(async { Ok(()) })
    }

    fn connected(self: Arc<Self>, socket: Socket) -> Option<BoxFuture<()>> {
        let auth = self.presented().remove(&socket.id())?;
        socket.emit("auth", &(auth.read::<Box<RawValue>>().ok(),));
        None
    }

    fn event(self: Arc<Self>, socket: Socket, mut event: Event) -> Option<BoxFuture<()>> {
        match event.name() {
            "leave" => socket.disconnect(),
            "bye" => socket.disconnect_client(),
            "burst" => ["one", "two", "three"].iter().for_each(|name| socket.emit(name, &())),
            "binary" => socket.emit("binary", &(Binary::from(vec![1, 2, 3]),)),
            // A task of its own, as the reference's callback is: the next event does not wait for the answer.
            "ask" => _ = tokio::spawn(ask(socket)),
            "count" => {
                let list = format!("[{}]", event.args().json_list());
                let count = serde_json::from_str::<Vec<IgnoredAny>>(&list).map(|list| list.len());
                match event.take_ack() {
                    Some(ack) => _ = ack.send(&(count.ok(),)),
                    None => socket.emit("count", &(count.ok(),)),
                }
            }
            "echo" => match event.take_ack() {
                // What came as JSON can be sent as JSON.
                Some(ack) => _ = ack.send(event.args()),
                None => socket.emit("echo", event.args()),
            },
            _ => {}
        }
        None
    }

    fn disconnect(
        self: Arc<Self>,
        socket: Socket,
        reason: DisconnectReason,
    ) -> Option<BoxFuture<()>> {
        self.reasons.ended(&socket.id().to_string(), reason.to_string());
        None
    }
}

async fn ask(socket: Socket) {
    if let Ok(answer) = socket.emit_with_ack::<Value, _>("ask", &()).await {
        socket.emit("asked", &(answer,));
    }
}

/// Admits nobody, and says why when it is asked for that.
pub(super) struct Refuse;

impl NamespaceHandler for Refuse {
    fn connect(self: Arc<Self>, _socket: Socket, auth: Auth) -> BoxFuture<Result<(), Refusal>> {
        let refusal = Refusal::new("refused");
        let auth = auth.read::<Value>().unwrap_or_default();
        let refusal = match auth.get("why") {
            Some(why) => refusal.with_data(json!({ "why": why })),
            None => refusal,
        };
        Box::pin(async { Err(refusal) })
    }

    fn event(self: Arc<Self>, _socket: Socket, _event: Event) -> Option<BoxFuture<()>> {
        None
    }
}

/// Never makes up its mind.
pub(super) struct Never;

impl NamespaceHandler for Never {
    fn connect(self: Arc<Self>, _socket: Socket, _auth: Auth) -> BoxFuture<Result<(), Refusal>> {
        Box::pin(std::future::pending())
    }

    fn event(self: Arc<Self>, _socket: Socket, _event: Event) -> Option<BoxFuture<()>> {
        None
    }
}
