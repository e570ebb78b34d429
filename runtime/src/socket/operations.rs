//! What can be done to everybody in a namespace or a family: short for what [`everybody`](Namespace::everybody) can do.

use serde::de::DeserializeOwned;

use super::{AckStream, Broadcast, Family, FetchedSockets, Namespace, Room};
use crate::adapter::Receipt;
use crate::codec::ToArgs;

macro_rules! impl_operations {
    ($($target:ty)*) => { $(
        impl $target {
            /// Everybody but those in any of `rooms`. See [`Broadcast::except_any`].
            pub fn except_any<R: Into<Room>>(&self, rooms: impl IntoIterator<Item = R>) -> Broadcast {
                self.everybody().except_any(rooms)
            }

            /// Everybody who is connected to this server. See [`Broadcast::local`].
            pub fn local(&self) -> Broadcast {
                self.everybody().local()
            }

            /// Sends the event `message` to everybody. See [`Broadcast::send`].
            pub fn send<A: ToArgs + ?Sized>(&self, args: &A) {
                self.everybody().send(args);
            }

            /// Sends an event that everybody has to acknowledge. See [`Broadcast::emit_with_ack`].
            pub fn emit_with_ack<T, A>(&self, event: &str, args: &A) -> AckStream<T>
            where
                T: DeserializeOwned,
                A: ToArgs + ?Sized,
            {
                self.everybody().emit_with_ack(event, args)
            }

            /// Finds everybody, on this server and on the others. See [`Broadcast::fetch_sockets`].
            ///
            /// # Cancel safety
            /// As there.
            pub async fn fetch_sockets(&self) -> FetchedSockets {
                self.everybody().fetch_sockets().await
            }

            /// Has everybody join `room`. See [`Broadcast::sockets_join`].
            pub fn sockets_join(&self, room: impl Into<Room>) -> Receipt {
                self.everybody().sockets_join(room)
            }

            /// Has everybody leave `room`. See [`Broadcast::sockets_leave`].
            pub fn sockets_leave(&self, room: impl Into<Room>) -> Receipt {
                self.everybody().sockets_leave(room)
            }

            /// Removes everybody from the namespace. See [`Broadcast::disconnect_sockets`].
            pub fn disconnect_sockets(&self, close: bool) -> Receipt {
                self.everybody().disconnect_sockets(close)
            }
        }
    )* };
}

impl_operations!(Namespace Family);
