//! Which rooms of a namespace the other servers have to tell this one about.

use std::collections::BTreeMap;
use std::fmt;
use std::future::IntoFuture;
use std::sync::Mutex;

use crate::Room;
use crate::adapter::{Degraded, Receipt};
use crate::socket::BoxFuture;
use crate::sync::lock;

/// That a socket has joined a room. On this server it has at once. Awaited, it says when the events of other servers reach the socket
/// as well; dropped, it changes nothing.
///
/// Without an adapter, and where the room is known to the others already, it is ready at once.
///
/// ```
/// # async fn example(socket: wigwag::socket::Socket) {
/// if let Err(why) = socket.join("lobby").await {
///     // The socket is in the room, and may miss what other servers send there.
///     eprintln!("{why}");
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Joined(Option<Receipt>);

impl Joined {
    /// There is nothing to wait for.
    pub(in crate::socket) const fn ready() -> Self {
        Self(None)
    }
}

/// A socket of another server joins when that one is told.
impl From<Receipt> for Joined {
    fn from(receipt: Receipt) -> Self {
        Self(Some(receipt))
    }
}

impl IntoFuture for Joined {
    /// # Errors
    /// When this server cannot hear of the room at the moment.
    type Output = Result<(), Degraded>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.0.unwrap_or(Receipt::done()).into_future()
    }
}

impl fmt::Debug for Joined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Joined").field(&self.0).finish()
    }
}

/// The rooms that the adapter has been told of.
///
/// Whoever changes who is in a room compares afterwards, one after the other. So the last of them leaves the adapter with what is true,
/// whatever came in between.
#[derive(Default)]
pub(super) struct Interests(Mutex<BTreeMap<Room, Receipt>>);

impl Interests {
    /// Somebody may have joined `room`.
    pub(super) fn joined(
        &self,
        room: &Room,
        is_inhabited: impl FnOnce() -> bool,
        add: impl FnOnce() -> Receipt,
    ) -> Joined {
        let mut known = lock(&self.0);
        if let Some(receipt) = known.get(room) {
            return Joined(Some(receipt.clone()));
        }
        if !is_inhabited() {
            return Joined::ready();
        }
        let receipt = add();
        known.insert(room.clone(), receipt.clone());
        Joined(Some(receipt))
    }

    /// Somebody may have left `room`.
    pub(super) fn left(
        &self,
        room: &Room,
        is_inhabited: impl FnOnce() -> bool,
        remove: impl FnOnce(),
    ) {
        let mut known = lock(&self.0);
        if known.contains_key(room) && !is_inhabited() {
            known.remove(room);
            remove();
        }
    }
}
