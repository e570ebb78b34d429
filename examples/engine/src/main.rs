//! Engine.IO alone: whatever a client sends, all others get.

use std::collections::HashMap;
use std::error::Error;
use std::io::{Write as _, stdout};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;
use wigwag::Config;
use wigwag::engine::{CloseReason, Connection, EngineServer, Message, SessionHandler};

/// Everybody who is here, by the secret id of the session.
#[derive(Clone, Default)]
struct Room(Arc<Mutex<HashMap<String, Connection>>>);

impl Room {
    fn members(&self) -> MutexGuard<'_, HashMap<String, Connection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One client.
struct Member {
    connection: Connection,
    room: Room,
}

impl Member {
    fn enter(room: &Room, connection: Connection) -> Self {
        room.members().insert(connection.id().to_owned(), connection.clone());
        connection.send("welcome");
        Self { connection, room: room.clone() }
    }
}

impl SessionHandler for Member {
    fn message(&mut self, message: Message) {
        for (id, other) in self.room.members().iter() {
            if id != self.connection.id() {
                // Sending never waits. Who reads too slowly is closed when too much waits for it.
                other.send(&message);
            }
        }
    }

    fn closed(&mut self, _reason: CloseReason) {
        self.room.members().remove(self.connection.id());
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let room = Room::default();
    let config = Config::new().path("/engine.io");
    let engine =
        EngineServer::new(config, move |connection, _handshake| Member::enter(&room, connection))?;
    let listener = TcpListener::bind(address).await?;
    writeln!(stdout(), "listening on http://{}", listener.local_addr()?)?;
    engine.serve_listener(listener).await;
    Ok(())
}
