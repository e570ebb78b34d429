//! The form in which the packets of a server travel: the official text, or what a parser makes of them.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use super::args::{Args, ToArgs, WithOffset};
use super::decoder::{DecoderLimits, TextDecoder};
use super::encode::{self, Connected, Draft, Encoded, Refused};
use super::error::{DecodeError, EncodeError};
use super::frame::{ATTACHMENTS_ANNOUNCED_MAX, Frame};
use super::message::Message;
use super::packet::{Body, Packet};
use super::parser::{Decoder, Parser};
use super::socket_packet::{self, ATTACHMENTS_MAX, is_reserved_event};
use super::text::Utf8Bytes;

/// How packets travel. Cloning shares the parser.
#[derive(Clone)]
pub(crate) enum Format {
    /// The official text format, which is written and read directly.
    Text {
        /// The most attachments that an event or acknowledgement of the server may have. Official clients close their connection when
        /// they get more than 10.
        attachments_max: usize,
    },
    /// A parser of the program, which is given whole packets.
    Parser(Arc<dyn Parser>),
}

impl Default for Format {
    fn default() -> Self {
        Self::text(ATTACHMENTS_MAX)
    }
}

/// Encodes packets.
impl Format {
    /// The official text format for clients that take so many attachments in one packet. All of them take 10.
    pub(crate) fn text(attachments_max: usize) -> Self {
        Self::Text {
            attachments_max: attachments_max.clamp(ATTACHMENTS_MAX, ATTACHMENTS_ANNOUNCED_MAX),
        }
    }

    /// An event. An `offset` goes behind its arguments: with it a client that was cut off asks for what it has missed.
    ///
    /// # Errors
    /// When an argument cannot be serialized, when the name is reserved, or when the arguments hold more attachments than clients take.
    pub(crate) fn encode_event<A: ToArgs + ?Sized>(
        &self,
        namespace: &str,
        id: Option<u64>,
        name: &str,
        args: &A,
        offset: Option<&str>,
    ) -> Result<Encoded, EncodeError> {
        match self {
            Self::Text { attachments_max } => {
                let encoded = encode::encode_event(namespace, id, name, args, offset)?;
                check_count(encoded.attachments.len(), *attachments_max)?;
                Ok(encoded)
            }
            Self::Parser(_) if is_reserved_event(name) => Err(EncodeError::ReservedEventName),
            Self::Parser(parser) => {
                let args = Args::of(&WithOffset { args: &args, offset })?;
                let name = name.into();
                encode_with(&**parser, namespace, Body::Event { id, name, args })
            }
        }
    }

    /// An event that nobody acknowledges, up to its offset.
    ///
    /// # Errors
    /// As [`encode_event`](Self::encode_event).
    pub(crate) fn draft_event<A: ToArgs + ?Sized>(
        &self,
        namespace: &str,
        name: &str,
        args: &A,
    ) -> Result<EventDraft, EncodeError> {
        match self {
            Self::Text { attachments_max } => {
                let draft = encode::draft_event(namespace, None, name, &args)?;
                check_count(draft.n_attachments(), *attachments_max)?;
                Ok(EventDraft::Text(draft))
            }
            Self::Parser(_) if is_reserved_event(name) => Err(EncodeError::ReservedEventName),
            Self::Parser(parser) => Ok(EventDraft::Parser {
                parser: Arc::clone(parser),
                namespace: namespace.into(),
                name: name.into(),
                args: Args::of(args)?,
            }),
        }
    }

    /// An acknowledgement.
    ///
    /// # Errors
    /// As [`encode_event`](Self::encode_event).
    pub(crate) fn encode_ack<A: ToArgs + ?Sized>(
        &self,
        namespace: &str,
        id: u64,
        args: &A,
    ) -> Result<Encoded, EncodeError> {
        match self {
            Self::Text { attachments_max } => {
                let encoded = encode::encode_ack(namespace, id, args)?;
                check_count(encoded.attachments.len(), *attachments_max)?;
                Ok(encoded)
            }
            Self::Parser(parser) => {
                let body = Body::Ack { id: Some(id), args: Args::of(args)? };
                encode_with(&**parser, namespace, body)
            }
        }
    }

    /// The answer to a CONNECT. With a `pid` the client can come back to its session.
    ///
    /// # Errors
    /// When a parser of the program fails.
    pub(crate) fn encode_connect(
        &self,
        namespace: &str,
        sid: &str,
        pid: Option<&str>,
    ) -> Result<Encoded, EncodeError> {
        match self {
            Self::Text { .. } => Ok(encode::encode_connect(namespace, sid, pid).into()),
            Self::Parser(parser) => {
                let data = Some(to_json(&Connected { sid, pid })?);
                encode_with(&**parser, namespace, Body::Connect { data })
            }
        }
    }

    /// A refused CONNECT, with what the client finds in `error.data`.
    ///
    /// # Errors
    /// When a parser of the program fails.
    pub(crate) fn encode_connect_error(
        &self,
        namespace: &str,
        message: &str,
        data: Option<&RawValue>,
    ) -> Result<Encoded, EncodeError> {
        match self {
            Self::Text { .. } => Ok(encode::encode_connect_error(namespace, message, data).into()),
            Self::Parser(parser) => {
                let data = Some(to_json(&Refused { message, data })?);
                encode_with(&**parser, namespace, Body::ConnectError { data })
            }
        }
    }

    /// The server ends a namespace for a client.
    ///
    /// # Errors
    /// When a parser of the program fails.
    pub(crate) fn encode_disconnect(&self, namespace: &str) -> Result<Encoded, EncodeError> {
        match self {
            Self::Text { .. } => Ok(encode::encode_disconnect(namespace).into()),
            Self::Parser(parser) => encode_with(&**parser, namespace, Body::Disconnect),
        }
    }

    /// A decoder at the start of a session.
    pub(crate) fn decoder(&self, limits: DecoderLimits) -> PacketDecoder {
        match self {
            Self::Text { .. } => PacketDecoder::Text(TextDecoder::new(limits)),
            Self::Parser(parser) => {
                PacketDecoder::Parser { decoder: parser.decoder(limits), limits, awaiting: None }
            }
        }
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text { .. } => "Text",
            Self::Parser(_) => "Parser",
        })
    }
}

/// What a panic of a parser is told as. The panic itself has been printed by the panic hook.
const PANICKED: &str = "the parser panicked";

fn check_count(count: usize, max: usize) -> Result<(), EncodeError> {
    if count > max { Err(EncodeError::TooManyAttachments { count, max }) } else { Ok(()) }
}

/// An event whose arguments are written, and whose offset is not known yet.
pub(crate) enum EventDraft {
    Text(Draft),
    Parser { parser: Arc<dyn Parser>, namespace: Utf8Bytes, name: Utf8Bytes, args: Args },
}

impl EventDraft {
    /// Completes the event. Nothing of the application runs, but for a parser of its own.
    ///
    /// # Errors
    /// When a parser of the program fails.
    pub(crate) fn finish(self, offset: Option<&str>) -> Result<Encoded, EncodeError> {
        match self {
            Self::Text(draft) => Ok(draft.finish(offset)),
            Self::Parser { parser, namespace, name, args } => {
                let args = match offset {
                    Some(_) => Args::of(&WithOffset { args: &args, offset })?,
                    None => args,
                };
                encode_with(&*parser, &namespace, Body::Event { id: None, name, args })
            }
        }
    }
}

fn encode_with(parser: &dyn Parser, namespace: &str, body: Body) -> Result<Encoded, EncodeError> {
    let packet = Packet { namespace: namespace.into(), body };
    let encoded = catch_unwind(AssertUnwindSafe(|| parser.encode(&packet)));
    let messages = encoded.unwrap_or_else(|_| Err(EncodeError::Parser(PANICKED.to_owned())))?;
    let mut frames = messages.iter().map(Frame::message);
    match frames.next() {
        Some(frame) => Ok(Encoded { frame, attachments: frames.collect() }),
        None => Err(EncodeError::Parser("the parser made no message of the packet".to_owned())),
    }
}

fn to_json<T: Serialize>(value: &T) -> Result<Utf8Bytes, EncodeError> {
    serde_json::to_string(value).map(Utf8Bytes::from).map_err(EncodeError::other)
}

/// Decodes the messages of one session, in order.
///
/// After an error the session is over; what the decoder held is dropped.
pub(crate) enum PacketDecoder {
    Text(TextDecoder),
    Parser {
        decoder: Box<dyn Decoder>,
        limits: DecoderLimits,
        /// What the decoder said behind its last message.
        awaiting: Option<Box<str>>,
    },
}

impl PacketDecoder {
    /// The namespace of a packet that has not come whole.
    pub(crate) fn awaiting(&self) -> Option<&str> {
        match self {
            Self::Text(decoder) => decoder.awaiting(),
            Self::Parser { awaiting, .. } => awaiting.as_deref(),
        }
    }

    /// Decodes one message; returns a packet when it is complete.
    ///
    /// # Errors
    /// Every [`DecodeError`] about a Socket.IO packet or about the order of messages.
    pub(crate) fn decode(&mut self, message: Message) -> Result<Option<Packet>, DecodeError> {
        match self {
            Self::Text(decoder) => decoder.decode(message),
            Self::Parser { decoder, limits, awaiting } => {
                let decoded = catch_unwind(AssertUnwindSafe(|| {
                    let packet = decoder.decode(message)?;
                    *awaiting = decoder.awaiting().map(Into::into);
                    Ok(packet)
                }));
                let packet = decoded.unwrap_or(Err(DecodeError::Other(PANICKED)))?;
                packet.iter().try_for_each(|packet| check(packet, *limits))?;
                Ok(packet)
            }
        }
    }
}

/// Checks what the text decoder guarantees and a parser of the program need not.
fn check(packet: &Packet, limits: DecoderLimits) -> Result<(), DecodeError> {
    let args = match &packet.body {
        Body::Connect { data: Some(data) } => return socket_packet::check_object(data),
        Body::Event { name, .. } if is_reserved_event(name) => {
            return Err(DecodeError::ReservedEventName);
        }
        Body::Event { args, .. } | Body::Ack { args, .. } => args,
        Body::Connect { data: None }
        | Body::Disconnect
        | Body::EmptyEvent
        | Body::ConnectError { .. } => return Ok(()),
    };
    let attachments = args.attachments();
    if attachments.len() > limits.attachments_max {
        return Err(DecodeError::TooManyAttachments);
    }
    if attachments.iter().map(Bytes::len).sum::<usize>() > limits.attachment_bytes_max {
        return Err(DecodeError::AttachmentsTooLarge);
    }
    Ok(())
}
