//! Socket.IO packets → frames of the official text format.

use serde::Serialize;
use serde_json::value::RawValue;

use super::args::{ArgWriter, ToArgs};
use super::error::EncodeError;
use super::frame::{ATTACHMENTS_ANNOUNCED_MAX, Frame, FrameBuilder};
use super::socket_packet::is_reserved_event;
use crate::binary::scope::collecting_attachments;

/// Enough for most events, so that their buffer does not grow while it is written.
const TYPICAL_BODY_LEN: usize = 128;

/// One Socket.IO packet.
///
/// The frames of one packet must reach the peer with nothing in between: it takes the next binary
/// messages as the attachments of this packet, whatever they are.
#[derive(Debug, Clone)]
pub(crate) struct Encoded {
    pub(crate) frame: Frame,
    pub(crate) attachments: Vec<Frame>,
}

impl Encoded {
    /// The same packet, which no transport compresses.
    pub(crate) fn uncompressed(self) -> Self {
        let attachments = self.attachments.into_iter().map(Frame::uncompressed).collect();
        Self { frame: self.frame.uncompressed(), attachments }
    }

    /// Its frames for one of several recipients, in the order in which they have to be queued.
    pub(crate) fn shared(&self) -> impl Iterator<Item = Frame> {
        std::iter::once(&self.frame).chain(&self.attachments).cloned()
    }
}

/// The frames in the order in which they have to be queued.
impl IntoIterator for Encoded {
    type Item = Frame;
    type IntoIter = std::iter::Chain<std::iter::Once<Frame>, std::vec::IntoIter<Frame>>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self.frame).chain(self.attachments)
    }
}

/// A packet without attachments.
impl From<Frame> for Encoded {
    fn from(frame: Frame) -> Self {
        Self { frame, attachments: Vec::new() }
    }
}

/// Encodes an event: `42["name",arg]`, `42/admin,7["name"]`,
/// `451-["name",{"_placeholder":true,"num":0}]`, `42["name",arg,"offset"]`.
///
/// # Errors
/// When an argument cannot be serialized, when the name is reserved, or when the arguments hold more than 99,999 attachments.
pub(crate) fn encode_event<A: ToArgs + ?Sized>(
    namespace: &str,
    id: Option<u64>,
    name: &str,
    args: &A,
    offset: Option<&str>,
) -> Result<Encoded, EncodeError> {
    draft_event(namespace, id, name, &args).map(|draft| draft.finish(offset))
}

/// Encodes an event up to its offset.
///
/// # Errors
/// As [`encode_event`].
pub(crate) fn draft_event(
    namespace: &str,
    id: Option<u64>,
    name: &str,
    args: &dyn ToArgs,
) -> Result<Draft, EncodeError> {
    if is_reserved_event(name) {
        return Err(EncodeError::ReservedEventName);
    }
    draft_array(EVENT, namespace, id, Some(name), args)
}

/// Encodes an acknowledgement: `437[arg]`, `43/admin,7[]`, `461-7[{"_placeholder":true,"num":0}]`.
///
/// # Errors
/// As [`encode_event`].
pub(crate) fn encode_ack<A: ToArgs + ?Sized>(
    namespace: &str,
    id: u64,
    args: &A,
) -> Result<Encoded, EncodeError> {
    draft_array(ACK, namespace, Some(id), None, &args).map(|draft| draft.finish(None))
}

/// The payload of the answer to a CONNECT.
#[derive(Serialize)]
pub(super) struct Connected<'a> {
    pub(super) sid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pid: Option<&'a str>,
}

/// Encodes the answer to a CONNECT: `40{"sid":"…"}`, `40/admin,{"sid":"…"}`, `40{"sid":"…","pid":"…"}`.
pub(crate) fn encode_connect(namespace: &str, sid: &str, pid: Option<&str>) -> Frame {
    let mut body = start(namespace, None);
    let written = body.push_json(&Connected { sid, pid });
    debug_assert_eq!(written, Ok(()), "text always serializes");
    body.finish("40")
}

/// The payload of a refused CONNECT.
#[derive(Serialize)]
pub(super) struct Refused<'a> {
    pub(super) message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<&'a RawValue>,
}

/// Encodes a refused CONNECT: `44/admin,{"message":"…","data":…}`, without `data` when there is
/// none.
pub(crate) fn encode_connect_error(
    namespace: &str,
    message: &str,
    data: Option<&RawValue>,
) -> Frame {
    let mut body = start(namespace, None);
    let written = body.push_json(&Refused { message, data });
    debug_assert_eq!(written, Ok(()), "text always serializes");
    body.finish("44")
}

/// Encodes that the server ends a namespace for the peer: `41`, `41/admin,`.
pub(crate) fn encode_disconnect(namespace: &str) -> Frame {
    start(namespace, None).finish("41")
}

/// The two spellings of a packet type that may have attachments: without, and with them.
#[derive(Clone, Copy)]
struct Kind {
    text: &'static str,
    binary: &'static str,
}

const EVENT: Kind = Kind { text: "42", binary: "45" };
const ACK: Kind = Kind { text: "43", binary: "46" };

/// A packet whose array is open at its end.
///
/// What the application makes of its arguments has been written; what is left takes no time, so that it can be done where others wait.
pub(crate) struct Draft {
    kind: Kind,
    body: FrameBuilder,
    attachments: Vec<Frame>,
}

impl Draft {
    /// How many attachments it has.
    pub(crate) fn n_attachments(&self) -> usize {
        self.attachments.len()
    }

    /// Ends the array, with `offset` as its last element.
    pub(crate) fn finish(mut self, offset: Option<&str>) -> Encoded {
        if let Some(offset) = offset {
            self.body.push(",");
            let written = self.body.push_json(offset);
            debug_assert_eq!(written, Ok(()), "text always serializes");
        }
        self.body.push("]");
        let count = self.attachments.len();
        let frame = if count == 0 {
            self.body.finish(self.kind.text)
        } else {
            self.body.finish_announcing(count, self.kind.binary)
        };
        Encoded { frame, attachments: self.attachments }
    }
}

/// Takes a trait object, so that a program compiles this once and not for every event.
fn draft_array(
    kind: Kind,
    namespace: &str,
    id: Option<u64>,
    name: Option<&str>,
    args: &dyn ToArgs,
) -> Result<Draft, EncodeError> {
    let mut body = start(namespace, id);
    body.push("[");
    let (written, attachments) = collecting_attachments(|| {
        let mut writer = ArgWriter::new(body.as_mut());
        if let Some(name) = name {
            writer.name(name)?;
        }
        args.write_args(&mut writer)
    });
    written?;
    let count = attachments.len();
    if count > ATTACHMENTS_ANNOUNCED_MAX {
        return Err(EncodeError::TooManyAttachments { count, max: ATTACHMENTS_ANNOUNCED_MAX });
    }
    let attachments = attachments.iter().map(|bytes| Frame::binary(bytes)).collect();
    Ok(Draft { kind, body, attachments })
}

/// Starts a packet with what stands between its number of attachments and its payload.
fn start(namespace: &str, id: Option<u64>) -> FrameBuilder {
    let mut body = FrameBuilder::with_capacity(TYPICAL_BODY_LEN);
    if namespace != "/" {
        body.push(namespace);
        body.push(",");
    }
    if let Some(id) = id {
        body.push_number(id);
    }
    body
}
