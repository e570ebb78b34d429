//! A namespace without a contract.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::value::RawValue;
use wigwag::{
    SocketId,
    socket::{Auth, BoxFuture, DisconnectReason, Event, NamespaceHandler, Refusal, Socket},
};

/// The official Socket.IO suite listens for one WebSocket message after the other and misses a second
/// one that comes in the same segment. The reference writes each packet on its own; wigwag writes
/// together what is ready together.
const PAUSE: Duration = Duration::from_millis(5);

/// Sends everything back: to a client that connects its auth object as `auth`, to `message` a
/// `message-back` with the same arguments, to `message-with-ack` an acknowledgement with them.
#[derive(Debug, Default)]
pub struct Untyped {
    /// What clients presented that are not connected yet.
    presented: Mutex<HashMap<SocketId, Auth>>,
}

impl Untyped {
    fn presented(&self) -> MutexGuard<'_, HashMap<SocketId, Auth>> {
        self.presented.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl NamespaceHandler for Untyped {
    fn connect(self: Arc<Self>, socket: Socket, auth: Auth) -> BoxFuture<Result<(), Refusal>> {
        self.presented().insert(socket.id(), auth);
        Box::pin(async { Ok(()) })
    }

    fn connected(self: Arc<Self>, socket: Socket) -> Option<BoxFuture<()>> {
        let auth = self.presented().remove(&socket.id())?.read::<Box<RawValue>>().ok()?;
        Some(Box::pin(async move {
            if socket.handshake().query("transport").as_deref() == Some("websocket") {
                tokio::time::sleep(PAUSE).await;
            }
            socket.emit("auth", &(auth,));
        }))
    }

    fn event(self: Arc<Self>, socket: Socket, mut event: Event) -> Option<BoxFuture<()>> {
        match event.name() {
            "message" => socket.emit("message-back", event.args()),
            "message-with-ack" => {
                if let Some(ack) = event.take_ack() {
                    // What came as JSON can be sent as JSON.
                    let _ = ack.send(event.args());
                }
            }
            _ => {}
        }
        None
    }

    fn disconnect(
        self: Arc<Self>,
        socket: Socket,
        _reason: DisconnectReason,
    ) -> Option<BoxFuture<()>> {
        self.presented().remove(&socket.id());
        None
    }
}
