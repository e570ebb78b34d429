//! A namespace whose handlers are closures.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use wigwag::DisconnectReason;
use wigwag::socket::{Auth, BoxFuture, Event, NamespaceHandler, Refusal, Socket};

use super::Journal;

type Admit = Box<dyn Fn(Socket, Auth) -> BoxFuture<Result<(), Refusal>> + Send + Sync>;
type On<T> = Box<dyn Fn(Socket, T) -> BoxFuture<()> + Send + Sync>;

/// The handlers of one namespace. Where a test names none, clients are admitted and nothing happens.
#[derive(Default)]
pub struct Handlers {
    connect: Option<Admit>,
    connected: Option<On<()>>,
    event: Option<On<Event>>,
    disconnecting: Option<On<DisconnectReason>>,
    disconnect: Option<On<DisconnectReason>>,
}

impl Handlers {
    /// Admits everybody and does nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes down what happens: `connected`, `event name args`, `disconnect reason`. Events are
    /// acknowledged with their own arguments.
    pub fn recording(journal: &Journal) -> Self {
        let (connected, event, disconnect) = (journal.clone(), journal.clone(), journal.clone());
        Self::new()
            .connected(move |_| {
                connected.write("connected");
                std::future::ready(())
            })
            .event(move |socket, received| {
                let args = received.args().json_list();
                event.write(format!("event {} {args}", received.name()).trim_end());
                echo(socket, received)
            })
            .disconnect(move |_, reason| {
                disconnect.write(format!("disconnect {reason}"));
                std::future::ready(())
            })
    }

    /// Admits clients or refuses them.
    #[must_use]
    pub fn connect<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(Socket, Auth) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), Refusal>> + Send + 'static,
    {
        self.connect = Some(Box::new(move |socket, auth| Box::pin(handler(socket, auth))));
        self
    }

    /// Runs when a client has been admitted.
    #[must_use]
    pub fn connected<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(Socket) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        self.connected = Some(Box::new(move |socket, ()| Box::pin(handler(socket))));
        self
    }

    /// Runs for each event.
    #[must_use]
    pub fn event<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(Socket, Event) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        self.event = Some(Box::new(move |socket, event| Box::pin(handler(socket, event))));
        self
    }

    /// Runs when a socket has left and still knows its rooms.
    #[must_use]
    pub fn disconnecting<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(Socket, DisconnectReason) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        self.disconnecting =
            Some(Box::new(move |socket, reason| Box::pin(handler(socket, reason))));
        self
    }

    /// Runs when a socket has left.
    #[must_use]
    pub fn disconnect<F, R>(mut self, handler: F) -> Self
    where
        F: Fn(Socket, DisconnectReason) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        self.disconnect = Some(Box::new(move |socket, reason| Box::pin(handler(socket, reason))));
        self
    }
}

impl NamespaceHandler for Handlers {
    fn connect(self: Arc<Self>, socket: Socket, auth: Auth) -> BoxFuture<Result<(), Refusal>> {
        match &self.connect {
            Some(connect) => connect(socket, auth),
            None => Box::pin(std::future::ready(Ok(()))),
        }
    }

    fn connected(self: Arc<Self>, socket: Socket) -> Option<BoxFuture<()>> {
        self.connected.as_ref().map(|connected| connected(socket, ()))
    }

    fn event(self: Arc<Self>, socket: Socket, event: Event) -> Option<BoxFuture<()>> {
        self.event.as_ref().map(|handler| handler(socket, event))
    }

    fn disconnecting(
        self: Arc<Self>,
        socket: Socket,
        reason: DisconnectReason,
    ) -> Option<BoxFuture<()>> {
        self.disconnecting.as_ref().map(|disconnecting| disconnecting(socket, reason))
    }

    fn disconnect(
        self: Arc<Self>,
        socket: Socket,
        reason: DisconnectReason,
    ) -> Option<BoxFuture<()>> {
        self.disconnect.as_ref().map(|disconnect| disconnect(socket, reason))
    }
}

impl fmt::Debug for Handlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handlers").finish_non_exhaustive()
    }
}

/// Acknowledges an event with its own arguments.
///
/// # Panics
/// When what came as JSON cannot be sent as JSON.
pub async fn echo(_socket: Socket, mut event: Event) {
    if let Some(ack) = event.take_ack() {
        ack.send(event.args()).expect("what came can be sent");
    }
}
