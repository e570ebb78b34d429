//! Messages in the official text format → Socket.IO packets: puts a binary packet and its attachments together.

use bytes::Bytes;

use super::error::DecodeError;
use super::message::Message;
use super::packet::{Body, Packet};
use super::socket_packet::{self, ATTACHMENTS_MAX, Announced};

/// Attachments below this size are copied, so that a few bytes do not keep a large receive buffer
/// alive for as long as the application holds on to them. Above it, one copy costs more than the
/// rest of a page is worth.
const COPIED_ATTACHMENT_LEN_MAX: usize = 4096;

/// What one packet of a client may hold. A message has its own limit,
/// [`max_http_buffer_size`](crate::Config::max_http_buffer_size), and is refused before a decoder sees it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DecoderLimits {
    /// The number of attachments: [`Config::max_attachments`](crate::Config::max_attachments). Default: 10, as in the reference.
    pub attachments_max: usize,
    /// The bytes of all attachments together: as many messages of the greatest size. Default: 10 MB.
    pub attachment_bytes_max: usize,
}

impl Default for DecoderLimits {
    fn default() -> Self {
        Self { attachments_max: ATTACHMENTS_MAX, attachment_bytes_max: ATTACHMENTS_MAX * 1_000_000 }
    }
}

/// Decodes the messages of one session, in order.
///
/// After an error the session is over; what the decoder held is dropped.
#[derive(Debug)]
pub(crate) struct TextDecoder {
    limits: DecoderLimits,
    /// Boxed because it is rare, and an idle session should be small.
    awaiting: Option<Box<Awaiting>>,
}

/// A binary packet whose attachments have not all come.
#[derive(Debug)]
struct Awaiting {
    packet: Packet,
    n_attachments: usize,
    attachments: Vec<Bytes>,
    /// What the attachments may still have, together.
    bytes_left: usize,
}

impl TextDecoder {
    /// A decoder at the start of a session.
    pub(crate) fn new(limits: DecoderLimits) -> Self {
        Self { limits, awaiting: None }
    }

    /// The namespace of a packet whose attachments have not all come.
    pub(crate) fn awaiting(&self) -> Option<&str> {
        self.awaiting.as_deref().map(|awaiting| &*awaiting.packet.namespace)
    }

    /// Decodes one message; returns a packet when it is complete.
    ///
    /// # Errors
    /// Every [`DecodeError`] about a Socket.IO packet or about the order of messages.
    pub(crate) fn decode(&mut self, message: Message) -> Result<Option<Packet>, DecodeError> {
        match (message, self.awaiting.take()) {
            (Message::Text(text), None) => {
                let announced =
                    socket_packet::decode(text.into_inner(), self.limits.attachments_max)?;
                Ok(self.start(announced))
            }
            (Message::Binary(bytes), Some(awaiting)) => self.attach(awaiting, bytes),
            (Message::Text(_), Some(_)) => Err(DecodeError::UnexpectedText),
            (Message::Binary(_), None) => Err(DecodeError::UnexpectedBinary),
        }
    }

    fn start(&mut self, announced: Announced) -> Option<Packet> {
        let Announced { packet, n_attachments } = announced;
        if n_attachments == 0 {
            return Some(packet);
        }
        self.awaiting = Some(Box::new(Awaiting {
            packet,
            n_attachments,
            attachments: Vec::with_capacity(n_attachments),
            bytes_left: self.limits.attachment_bytes_max,
        }));
        None
    }

    fn attach(
        &mut self,
        mut awaiting: Box<Awaiting>,
        bytes: Bytes,
    ) -> Result<Option<Packet>, DecodeError> {
        let bytes_left = awaiting.bytes_left.checked_sub(bytes.len());
        awaiting.bytes_left = bytes_left.ok_or(DecodeError::AttachmentsTooLarge)?;
        // One that came in memory of its own keeps nothing else alive.
        awaiting.attachments.push(if bytes.is_unique() { bytes } else { unpinned(bytes) });
        if awaiting.attachments.len() < awaiting.n_attachments {
            self.awaiting = Some(awaiting);
            return Ok(None);
        }
        let Awaiting { mut packet, attachments, .. } = *awaiting;
        match &mut packet.body {
            Body::Event { args, .. } | Body::Ack { args, .. } => args.set_attachments(attachments),
            // `51-` without a payload has attachments that nothing refers to; the others are never
            // binary.
            Body::EmptyEvent
            | Body::Connect { .. }
            | Body::Disconnect
            | Body::ConnectError { .. } => {}
        }
        Ok(Some(packet))
    }
}

/// Bytes that are worth what they keep alive.
pub(super) fn unpinned(bytes: Bytes) -> Bytes {
    if bytes.len() < COPIED_ATTACHMENT_LEN_MAX { Bytes::copy_from_slice(&bytes) } else { bytes }
}
