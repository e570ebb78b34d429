//! The reading half: frames become whole, valid messages.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use fastwebsockets::{
    Frame, OpCode, Payload, Role, WebSocketError, WebSocketRead, after_handshake_split,
};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use super::BoxRead;
use crate::codec::{Message, Utf8Bytes};
use crate::sync::lock;

/// How many fragments one message may have: empty fragments cost the sender nothing and us a turn each.
const FRAGMENTS_MAX: usize = 4096;

/// The longest message after which the receive buffer is kept. It grows to the longest message, and would stay with an idle
/// connection for good.
const KEPT_BUFFER_MAX: usize = 64 * 1024;

/// The longest payload of a control frame, RFC 6455 §5.5.
const CONTROL_PAYLOAD_MAX: usize = 125;

/// What the peer sent.
#[derive(Debug)]
pub(super) enum Incoming {
    Message(Message),
    Ping(Bytes),
    /// The payload of a close frame, which is answered with the same.
    Close(Bytes),
}

/// Why reading ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Error {
    /// The connection ended, in order or not.
    Disconnected,
    /// A rule of RFC 6455 was broken.
    Protocol,
    /// A text that is not UTF-8.
    InvalidUtf8,
    /// A message above the limit.
    TooBig,
}

/// Reads messages one at a time.
///
/// `read_frame` loses its place when it is dropped, so the whole reading is one future that lives as long as the connection. It
/// puts a message into `slot` and goes on when the slot has been emptied.
pub(super) struct Reader {
    reading: Pin<Box<dyn Future<Output = Error> + Send>>,
    slot: Slot,
    /// The longest message that is taken, for every message that begins from now on.
    max_message: Arc<AtomicUsize>,
}

type Slot = Arc<Mutex<Option<Result<Incoming, Error>>>>;

impl Reader {
    pub(super) fn new(io: BoxRead, max_message: usize) -> Self {
        let slot = Slot::default();
        let max_message = Arc::new(AtomicUsize::new(max_message));
        let reading = Box::pin(read_all(io, Arc::clone(&max_message), Arc::clone(&slot)));
        Self { reading, slot, max_message }
    }

    /// Sets how long messages may be that come after those that have been taken.
    pub(super) fn set_max_message(&self, max_message: usize) {
        self.max_message.store(max_message, Ordering::Relaxed);
    }

    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Incoming, Error>> {
        match self.reading.as_mut().poll(cx) {
            Poll::Ready(error) => Poll::Ready(Err(error)),
            Poll::Pending => match lock(&self.slot).take() {
                Some(read) => Poll::Ready(read),
                None => Poll::Pending,
            },
        }
    }
}

/// Reads until the connection ends.
async fn read_all(mut io: BoxRead, max_message: Arc<AtomicUsize>, slot: Slot) -> Error {
    let error = read_messages(&mut io, max_message, &slot).await;
    if error == Error::Disconnected {
        return error;
    }
    hand_over(&slot, Err(error)).await;
    // What the peer still sends is read and dropped: closing a connection with unread data resets it, and the peer would never see
    // the close frame that tells what it did wrong.
    let mut dropped = [0; 1024];
    while io.read(&mut dropped).await.is_ok_and(|n| n > 0) {}
    Error::Disconnected
}

async fn read_messages(io: &mut BoxRead, max_message: Arc<AtomicUsize>, slot: &Slot) -> Error {
    let mut io = Counted { io, n_read: Arc::default() };
    let mut assembly = Assembly { max_message, open: None };
    loop {
        if let Err(error) = read_until_large(&mut io, &mut assembly, slot).await {
            return error;
        }
    }
}

/// Reads messages until one was so large that the buffer it came in should not be kept, and nothing else is in that buffer.
async fn read_until_large(
    io: &mut Counted<'_>,
    assembly: &mut Assembly,
    slot: &Slot,
) -> Result<(), Error> {
    let n_read = Arc::clone(&io.n_read);
    let n_read_before = n_read.load(Ordering::Relaxed);
    let (mut frames, _) = after_handshake_split(io, tokio::io::sink(), Role::Server);
    // Control frames are answered by us, in turn with what is being written.
    frames.set_auto_close(false);
    frames.set_auto_pong(false);
    let mut n_taken = 0;
    loop {
        // fastwebsockets refuses a frame that is as long as its limit.
        frames.set_max_message_size(assembly.max_message().saturating_add(1));
        let mut frame = next_frame(&mut frames).await?;
        let mut head = [0; 14];
        let head_len = frame.fmt_head(&mut head);
        // A client masks every frame, RFC 6455 §5.1.
        if head[1] & 0x80 == 0 {
            return Err(Error::Protocol);
        }
        let len = frame.payload.len();
        n_taken += (head_len + len) as u64;
        if let Some(incoming) = assembly.take(frame)? {
            hand_over(slot, Ok(incoming)).await;
        }
        if len > KEPT_BUFFER_MAX && n_read.load(Ordering::Relaxed) - n_read_before == n_taken {
            return Ok(());
        }
    }
}

/// A connection that counts what has been read from it.
struct Counted<'a> {
    io: &'a mut BoxRead,
    n_read: Arc<AtomicU64>,
}

impl AsyncRead for Counted<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut *self.io).poll_read(cx, buf);
        self.n_read.fetch_add((buf.filled().len() - before) as u64, Ordering::Relaxed);
        read
    }
}

/// Waits until what was read has been taken.
async fn hand_over(slot: &Slot, read: Result<Incoming, Error>) {
    *lock(slot) = Some(read);
    poll_fn(|_| match *lock(slot) {
        Some(_) => Poll::Pending,
        None => Poll::Ready(()),
    })
    .await;
}

async fn next_frame<'f, S: AsyncRead + Unpin>(
    frames: &'f mut WebSocketRead<S>,
) -> Result<Frame<'f>, Error> {
    let mut owes_nothing = |_| std::future::ready(Ok::<(), WebSocketError>(()));
    let frame = frames.read_frame::<_, WebSocketError>(&mut owes_nothing).await;
    frame.map_err(|error| match error {
        WebSocketError::InvalidUTF8 => Error::InvalidUtf8,
        WebSocketError::FrameTooLarge => Error::TooBig,
        WebSocketError::UnexpectedEOF
        | WebSocketError::ConnectionClosed
        | WebSocketError::IoError(_) => Error::Disconnected,
        _ => Error::Protocol,
    })
}

/// Puts fragments together and checks what fastwebsockets leaves open.
struct Assembly {
    max_message: Arc<AtomicUsize>,
    open: Option<Fragmented>,
}

struct Fragmented {
    is_text: bool,
    fragments: usize,
    payload: BytesMut,
}

impl Assembly {
    fn max_message(&self) -> usize {
        self.max_message.load(Ordering::Relaxed)
    }

    fn take(&mut self, frame: Frame<'_>) -> Result<Option<Incoming>, Error> {
        let (fin, opcode) = (frame.fin, frame.opcode);
        let payload = into_bytes(frame.payload);
        match opcode {
            OpCode::Text | OpCode::Binary if self.open.is_some() => Err(Error::Protocol),
            OpCode::Text if fin => text(payload).map(Some),
            OpCode::Binary if fin => Ok(Some(Incoming::Message(Message::Binary(payload)))),
            OpCode::Text | OpCode::Binary => {
                let is_text = opcode == OpCode::Text;
                let payload = BytesMut::from(&*payload);
                self.open = Some(Fragmented { is_text, fragments: 1, payload });
                Ok(None)
            }
            OpCode::Continuation => self.continuation(fin, &payload),
            OpCode::Ping => Ok(Some(Incoming::Ping(payload))),
            OpCode::Pong if payload.len() <= CONTROL_PAYLOAD_MAX => Ok(None),
            OpCode::Pong => Err(Error::Protocol),
            OpCode::Close => close(&payload).map(Some),
        }
    }

    fn continuation(&mut self, fin: bool, payload: &[u8]) -> Result<Option<Incoming>, Error> {
        let Some(mut message) = self.open.take() else { return Err(Error::Protocol) };
        message.fragments += 1;
        if message.payload.len() + payload.len() > self.max_message()
            || message.fragments > FRAGMENTS_MAX
        {
            return Err(Error::TooBig);
        }
        message.payload.extend_from_slice(payload);
        if !fin {
            self.open = Some(message);
            return Ok(None);
        }
        let payload = message.payload.freeze();
        if message.is_text {
            text(payload).map(Some)
        } else {
            Ok(Some(Incoming::Message(Message::Binary(payload))))
        }
    }
}

fn text(payload: Bytes) -> Result<Incoming, Error> {
    let text = Utf8Bytes::try_from(payload).map_err(|_| Error::InvalidUtf8)?;
    Ok(Incoming::Message(Message::Text(text)))
}

/// Checks a close frame, RFC 6455 §5.5.1 and §7.4.
fn close(payload: &Bytes) -> Result<Incoming, Error> {
    let Some((code, reason)) = payload.split_first_chunk::<2>() else {
        return if payload.is_empty() {
            Ok(Incoming::Close(Bytes::new()))
        } else {
            Err(Error::Protocol)
        };
    };
    let is_allowed = fastwebsockets::CloseCode::from(u16::from_be_bytes(*code)).is_allowed();
    if !is_allowed || payload.len() > CONTROL_PAYLOAD_MAX {
        return Err(Error::Protocol);
    }
    if std::str::from_utf8(reason).is_err() {
        return Err(Error::InvalidUtf8);
    }
    Ok(Incoming::Close(payload.clone()))
}

fn into_bytes(payload: Payload<'_>) -> Bytes {
    match payload {
        Payload::Bytes(payload) => payload.freeze(),
        Payload::Owned(payload) => payload.into(),
        Payload::BorrowedMut(payload) => Bytes::copy_from_slice(payload),
        Payload::Borrowed(payload) => Bytes::copy_from_slice(payload),
    }
}
