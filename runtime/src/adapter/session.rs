//! Sessions of clients in a store that all servers share.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Degraded, Emission, Receipt};
use crate::socket::BoxFuture;
use crate::{Room, SocketId};

/// Keeps the sessions of clients that were cut off, so that they can return to any server. See [`Adapter::sessions`](super::Adapter::sessions).
///
/// It is the place of stores that are to come: a server of this version keeps the sessions of its own clients, see
/// [`Config::connection_state_recovery`](crate::Config::connection_state_recovery), and asks no other.
pub trait Sessions: Send + Sync {
    /// Keeps a session until it is taken, or for as long as it says.
    fn save(&self, session: SavedSession) -> Receipt;

    /// Takes a session out: whoever asks first gets it, and nobody after that.
    ///
    /// With it comes what the session has missed since `offset`, complete and in order. A session of which that is not known is gone.
    ///
    /// # Errors
    /// When the store cannot be asked.
    fn take(
        &self,
        namespace: &str,
        pid: &str,
        offset: &str,
    ) -> BoxFuture<Result<Option<TakenSession>, Degraded>>;
}

/// A session that was taken out of the store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakenSession {
    /// What was saved.
    pub session: SavedSession,
    /// The events that it has missed, each with its offset.
    pub missed: Vec<Emission>,
}

/// The session of a client that was cut off.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSession {
    /// The namespace in which it was.
    pub namespace: String,
    /// The secret by which the client gets it back.
    pub pid: String,
    /// The socket's id.
    pub id: SocketId,
    /// The rooms that the socket was in, its own among them.
    pub rooms: Vec<Room>,
    /// The socket's data: the text of a JSON object.
    pub data: String,
    /// How long it is kept, in milliseconds.
    pub kept_for_ms: u64,
}

/// Without the secret.
impl fmt::Debug for SavedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedSession")
            .field("namespace", &self.namespace)
            .field("id", &self.id)
            .field("rooms", &self.rooms)
            .field("data", &self.data)
            .field("kept_for_ms", &self.kept_for_ms)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_is_not_shown() {
        let session = SavedSession {
            namespace: "/".to_owned(),
            pid: "secret".to_owned(),
            id: SocketId::from_bytes([b'a'; 20]),
            rooms: Vec::new(),
            data: "{}".to_owned(),
            kept_for_ms: 1000,
        };
        let taken = TakenSession { session, missed: Vec::new() };
        let shown = format!("{taken:?}");
        assert!(shown.contains("kept_for_ms: 1000") && !shown.contains("secret"), "{shown}");
    }
}
