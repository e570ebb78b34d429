//! The contracts that the official client and the TypeScript compiler are tested with.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wigwag::{AckError, Binary, Params, SocketId, socket_events};

wigwag::api! {
    /// Everything that the interop server offers with types.
    pub fn api() -> Api {
        title: "wigwag interop",
        version: env!("CARGO_PKG_VERSION"),
        [lab::Ns, annex::Ns, house::Ns]
    }
}

/// Uses everything that a contract can say.
#[socket_events(namespace = "/lab", version = "1.0.0")]
pub trait Lab {
    type Auth = Credentials;
    type Reject = Refusal;

    /// Ask as whom the server knows this socket.
    async fn whoami(&self, cx: lab::Cx<Self>) -> Identity;

    /// Get the sample back.
    async fn echo(&self, cx: lab::Cx<Self>, sample: Sample) -> Sample;

    /// Have a sample looked at.
    async fn inspect(&self, cx: lab::Cx<Self>, sample: Sample) -> Result<u32, DivideError>;

    /// Divide two numbers.
    async fn divide(
        &self,
        cx: lab::Cx<Self>,
        dividend: i32,
        divisor: i32,
    ) -> Result<i32, DivideError>;

    /// Divide two numbers, for those who know callbacks of Node.
    #[event("divide:node", alias = "divideNode", ack = "node")]
    async fn divide_for_node(
        &self,
        cx: lab::Cx<Self>,
        dividend: i32,
        divisor: i32,
    ) -> Result<i32, DivideError>;

    /// Let the server ask this client to divide; the answer says how that went.
    async fn delegate(&self, cx: lab::Cx<Self>, dividend: i32, divisor: i32) -> String;

    /// Get the text back as `noted`.
    async fn note(&self, cx: lab::Cx<Self>, text: String);

    /// Get the text back as `noted`.
    #[deprecated(since = "0.9.0", note = "use `note`")]
    async fn jot(&self, cx: lab::Cx<Self>, text: String);

    /// Have a file measured and reversed.
    async fn upload(&self, cx: lab::Cx<Self>, file: File) -> Receipt;

    /// Get the file back as `file`.
    #[event("file:send")]
    async fn send_file(&self, cx: lab::Cx<Self>, file: File);

    /// Show a file to a room.
    async fn exhibit(&self, cx: lab::Cx<Self>, room: String, file: File);

    /// Let the server ask this client for a sketch of so many bytes.
    async fn commission(&self, cx: lab::Cx<Self>, bytes: u32) -> Result<Binary, AskError>;

    /// Let the server ask a socket, this one or another, a question.
    async fn interview(
        &self,
        cx: lab::Cx<Self>,
        socket: SocketId,
        question: String,
        patience_ms: u32,
    ) -> Result<String, AskError>;

    /// Let the server ask everybody in a room a question.
    async fn survey(
        &self,
        cx: lab::Cx<Self>,
        room: String,
        question: String,
        patience_ms: u32,
    ) -> Vec<SurveyReply>;

    /// Let the server nudge this client.
    async fn nudge_me(&self, cx: lab::Cx<Self>) -> Result<(), AskError>;

    /// Let the server ask this client to approve a plan; the answer says how that went.
    async fn propose(&self, cx: lab::Cx<Self>, plan: String) -> String;

    /// Enter a room.
    async fn join(&self, cx: lab::Cx<Self>, room: String);

    /// Leave a room.
    async fn leave(&self, cx: lab::Cx<Self>, room: String);

    /// Say something to an audience.
    async fn say(&self, cx: lab::Cx<Self>, audience: Audience, text: String);

    /// Have so many volatile events sent.
    async fn tease(&self, cx: lab::Cx<Self>, count: u32);

    /// Put an entry into this socket's records.
    async fn record(&self, cx: lab::Cx<Self>, entry: String);

    /// Put an entry into this socket's records once this client has answered a question.
    async fn record_when_answered(&self, cx: lab::Cx<Self>, entry: String);

    /// Read this socket's records.
    async fn records(&self, cx: lab::Cx<Self>) -> Vec<String>;

    /// Make the handler panic.
    async fn explode(&self, cx: lab::Cx<Self>) -> Result<u32, DivideError>;

    /// Be put out of the namespace.
    async fn goodbye(&self, cx: lab::Cx<Self>);

    /// Get the message back as `counted`; the server checks that none is missing.
    async fn count(&self, cx: lab::Cx<Self>, message: Numbered);

    /// Ask how the counting went.
    async fn tally(&self, cx: lab::Cx<Self>) -> Tally;

    /// Have so many messages sent as `poured`, by a task of their own.
    async fn pour(&self, cx: lab::Cx<Self>, count: u32);

    /// A text that this client sent.
    #[to_client]
    fn noted(text: &str);

    /// A file for this client.
    #[to_client]
    fn file(file: &File);

    /// Somebody said something.
    #[to_client]
    fn heard(text: &str);

    /// One of several events that may be left out.
    #[to_client(volatile)]
    fn teased(number: u32);

    /// A message that this client counted.
    #[to_client]
    fn counted(message: &Numbered);

    /// A message of the server's own.
    #[to_client]
    fn poured(message: &Numbered);

    /// A user left the namespace; told to the room `watchers`.
    #[to_client]
    fn left(user: &str, reason: &str);

    /// Answer a question.
    #[to_client]
    async fn question(text: &str) -> String;

    /// Divide, and call back as Node does.
    #[to_client(ack = "node")]
    async fn division(dividend: i32, divisor: i32) -> Result<i32, String>;

    /// Draw a sketch of so many bytes.
    #[to_client]
    async fn sketch(bytes: u32) -> File;

    /// Feel a nudge.
    #[to_client]
    async fn nudge();

    /// Approve a plan with so many votes, or object to it.
    #[to_client]
    async fn approve(plan: &str) -> Result<u32, Objection>;
}

/// The least that a contract can be: no handshake data, no session.
#[socket_events(namespace = "/annex")]
pub trait Annex {
    /// Get the text back in capitals.
    async fn shout(&self, cx: annex::Cx<Self>, text: String) -> String;
}

/// A house of many rooms: a namespace with parameters.
#[socket_events(namespace = "/house/{floor}/{door}")]
pub trait House {
    type Auth = Visitor;
    type Params = Door;
    type Reject = Locked;

    /// Ask where the socket is, and what it was opened with.
    async fn whereabouts(&self, cx: house::Cx<Self>) -> Whereabouts;

    /// Ring the bell; a bell of an older house answers to its old name.
    #[event("bell:ring", alias = "ring", ack = "node")]
    async fn ring(&self, cx: house::Cx<Self>, times: u8) -> Result<String, Noise>;
}

/// Why a bell is not rung.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Noise {
    /// How often it may be rung.
    pub allowed: u8,
}

/// Where a visitor goes.
#[derive(Debug, Clone, Params)]
pub struct Door {
    /// 0 is the ground.
    pub floor: i8,
    /// What is written on it.
    pub door: String,
}

/// Who comes to the house.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Visitor {
    /// What to call them.
    pub name: String,
}

/// Why a visitor is not let in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase")]
pub enum Locked {
    /// The door is locked.
    Locked {
        /// Which one.
        door: String,
    },
}

/// Where a socket is, and what it was opened with.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Whereabouts {
    /// The floor of its namespace.
    pub floor: i8,
    /// The door of its namespace.
    pub door: String,
    /// Who it said it is.
    pub visitor: String,
    /// The query of its handshake, without what the protocol needs.
    pub query: BTreeMap<String, String>,
}

/// How a client introduces itself.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Credentials {
    /// Who it is.
    pub user: String,
    /// `open sesame`.
    pub password: String,
}

/// Why a client is not let in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase")]
pub enum Refusal {
    /// The password is wrong.
    WrongPassword {
        /// Who tried.
        user: String,
    },
}

/// As whom the server knows a socket.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Identity {
    /// The user of the handshake.
    pub user: String,
    /// The public id of the socket.
    pub socket: SocketId,
}

/// A payload of many kinds of types.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Sample {
    /// A text.
    pub title: String,
    /// A list.
    pub tags: Vec<String>,
    /// A number that may be missing.
    pub rating: Option<u8>,
    /// One of several shapes.
    pub shape: Shape,
    /// Numbers by name.
    pub scores: BTreeMap<String, i32>,
}

/// A shape.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Shape {
    /// A circle.
    Circle {
        /// From the centre to the edge.
        radius: f64,
    },
    /// A rectangle.
    Rectangle {
        /// From left to right.
        width: f64,
        /// From bottom to top.
        height: f64,
    },
}

/// Why a division has no result.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase")]
pub enum DivideError {
    /// The divisor is zero.
    DivisionByZero {
        /// What was to be divided.
        dividend: i32,
    },
}

/// A file with parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub content: Binary,
    /// Further bytes.
    pub parts: Vec<Binary>,
}

/// What became of an uploaded file.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Receipt {
    /// The lengths of its content and parts, in bytes.
    pub sizes: Vec<usize>,
    /// Its content and parts, each reversed.
    pub reversed: Vec<Binary>,
}

/// Why a question has no answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "camelCase")]
pub enum AskError {
    /// There is no such socket.
    Absent,
    /// No answer came in time.
    TimedOut,
    /// The socket left without an answer.
    Disconnected,
    /// The answer is not what the contract says.
    Unreadable,
}

impl From<AckError> for AskError {
    fn from(error: AckError) -> Self {
        match error {
            AckError::TimedOut { .. } => Self::TimedOut,
            AckError::Disconnected => Self::Disconnected,
            _ => Self::Unreadable,
        }
    }
}

/// Why a plan is not approved.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Objection {
    /// A text for people.
    pub reason: String,
}

/// What one member of a room answered.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SurveyReply {
    /// The public id of the member.
    pub socket: SocketId,
    /// Its answer, unless it stayed silent.
    pub answer: Option<String>,
}

/// Who is to hear something.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "to", rename_all = "camelCase")]
pub enum Audience {
    /// All sockets, the speaker included.
    Everybody,
    /// All sockets but the speaker.
    Others,
    /// A room, without the speaker.
    OthersIn {
        /// The room.
        room: String,
    },
    /// The members of several rooms, the speaker included if it is one.
    Rooms {
        /// The rooms.
        rooms: Vec<String>,
        /// The members of this room do not hear.
        except: Option<String>,
    },
}

/// One message of a numbered stream.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Numbered {
    /// Its place in the stream, from 0.
    pub number: u32,
    /// An attachment that some messages have.
    pub ballast: Option<Binary>,
}

/// How the counting of a stream went.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// How many messages came.
    pub counted: u32,
    /// Whether each had the number that was due.
    pub in_order: bool,
}
