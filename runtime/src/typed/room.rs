//! What names a room of a contract.

use crate::contract::{AnyRooms, Faulty, TypedRooms};
use crate::socket::Room;
use crate::{Contract, RoomName, SocketId};

/// Something that names a room in the namespace of the contract `N`.
///
/// Where the contract has `type Room = …;`, that is a value of this type, or a reference to one; or a [`SocketId`], which names the
/// room that only this socket is in. Without it, it is everything that can be a [`Room`]: a text, or a socket's id.
///
/// Other rooms than those of the contract are reached without types: `cx.socket().untyped()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name a room of this contract",
    label = "not the `Room` of the contract",
    note = "give a value of the type that the contract has as `type Room = …;`, or a `SocketId`",
    note = "other rooms are reached without types: `.untyped()`"
)]
pub trait IntoRoom<N> {
    /// The room.
    fn into_room(self) -> Room;
}

#[diagnostic::do_not_recommend]
impl<N: Contract, T> IntoRoom<N> for T
where
    N::Rooms: Names<T>,
{
    fn into_room(self) -> Room {
        N::Rooms::room(self)
    }
}

/// How a contract's rooms are named by a `T`.
pub trait Names<T> {
    /// The room that is named so.
    fn room(name: T) -> Room;
}

impl<T: Into<Room>> Names<T> for AnyRooms {
    fn room(name: T) -> Room {
        name.into()
    }
}

impl<R: RoomName> Names<R> for TypedRooms<R> {
    fn room(name: R) -> Room {
        name.to_room()
    }
}

impl<R: RoomName> Names<&R> for TypedRooms<R> {
    fn room(name: &R) -> Room {
        name.to_room()
    }
}

impl<R: RoomName> Names<SocketId> for TypedRooms<R> {
    fn room(name: SocketId) -> Room {
        name.into()
    }
}

impl<T> Names<T> for Faulty {
    fn room(_: T) -> Room {
        unreachable!("a contract with faults does not compile")
    }
}
