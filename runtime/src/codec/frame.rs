//! An outgoing Engine.IO packet, encoded once for every recipient and every transport.

use std::cell::Cell;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter as _};

use super::error::EncodeError;
use super::message::Message;

/// RFC 6455, 5.2: FIN, the last frame of a message, which all frames of ours are.
const FINAL: u8 = 0x80;
/// RFC 6455, 5.2: FIN and opcode 1.
const FINAL_TEXT: u8 = FINAL | 1;
/// RFC 6455, 5.2: FIN and opcode 2.
const FINAL_BINARY: u8 = FINAL | 2;

/// The longest WebSocket header of a server: flags, length, and eight more bytes of length.
pub(crate) const WEBSOCKET_HEADER_LEN_MAX: usize = 10;

/// The longest packet header that a [`FrameBuilder`] can put in front: `4599999-`.
const PACKET_HEADER_LEN_MAX: usize = 8;

/// The most attachments that a packet header has room for.
pub(crate) const ATTACHMENTS_ANNOUNCED_MAX: usize = 99_999;

/// A complete WebSocket frame, from which the same packet for a polling payload can be sliced.
///
/// Cloning shares the bytes, so a broadcast costs one encoding whatever the number of recipients. A frame that waits in a queue is one
/// word there, whose bytes nobody has to look at to pass it on.
#[derive(Debug, Clone)]
pub(crate) struct Frame(Arc<Content>);

#[derive(Debug, Clone)]
struct Content {
    bytes: Storage,
    may_compress: bool,
}

/// How long a frame may be that lies in the same memory as the count of those who share it. Most answers are shorter.
const SHORT_MAX: usize = 126;

#[derive(Debug, Clone)]
enum Storage {
    Short {
        bytes: [u8; SHORT_MAX],
        len: u8,
    },
    /// Behind room that its headers did not need.
    Long {
        buffer: Vec<u8>,
        start: usize,
    },
}

impl Storage {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Short { bytes, len } => bytes.get(..usize::from(*len)),
            Self::Long { buffer, start } => buffer.get(*start..),
        }
        .unwrap_or_default()
    }

    /// How much memory it takes besides its own.
    fn memory_len(&self) -> usize {
        match self {
            Self::Short { .. } => 0,
            Self::Long { buffer, start } => buffer.len() - start,
        }
    }
}

impl Frame {
    /// A whole Engine.IO text packet: `2`, `3probe`, `0{…}`, `4hello`.
    pub(crate) fn packet(packet: &str) -> Self {
        Self::concat(FINAL_TEXT, &[packet.as_bytes()])
    }

    /// A message: text gets the packet type in front, binary is sent as it is.
    pub(crate) fn message(message: &Message) -> Self {
        match message {
            Message::Text(text) => Self::concat(FINAL_TEXT, &[b"4", text.as_bytes()]),
            Message::Binary(bytes) => Self::binary(bytes),
        }
    }

    /// A binary message, for example an attachment.
    pub(crate) fn binary(bytes: &[u8]) -> Self {
        Self::concat(FINAL_BINARY, &[bytes])
    }

    /// A control frame of the WebSocket itself. RFC 6455, 5.5: `payload` has at most 125 bytes.
    pub(crate) fn control(opcode: u8, payload: &[u8]) -> Self {
        Self::concat(FINAL | opcode, &[payload])
    }

    fn concat(flags: u8, parts: &[&[u8]]) -> Self {
        let len = parts.iter().map(|part| part.len()).sum();
        let header = WebSocketHeader::new(flags, len);
        let parts = || std::iter::once(header.as_bytes()).chain(parts.iter().copied());
        let len = header.as_bytes().len() + len;
        if len <= SHORT_MAX {
            return Self::short(parts());
        }
        let mut buffer = Vec::with_capacity(len);
        parts().for_each(|part| buffer.extend_from_slice(part));
        Self::new(Storage::Long { buffer, start: 0 })
    }

    /// Of parts that have [`SHORT_MAX`] bytes together at most.
    fn short<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut bytes = [0; SHORT_MAX];
        let mut len = 0;
        for part in parts {
            bytes[len..len + part.len()].copy_from_slice(part);
            len += part.len();
        }
        Self::new(Storage::Short { bytes, len: len as u8 })
    }

    /// Makes a frame of the payload that begins at `start` of a buffer: its header goes into the room in front. `flags` is the first
    /// byte of the header: FIN, reserved bits, opcode.
    ///
    /// # Panics
    /// When `start` is less than [`WEBSOCKET_HEADER_LEN_MAX`], or behind the end.
    pub(crate) fn enclose(flags: u8, mut buffer: Vec<u8>, start: usize) -> Self {
        let header = WebSocketHeader::new(flags, buffer.len() - start);
        let header = header.as_bytes();
        buffer[start - header.len()..start].copy_from_slice(header);
        Self::new(Storage::Long { buffer, start: start - header.len() })
    }

    fn new(bytes: Storage) -> Self {
        Self(Arc::new(Content { bytes, may_compress: true }))
    }

    /// The same packet, which no transport compresses.
    pub(crate) fn uncompressed(mut self) -> Self {
        Arc::make_mut(&mut self.0).may_compress = false;
        self
    }

    /// Whether a transport that compresses may compress this packet.
    pub(crate) fn may_compress(&self) -> bool {
        self.0.may_compress
    }

    /// The packet for a client that takes no binary messages: binary as `b` and base64 in a text frame.
    pub(crate) fn into_text(self) -> Self {
        if !self.is_binary() {
            return self;
        }
        let mut packet = String::from("b");
        STANDARD.encode_string(self.payload(), &mut packet);
        let text = Self::packet(&packet);
        if self.may_compress() { text } else { text.uncompressed() }
    }

    /// Header and payload, as they are written to a WebSocket.
    pub(crate) fn websocket(&self) -> &[u8] {
        self.0.bytes.as_slice()
    }

    /// The packet without the WebSocket header: text with the Engine.IO type in front, binary
    /// without.
    pub(crate) fn payload(&self) -> &[u8] {
        self.websocket().get(self.header_len()..).unwrap_or_default()
    }

    /// Is this a binary message?
    pub(crate) fn is_binary(&self) -> bool {
        self.websocket().first() == Some(&FINAL_BINARY)
    }

    /// The first byte of the WebSocket header: FIN and opcode.
    pub(crate) fn websocket_flags(&self) -> u8 {
        if self.is_binary() { FINAL_BINARY } else { FINAL_TEXT }
    }

    /// The number of bytes on a WebSocket.
    pub(crate) fn wire_len(&self) -> usize {
        self.websocket().len()
    }

    /// What the frame takes up in memory: its bytes, what holds them together, and its place in a queue.
    pub(crate) fn memory_len(&self) -> usize {
        self.0.bytes.memory_len() + size_of::<Content>() + size_of::<Self>()
    }

    fn header_len(&self) -> usize {
        match self.websocket().get(1) {
            Some(126) => 4,
            Some(127) => WEBSOCKET_HEADER_LEN_MAX,
            _ => 2,
        }
    }
}

/// Whether both are the same on the wire, and for transports that compress.
impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        self.websocket() == other.websocket() && self.may_compress() == other.may_compress()
    }
}

impl Eq for Frame {}

/// The header of an unmasked frame: RFC 6455, 5.2. A server never masks (5.1).
struct WebSocketHeader {
    bytes: [u8; WEBSOCKET_HEADER_LEN_MAX],
    len: usize,
}

impl WebSocketHeader {
    /// `flags` is the first byte: FIN, reserved bits, opcode.
    fn new(flags: u8, payload_len: usize) -> Self {
        let mut bytes = [0; WEBSOCKET_HEADER_LEN_MAX];
        bytes[0] = flags;
        let len = match payload_len {
            0..=125 => {
                bytes[1] = payload_len as u8;
                2
            }
            126..=0xffff => {
                bytes[1] = 126;
                bytes[2..4].copy_from_slice(&(payload_len as u16).to_be_bytes());
                4
            }
            _ => {
                bytes[1] = 127;
                bytes[2..].copy_from_slice(&(payload_len as u64).to_be_bytes());
                WEBSOCKET_HEADER_LEN_MAX
            }
        };
        Self { bytes, len }
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

thread_local! {
    /// The memory in which this thread has built its last frame, for the next one.
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// How much memory a thread keeps for its next frame.
const SCRATCH_MAX: usize = 16 * 1024;

/// Builds a text frame in one buffer, from the middle outwards.
///
/// The body is written first; the packet header (which names the number of attachments) and the
/// WebSocket header (which names the length) are known only afterwards and go into the room that
/// was left in front. What is small is built in memory that waits for it, and then copied to where it
/// needs no more than its length; what is large stays where it is.
#[derive(Debug)]
pub(crate) struct FrameBuilder {
    buffer: Vec<u8>,
}

/// The room for both headers.
const HEADROOM: usize = WEBSOCKET_HEADER_LEN_MAX + PACKET_HEADER_LEN_MAX;

impl FrameBuilder {
    /// Starts a frame whose body is expected to have `body_len` bytes; it may have fewer or more.
    pub(crate) fn with_capacity(body_len: usize) -> Self {
        // A thread that ends may have none any more, and a frame that is built while another is has its own.
        let mut buffer = SCRATCH.try_with(Cell::take).unwrap_or_default();
        buffer.reserve(HEADROOM + body_len);
        buffer.resize(HEADROOM, 0);
        Self { buffer }
    }

    /// Appends text to the body.
    pub(crate) fn push(&mut self, text: &str) {
        self.buffer.extend_from_slice(text.as_bytes());
    }

    /// Appends a number to the body.
    pub(crate) fn push_number(&mut self, number: u64) {
        let written = CompactFormatter.write_u64(&mut self.buffer, number);
        debug_assert!(written.is_ok(), "a Vec accepts whatever is written");
    }

    /// The buffer, to append to the body.
    pub(crate) fn as_mut(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Appends a value as JSON to the body.
    ///
    /// # Errors
    /// [`EncodeError::Serialize`] when the value's `Serialize` implementation fails.
    pub(crate) fn push_json<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
    ) -> Result<(), EncodeError> {
        serde_json::to_writer(&mut self.buffer, value).map_err(EncodeError::other)
    }

    /// Puts `packet_header` in front of what was written, and the WebSocket header in front of
    /// that.
    ///
    /// # Panics
    /// When `packet_header` is longer than [`PACKET_HEADER_LEN_MAX`].
    pub(crate) fn finish(self, packet_header: &str) -> Frame {
        self.finish_at(HEADROOM, packet_header)
    }

    /// As [`finish`](Self::finish), with the number of attachments behind the packet type: `451-`.
    ///
    /// # Panics
    /// When there are more than [`ATTACHMENTS_ANNOUNCED_MAX`].
    pub(crate) fn finish_announcing(mut self, n_attachments: usize, packet_type: &str) -> Frame {
        let mut start = HEADROOM - 1;
        self.buffer[start] = b'-';
        let mut digits = n_attachments;
        while digits > 0 {
            start -= 1;
            self.buffer[start] = b'0' + (digits % 10) as u8;
            digits /= 10;
        }
        self.finish_at(start, packet_type)
    }

    /// Puts `header` in front of what begins at `end`.
    fn finish_at(mut self, end: usize, header: &str) -> Frame {
        let start = end - header.len();
        assert!(HEADROOM - start <= PACKET_HEADER_LEN_MAX, "no room for {header:?}");
        self.buffer[start..end].copy_from_slice(header.as_bytes());
        if self.buffer.capacity() > SCRATCH_MAX {
            return Frame::enclose(FINAL_TEXT, self.buffer, start);
        }
        let frame = Frame::concat(FINAL_TEXT, &[&self.buffer[start..]]);
        self.buffer.clear();
        // A thread that ends keeps nothing.
        let _ = SCRATCH.try_with(|scratch| scratch.set(self.buffer));
        frame
    }
}
