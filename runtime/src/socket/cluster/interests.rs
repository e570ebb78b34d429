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
pub(super) struct Interests(Mutex<Known>);

#[derive(Default)]
struct Known {
    rooms: BTreeMap<Room, Receipt>,
    /// Whether the namespace has been removed. Another one may have its name since, and its rooms are not for those who still leave
    /// this one.
    is_closed: bool,
}

impl Interests {
    /// Somebody may have joined `room`.
    pub(super) fn joined(
        &self,
        room: &Room,
        is_inhabited: impl FnOnce() -> bool,
        add: impl FnOnce() -> Receipt,
    ) -> Joined {
        let mut known = lock(&self.0);
        // What could not be done may be possible by now.
        if let Some(receipt) = known.rooms.get(room)
            && !matches!(receipt.peek(), Some(Err(_)))
        {
            return Joined(Some(receipt.clone()));
        }
        if known.is_closed || !is_inhabited() {
            return Joined::ready();
        }
        let receipt = add();
        known.rooms.insert(room.clone(), receipt.clone());
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
        if known.rooms.contains_key(room) && !is_inhabited() {
            known.rooms.remove(room);
            remove();
        }
    }

    /// The namespace has been removed: `remove` is given each room that is left, and nothing is added or removed any more.
    pub(super) fn close(&self, remove: impl FnMut(&Room)) {
        let mut known = lock(&self.0);
        known.is_closed = true;
        std::mem::take(&mut known.rooms).keys().for_each(remove);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removed_namespace_takes_its_rooms_with_it_and_nothing_from_its_successor() {
        let interests = Interests::default();
        for name in ["a", "b"] {
            let _ = interests.joined(&name.into(), || true, Receipt::done);
        }
        let mut removed = Vec::new();
        interests.close(|room| removed.push(room.to_string()));
        assert_eq!(removed, ["a", "b"]);
        interests.left(&"a".into(), || false, || panic!("this is another's room by now"));
        let again = interests.joined(&"a".into(), || true, || panic!("this is nobody's room"));
        assert!(again.0.is_none());
    }

    #[test]
    fn room_of_which_the_server_could_not_hear_is_asked_for_again() {
        let (interests, room) = (Interests::default(), "a".into());
        let add = |receipt| interests.joined(&room, || true, || receipt).0.unwrap().peek();
        assert_eq!(add(Receipt::degraded(Degraded::Down)), Some(Err(Degraded::Down)));
        let (confirm, receipt) = Receipt::pending();
        assert_eq!(add(receipt), None);
        assert_eq!(add(Receipt::degraded(Degraded::Overflow)), None, "the answer may still come");
        confirm.done();
        assert_eq!(add(Receipt::degraded(Degraded::Overflow)), Some(Ok(())));
    }
}
