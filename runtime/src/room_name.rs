//! Rooms that are values of a type.

#[cfg(feature = "server")]
use crate::Room;
use crate::template;

/// A type whose values name rooms: the `Room` of a contract. Derive it.
///
/// Each variant of the enum has a template, in which `{0}` or `{field}` stands for a field:
///
/// ```
/// # fn main() {
/// use wigwag::RoomName;
///
/// #[derive(Debug, PartialEq, RoomName)]
/// enum ChatRoom {
///     // Without an attribute: the variant in snake case, then the fields, with colons in between.
///     Lobby,
///     VipTable { row: u8, number: u8 },
///     #[room("t:{0}")]
///     Topic(String),
/// }
///
/// assert_eq!(ChatRoom::Lobby.room_name(), "lobby");
/// assert_eq!(ChatRoom::VipTable { row: 1, number: 7 }.room_name(), "vip_table:1:7");
/// assert_eq!(ChatRoom::Topic("cats: 100%".to_owned()).room_name(), "t:cats: 100%25");
///
/// assert_eq!(ChatRoom::from_room_name("vip_table:1:7"), Some(ChatRoom::VipTable { row: 1, number: 7 }));
/// assert_eq!(ChatRoom::from_room_name("somewhere"), None);
/// # }
/// ```
///
/// A field is of any type that is [`Display`](std::fmt::Display) and [`FromStr`](std::str::FromStr).
///
/// # Names are unambiguous
///
/// Two values whose fields are written differently never name the same room. In the text of a field, `%` and the character that
/// follows the field in the template are percent-encoded. Templates of which one could begin as another does are refused by the
/// compiler, and so are those that could make the id of a socket, which names a room too: text from a user can be a field.
#[diagnostic::on_unimplemented(
    message = "the values of `{Self}` do not name rooms",
    label = "this type needs `wigwag::RoomName`",
    note = "add `#[derive(wigwag::RoomName)]` to `{Self}`"
)]
pub trait RoomName: Sized {
    /// The name of the room.
    fn room_name(&self) -> String;

    /// The value that names this room; `None` for the rooms of others, such as those that sockets' ids name.
    fn from_room_name(name: &str) -> Option<Self>;

    /// The room, for what takes rooms without types.
    #[cfg(feature = "server")]
    fn to_room(&self) -> Room {
        Room::from(self.room_name())
    }

    /// The value that names this room, such as one of [`Socket::rooms`](crate::Socket::rooms); `None` for the rooms of others.
    #[cfg(feature = "server")]
    fn from_room(room: &Room) -> Option<Self> {
        Self::from_room_name(room.as_str())
    }
}

/// Writes a room's name: the fields between the fixed parts of the template.
pub fn write_room<const N: usize>(fixed: &[&str], fields: &[String; N]) -> String {
    template::write(fixed, fields)
}

/// The fields of a room's name, as text.
pub fn read_room<const N: usize>(fixed: &[&str], name: &str) -> Option<[String; N]> {
    template::read(fixed, name)
}

/// The value that was read from `name`, if it is written so and not only read so: `topic:07` is no name of topic 7.
pub fn exact_room<R: RoomName>(room: R, name: &str) -> Option<R> {
    (room.room_name() == name).then_some(room)
}
