//! What can be done to everybody in a namespace or a family: short for what [`everybody`](Namespace::everybody) can do.

use std::time::Duration;

use serde::de::DeserializeOwned;

use super::scope::Scope;
use super::{AckStream, Broadcast, Family, FetchedSockets, Namespace, NodeAnswers, Room, Socket};
use crate::adapter::Receipt;
use crate::codec::{Args, EncodeError, ToArgs};

macro_rules! impl_operations {
    ($($target:ty)*) => { $(
        impl $target {
            /// Everybody who is connected to this server right now.
            pub fn sockets(&self) -> Vec<Socket> {
                self.everybody().sockets()
            }

            /// Everybody in `room`; a room of a family is the rooms of that name in each of its namespaces.
            pub fn to(&self, room: impl Into<Room>) -> Broadcast {
                self.everybody().to(room)
            }

            /// Everybody in one of `rooms`; nobody when there is none.
            pub fn to_any<R: Into<Room>>(&self, rooms: impl IntoIterator<Item = R>) -> Broadcast {
                self.everybody().to_any(rooms)
            }

            /// Everybody but those in `room`.
            pub fn except(&self, room: impl Into<Room>) -> Broadcast {
                self.everybody().except(room)
            }

            /// Everybody, dropping what cannot be written right now. The reference's `volatile`.
            pub fn volatile(&self) -> Broadcast {
                self.everybody().volatile()
            }

            /// Everybody, saying whether what is sent is worth compressing. The reference's `compress`.
            pub fn compress(&self, compress: bool) -> Broadcast {
                self.everybody().compress(compress)
            }

            /// Everybody, giving up on acknowledgements after `timeout`.
            pub fn timeout(&self, timeout: Duration) -> Broadcast {
                self.everybody().timeout(timeout)
            }

            /// Sends an event to everybody. See [`Socket::emit`].
            pub fn emit<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
                self.everybody().emit(event, args);
            }

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

            /// Sends an event to the programs of all other servers, never to this one: to those who
            /// [listen](Namespace::on_server_side) to it in a namespace or a family of this name. The receipt says when it is on its way.
            /// The reference's `serverSideEmit`.
            ///
            /// Without an adapter there are no others, and nothing happens.
            ///
            /// ```
            /// # fn example(namespace: wigwag::socket::Namespace) -> Result<(), wigwag::EncodeError> {
            /// namespace.server_side_emit("filters:reload", &(7,))?;
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            /// When an argument cannot be serialized, or when the event has one of the names that the reference keeps for itself:
            /// `connect`, `connection`, `new_namespace`.
            pub fn server_side_emit<A: ToArgs + ?Sized>(
                &self,
                event: &str,
                args: &A,
            ) -> Result<Receipt, EncodeError> {
                Scope::from(self.clone()).server_side_emit(event, &args)
            }

            /// As [`server_side_emit`](Self::server_side_emit), and waits for the first argument of what each program answers. The
            /// reference's `serverSideEmitWithAck`.
            ///
            /// # Errors
            /// As [`server_side_emit`](Self::server_side_emit).
            pub fn server_side_emit_with_ack<T, A>(
                &self,
                event: &str,
                args: &A,
            ) -> Result<NodeAnswers<T>, EncodeError>
            where
                T: DeserializeOwned,
                A: ToArgs + ?Sized,
            {
                Scope::from(self.clone()).server_side_ask(event, &args, Args::read_first)
            }
        }
    )* };
}

impl_operations!(Namespace Family);
