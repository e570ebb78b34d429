//! Bytes become messages: RFC 6455 §5 to §8, from the server's side. Pure, and indifferent to how the bytes are cut.

use bytes::Bytes;
use fastwebsockets::{OpCode, unmask};

use super::deflate::{Inflater, compressed_len_max};
use super::fault::Fault;
use super::frame::{Header, HeaderBuffer, is_control};
use super::message::Content;
use crate::codec::{Message, Utf8Bytes};

/// What a peer sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Incoming {
    Message(Message),
    /// The payload of a ping, which is answered with the same.
    Ping(Bytes),
    /// The payload of a close frame, which is answered with the same.
    Close(Bytes),
}

/// How large messages may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The bytes of a message, inclusive, and after decompression.
    pub(super) message: usize,
    pub(super) fragments: usize,
}

/// Takes bytes as they come and gives messages.
pub(super) struct Decoder {
    pub(super) limits: Limits,
    /// Apart from the rest: few connections have one.
    inflater: Option<Box<Inflater>>,
    /// What has arrived in part. Mostly everything arrives whole, and a connection that is idle waits for the rest of nothing.
    partial: Option<Box<Partial>>,
}

/// What is known of something that is not whole yet.
#[derive(Default)]
struct Partial {
    header: HeaderBuffer,
    /// The frame whose payload is arriving.
    frame: Option<Frame>,
    /// The payload of a control frame, which may come between the fragments of a message.
    control: Vec<u8>,
    /// The message whose fragments are arriving.
    message: Option<Fragments>,
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    opcode: OpCode,
    fin: bool,
    /// How many bytes of the payload are still to come.
    rest: u64,
    /// The mask of the next four of them.
    mask: [u8; 4],
}

struct Fragments {
    content: Content,
    is_compressed: bool,
    count: usize,
    /// The bytes of all payloads, as their headers announce them.
    len: usize,
}

impl Decoder {
    pub(super) fn new(limits: Limits, inflater: Option<Inflater>) -> Self {
        Self { limits, inflater: inflater.map(Box::new), partial: None }
    }

    /// Takes bytes from the front of `input` until something is whole, or none is left. After a fault nothing that follows can
    /// be understood.
    pub(super) fn decode(&mut self, input: &mut &mut [u8]) -> Result<Option<Incoming>, Fault> {
        if self.partial.is_none()
            && let Some(message) = self.take_whole(input)?
        {
            return Ok(Some(Incoming::Message(message)));
        }
        let mut partial = self.partial.take().map_or_else(Partial::default, |partial| *partial);
        let decoded = self.go_on(&mut partial, input);
        if !partial.is_empty() {
            self.partial = Some(Box::new(partial));
        }
        decoded
    }

    /// Takes a message that is there from its first byte to its last, as nearly all are. What is special about any other is left to
    /// those who know what came before.
    fn take_whole(&self, input: &mut &mut [u8]) -> Result<Option<Message>, Fault> {
        let Some((header, header_len)) = Header::read(input)? else { return Ok(None) };
        let is_data = matches!(header.opcode, OpCode::Text | OpCode::Binary);
        let len = usize::try_from(header.len).unwrap_or(usize::MAX);
        let is_plain = header.fin && !header.rsv1 && is_data;
        if !is_plain || len > self.limits.message || self.limits.fragments == 0 {
            return Ok(None);
        }
        let Some(mut frame) = input.split_off_mut(..header_len.saturating_add(len)) else {
            return Ok(None);
        };
        let payload = frame.split_off_mut(header_len..).unwrap_or_default();
        unmask(payload, header.mask);
        whole(header.opcode, payload).map(Some)
    }

    fn go_on(
        &mut self,
        partial: &mut Partial,
        input: &mut &mut [u8],
    ) -> Result<Option<Incoming>, Fault> {
        loop {
            let mut frame = match partial.frame {
                Some(frame) => frame,
                None => match partial.header.take(input)? {
                    Some(header) => self.begin(header, &mut partial.message)?,
                    None => return Ok(None),
                },
            };
            let len = usize::try_from(frame.rest).unwrap_or(usize::MAX).min(input.len());
            let payload = input.split_off_mut(..len).unwrap_or_default();
            unmask(payload, frame.mask);
            frame.mask.rotate_left(len % 4);
            frame.rest -= len as u64;
            self.take_payload(frame, payload, partial)?;
            if frame.rest > 0 {
                partial.frame = Some(frame);
                return Ok(None);
            }
            partial.frame = None;
            if let Some(incoming) = self.end(frame, partial)? {
                return Ok(Some(incoming));
            }
        }
    }

    /// How many bytes of memory wait for the rest of a message or a control frame.
    #[cfg(any(test, feature = "__fuzz"))]
    pub(super) fn reserved(&self) -> usize {
        let Some(partial) = &self.partial else { return 0 };
        let message = partial.message.as_ref().map_or(0, |message| message.content.capacity());
        message + partial.control.capacity()
    }

    /// How many bytes have been decompressed so far.
    pub(super) fn inflated(&self) -> u64 {
        self.inflater.as_ref().map_or(0, |inflater| inflater.inflated())
    }

    /// Checks what only the frames before this one can tell.
    fn begin(&self, header: Header, message: &mut Option<Fragments>) -> Result<Frame, Fault> {
        let Header { fin, rsv1, opcode, len, mask } = header;
        if !is_control(opcode) {
            match (&mut *message, opcode) {
                // RFC 7692 §6: the mark is on the first fragment only.
                (Some(message), OpCode::Continuation) if !rsv1 => message.count += 1,
                (message @ None, OpCode::Text | OpCode::Binary)
                    if !rsv1 || self.inflater.is_some() =>
                {
                    let is_text = opcode == OpCode::Text;
                    let content = if is_text { Content::text() } else { Content::binary() };
                    *message = Some(Fragments { content, is_compressed: rsv1, count: 1, len: 0 });
                }
                _ => return Err(Fault::Protocol),
            }
            self.check_limits(len, message)?;
        }
        Ok(Frame { opcode, fin, rest: len, mask })
    }

    /// Counts a fragment of `len` bytes. What is too large is refused by its header.
    fn check_limits(&self, len: u64, message: &mut Option<Fragments>) -> Result<(), Fault> {
        let Some(message) = message else { return Ok(()) };
        if message.count > self.limits.fragments {
            return Err(Fault::TooManyFragments);
        }
        let len_max = if message.is_compressed {
            compressed_len_max(self.limits.message)
        } else {
            self.limits.message
        };
        let len = usize::try_from(len).map_err(|_| Fault::TooBig)?;
        message.len = message.len.checked_add(len).ok_or(Fault::TooBig)?;
        if message.len > len_max { Err(Fault::TooBig) } else { Ok(()) }
    }

    fn take_payload(
        &mut self,
        frame: Frame,
        payload: &[u8],
        partial: &mut Partial,
    ) -> Result<(), Fault> {
        if is_control(frame.opcode) {
            partial.control.extend_from_slice(payload);
            return Ok(());
        }
        let Some(message) = &mut partial.message else { return Ok(()) };
        match &mut self.inflater {
            Some(inflater) if message.is_compressed => {
                inflater.inflate(payload, inflated_into(&mut message.content, self.limits.message))
            }
            _ => message.content.push(payload, frame.fin.then_some(frame.rest)),
        }
    }

    fn end(&mut self, frame: Frame, partial: &mut Partial) -> Result<Option<Incoming>, Fault> {
        match frame.opcode {
            OpCode::Ping => Ok(Some(Incoming::Ping(std::mem::take(&mut partial.control).into()))),
            OpCode::Close => close(std::mem::take(&mut partial.control)).map(Some),
            OpCode::Pong => {
                partial.control = Vec::new();
                Ok(None)
            }
            OpCode::Text | OpCode::Binary | OpCode::Continuation if frame.fin => {
                let Some(mut message) = partial.message.take() else { return Ok(None) };
                if let Some(inflater) = self.inflater.as_mut().filter(|_| message.is_compressed) {
                    inflater.finish(inflated_into(&mut message.content, self.limits.message))?;
                }
                message.content.finish().map(|message| Some(Incoming::Message(message)))
            }
            OpCode::Text | OpCode::Binary | OpCode::Continuation => Ok(None),
        }
    }
}

impl Partial {
    fn is_empty(&self) -> bool {
        self.header.is_empty() && self.frame.is_none() && self.message.is_none()
    }
}

/// The message of one frame.
fn whole(opcode: OpCode, payload: &[u8]) -> Result<Message, Fault> {
    if opcode == OpCode::Binary {
        return Ok(Message::Binary(Bytes::copy_from_slice(payload)));
    }
    Utf8Bytes::copied_from(payload).map(Message::Text).map_err(|_| Fault::InvalidUtf8)
}

/// Takes what is decompressed as long as the message stays within the limit.
fn inflated_into(content: &mut Content, len_max: usize) -> impl FnMut(&[u8]) -> Result<(), Fault> {
    move |piece| {
        // What fits comes first: it may have a fault of its own.
        let (fits, rest) = piece.split_at(piece.len().min(len_max.saturating_sub(content.len())));
        content.push(fits, None)?;
        if rest.is_empty() { Ok(()) } else { Err(Fault::TooBig) }
    }
}

/// Checks a close frame, RFC 6455 §5.5.1 and §7.4.
fn close(payload: Vec<u8>) -> Result<Incoming, Fault> {
    if !payload.is_empty() {
        let (code, reason) = payload.split_first_chunk().ok_or(Fault::Protocol)?;
        if !may_be_sent(u16::from_be_bytes(*code)) {
            return Err(Fault::Protocol);
        }
        std::str::from_utf8(reason).map_err(|_| Fault::InvalidUtf8)?;
    }
    Ok(Incoming::Close(payload.into()))
}

/// Whether a close frame may have this code: RFC 6455 §7.4.2, with what IANA has registered since.
pub(super) const fn may_be_sent(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}
