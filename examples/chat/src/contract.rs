//! The contract: every event that travels between the page and the server, and what it carries.
//!
//! `cargo xtask gen-ts` turns this file into `api/asyncapi.json`, `api/schema.json` and the page's
//! `client/src/api.gen.ts`.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wigwag::{Binary, RoomName, socket_events};

wigwag::api! {
    /// Everything that this program offers to its clients.
    pub fn api() -> Api {
        title: "wigwag chat",
        version: env!("CARGO_PKG_VERSION"),
        [chat::Ns]
    }
}

wigwag::contract_test!(
    api,
    asyncapi = "examples/chat/api/asyncapi.json",
    schema = "examples/chat/api/schema.json",
    typescript = "examples/chat/client/src/api.gen.ts",
);

/// A chat with rooms, private messages and images.
#[socket_events(namespace = "/chat", version = "1.0.0")]
pub trait Chat {
    type Auth = Credentials;
    type Reject = Refusal;
    type Room = Channel;

    /// Ask for what a page needs to begin: the server's limits and its rooms.
    #[event("session:start")]
    async fn start(&self, cx: chat::Cx<Self>) -> Welcome;

    /// Enter a room, which is created when it does not exist. Entering it again is no error.
    #[event("room:join")]
    async fn join_room(&self, cx: chat::Cx<Self>, room: String) -> Result<Joined, JoinError>;

    /// Leave a room.
    #[event("room:leave")]
    async fn leave_room(&self, cx: chat::Cx<Self>, room: String) -> Result<(), LeaveError>;

    /// Post a text to a room.
    #[event("message:send", rate = "20/s", max_bytes = "64 KiB")]
    async fn send(&self, cx: chat::Cx<Self>, message: NewMessage) -> Result<Message, SendError>;

    /// Post an image to a room.
    #[event("image:send")]
    async fn send_image(&self, cx: chat::Cx<Self>, image: NewImage) -> Result<Message, ImageError>;

    /// Fetch the bytes of an image that was posted to a room of yours.
    #[event("image:get")]
    async fn image(&self, cx: chat::Cx<Self>, image: u64) -> Result<Binary, ImageGone>;

    /// Send a text to one person.
    #[event("direct:send")]
    async fn send_direct(
        &self,
        cx: chat::Cx<Self>,
        message: NewDirect,
    ) -> Result<DirectMessage, DirectError>;

    /// Let the room know that you are typing.
    #[event(rate = "20/s")]
    async fn typing(&self, cx: chat::Cx<Self>, room: String);

    /// A message was posted to a room of yours by somebody else.
    #[to_client]
    fn message(message: &Message);

    /// The rooms of the server, after each change.
    #[to_client("room:list")]
    fn room_list(rooms: &RoomList);

    /// Who is in a room of yours, after each change.
    #[to_client("room:members")]
    fn room_members(members: &Members);

    /// Somebody is typing in a room of yours.
    #[to_client("typing", volatile)]
    fn is_typing(room: &str, nickname: &str);

    /// Somebody wrote to you alone.
    #[to_client("direct:message")]
    fn direct(message: &DirectMessage);

    /// How far away the members of a room of yours are, every few seconds.
    #[to_client("room:latencies", volatile)]
    fn latencies(room: &str, latencies: &[Latency]);

    /// Another connection took over your nickname with your key; this one ends.
    #[to_client("session:replaced")]
    fn replaced();

    /// Answer with the same number at once: the server measures how long that takes.
    #[to_client]
    async fn probe(nonce: u32) -> u32;
}

/// The Socket.IO room of a chat room, by its name: `channel:lobby`.
#[derive(Debug, RoomName)]
pub struct Channel(pub String);

/// How a client introduces itself.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// Letters, digits, `_`, `-` and `.`; upper and lower case make no difference.
    pub nickname: String,
    /// A secret that the client made up. A connection with the same nickname and key replaces the
    /// earlier one, so that a client whose line broke need not wait until the server has noticed.
    pub key: Option<String>,
}

/// Why a client is not let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Refusal {
    /// The nickname is empty, too long or has other characters than allowed.
    InvalidNickname {
        /// The longest nickname, in characters.
        chars_max: usize,
    },
    /// The key is too long.
    InvalidKey {
        /// The longest key, in characters.
        chars_max: usize,
    },
    /// Somebody else has this nickname.
    NicknameTaken,
    /// Too many people are here.
    ServerFull,
}

/// What a page needs to begin.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    /// The nickname as the server spells it.
    pub nickname: String,
    /// What the server accepts at most.
    pub limits: Limits,
    /// The rooms that exist.
    pub rooms: RoomList,
}

/// What the server accepts at most, where a page has to know it before it sends anything.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// The largest image, in bytes.
    pub image_bytes_max: usize,
    /// The longest description of an image, in characters.
    pub image_alt_chars_max: usize,
}

/// All rooms, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomList {
    /// Grows with each change: of two lists, the one with the greater number is the newer.
    pub revision: u64,
    /// The rooms.
    pub rooms: Vec<RoomSummary>,
}

/// One room of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomSummary {
    /// The room's name.
    pub name: String,
    /// How many people are in it. A room without members keeps its history.
    pub member_count: usize,
}

/// Who is in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Members {
    /// The room.
    pub room: String,
    /// Grows with each change: of two lists, the one with the greater number is the newer.
    pub revision: u64,
    /// The members, by name.
    pub nicknames: Vec<String>,
}

/// What a client is given when it enters a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Joined {
    /// Who is in the room, the newcomer included.
    pub members: Members,
    /// The last messages, oldest first.
    pub history: Vec<Arc<Message>>,
}

/// Why somebody cannot enter a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum JoinError {
    /// Another connection has taken over your nickname.
    SignedOut,
    /// The name is empty, too long or has other characters than lower-case letters, digits, `_` and
    /// `-`.
    InvalidRoomName {
        /// The longest name, in characters.
        chars_max: usize,
    },
    /// The room has no place left.
    RoomFull {
        /// How many people fit.
        members_max: usize,
    },
    /// No further room can be created now.
    TooManyRooms,
    /// You are in too many rooms: leave one first.
    TooManyJoined {
        /// How many rooms one person can be in.
        rooms_max: usize,
    },
}

/// Why somebody cannot leave a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase")]
pub enum LeaveError {
    /// You are not in this room.
    NotAMember,
}

/// One message of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Unique, also after the server was restarted; a later message has a greater number.
    pub id: u64,
    /// The room.
    pub room: String,
    /// The nickname of who posted it.
    pub author: String,
    /// When it was posted: milliseconds since 1970, UTC.
    pub sent_at: u64,
    /// What was posted.
    pub body: Body,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Body {
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// An image; its bytes are fetched with `image:get`.
    Image {
        /// Which image.
        id: u64,
        /// What the bytes are.
        format: ImageFormat,
        /// A description for those who cannot see it.
        alt: String,
    },
}

/// The image formats that are accepted, told by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImageFormat {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// Graphics Interchange Format.
    Gif,
    /// WebP.
    Webp,
}

/// A text for a room.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewMessage {
    /// The room.
    pub room: String,
    /// The text. Space around it is removed.
    pub text: String,
}

/// Why a text is not posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SendError {
    /// You are not in this room.
    NotAMember,
    /// There is no text.
    Empty,
    /// The text is too long.
    TooLong {
        /// The longest text, in characters.
        chars_max: usize,
    },
}

/// An image for a room.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewImage {
    /// The room.
    pub room: String,
    /// A description for those who cannot see it.
    pub alt: String,
    /// The file.
    pub bytes: Binary,
}

/// Why an image is not posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ImageError {
    /// You are not in this room.
    NotAMember,
    /// The file is too large.
    TooLarge {
        /// The largest file, in bytes.
        bytes_max: usize,
    },
    /// The file is none of PNG, JPEG, GIF and WebP.
    UnknownFormat,
    /// The description is too long.
    AltTooLong {
        /// The longest description, in characters.
        chars_max: usize,
    },
}

/// Why an image cannot be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase")]
pub enum ImageGone {
    /// It is no longer kept, or it is in none of your rooms.
    NotKept,
}

/// A text for one person.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewDirect {
    /// The nickname of who shall read it.
    pub to: String,
    /// The text. Space around it is removed.
    pub text: String,
}

/// A private message. The server does not keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DirectMessage {
    /// Unique, in one sequence with the messages of rooms.
    pub id: u64,
    /// The nickname of who wrote it.
    pub from: String,
    /// The nickname of who reads it.
    pub to: String,
    /// When it was sent: milliseconds since 1970, UTC.
    pub sent_at: u64,
    /// The text.
    pub text: String,
}

/// Why a private message is not delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DirectError {
    /// Nobody with this nickname is here.
    NotHere,
    /// This is your own nickname.
    ToYourself,
    /// There is no text.
    Empty,
    /// The text is too long.
    TooLong {
        /// The longest text, in characters.
        chars_max: usize,
    },
}

/// How far away a member is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Latency {
    /// The member.
    pub nickname: String,
    /// The way there and back, in milliseconds; null when no answer came in time.
    pub round_trip_ms: Option<u32>,
}
