//! A WebSocket as a client has it, and the two protocols on it.

use std::io;

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Fault, expect, string_behind};

/// How many bytes of an answer's head there may be.
const HEAD_BYTES_MAX: usize = 16 * 1024;

const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const CLOSE: u8 = 0x88;

/// A message of Socket.IO, or of nobody.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// What stands behind Engine.IO's `4`.
    Text(Bytes),
    Binary(Bytes),
}

/// A WebSocket to the server, which answers the server's heartbeat.
#[derive(Debug)]
pub(crate) struct WebSocket {
    stream: TcpStream,
    received: BytesMut,
}

/// The request for a WebSocket, for a session that exists or for a new one.
pub(crate) fn request_of_upgrade(sid: Option<&str>) -> String {
    let sid = sid.map(|sid| format!("&sid={sid}")).unwrap_or_default();
    format!(
        "GET /socket.io/?EIO=4&transport=websocket{sid} HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
}

/// What belongs to the key above, RFC 6455 §1.3.
const ACCEPTED: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

impl WebSocket {
    /// Opens a WebSocket, for a session that exists or for a new one. Nothing that the server says on it has been read.
    pub(crate) async fn open(stream: TcpStream, sid: Option<&str>) -> Result<Self, Fault> {
        let mut this = Self { stream, received: BytesMut::new() };
        this.stream.set_nodelay(true)?;
        this.stream.write_all(request_of_upgrade(sid).as_bytes()).await?;
        let head = this.receive_head().await?;
        if !head.starts_with("HTTP/1.1 101 ") || !head.contains(ACCEPTED) {
            return Err(Fault::wrong("an accepted upgrade", head.as_bytes()));
        }
        Ok(this)
    }

    /// Opens a session, and joins the main namespace.
    pub(crate) async fn join(stream: TcpStream) -> Result<Self, Fault> {
        let mut this = Self::open(stream, None).await?;
        this.receive_opening().await?;
        this.send_text(b"40").await?;
        this.receive_joined("").await?;
        Ok(this)
    }

    /// Receives the packet with which a session begins.
    pub(crate) async fn receive_opening(&mut self) -> Result<(), Fault> {
        let (opcode, payload) = self.receive_frame().await?;
        if opcode != TEXT || !payload.starts_with(b"0{\"sid\":\"") {
            return Err(Fault::wrong("an open packet", &payload));
        }
        Ok(())
    }

    /// Receives the answer to a CONNECT to a namespace: its name with a comma behind it, or nothing for the main one.
    pub(crate) async fn receive_joined(&mut self, namespace: &str) -> Result<(), Fault> {
        match self.receive().await? {
            Received::Text(text)
                if text
                    .strip_prefix(b"0")
                    .and_then(|rest| rest.strip_prefix(namespace.as_bytes()))
                    .is_some()
                    && string_behind("sid", &text).is_some() =>
            {
                Ok(())
            }
            Received::Text(other) | Received::Binary(other) => {
                Err(Fault::wrong("the answer to a CONNECT", &other))
            }
        }
    }

    /// Asks whether the session may move here, and receives the answer.
    pub(crate) async fn probe(&mut self) -> Result<(), Fault> {
        self.send_text(b"2probe").await?;
        let (_, answer) = self.receive_frame().await?;
        expect(b"3probe", &answer)
    }

    /// The next message. Dropped before it is ready, it has lost nothing.
    pub(crate) async fn receive(&mut self) -> Result<Received, Fault> {
        loop {
            let (opcode, mut payload) = self.receive_frame().await?;
            match (opcode, payload.first()) {
                (TEXT, Some(b'4')) => {
                    payload.advance(1);
                    return Ok(Received::Text(payload));
                }
                // Few bytes, for which there is room whenever the server reads.
                (TEXT, Some(b'2')) if payload.len() == 1 => self.send_text(b"3").await?,
                (TEXT, Some(b'6')) if payload.len() == 1 => {}
                (BINARY, _) => return Ok(Received::Binary(payload)),
                (CLOSE, _) => return Err(Fault::Closed),
                _ => return Err(Fault::wrong("a message", &payload)),
            }
        }
    }

    pub(crate) async fn send_text(&mut self, payload: &[u8]) -> io::Result<()> {
        self.stream.write_all(&framed(TEXT, payload)).await
    }

    pub(crate) async fn send_binary(&mut self, payload: &[u8]) -> io::Result<()> {
        self.stream.write_all(&framed(BINARY, payload)).await
    }

    /// Sends the beginning of a frame, of which the rest will never come.
    pub(crate) async fn send_half(&mut self, payload: &[u8]) -> io::Result<()> {
        let frame = framed(TEXT, payload);
        self.stream.write_all(&frame[..frame.len() / 2]).await
    }

    pub(crate) async fn send_close(&mut self) -> io::Result<()> {
        self.stream.write_all(&framed(CLOSE, &1000_u16.to_be_bytes())).await
    }

    /// The connection, to do to it what no WebSocket would.
    pub(crate) fn into_stream(self) -> TcpStream {
        self.stream
    }

    async fn receive_head(&mut self) -> Result<String, Fault> {
        loop {
            if let Some(end) = self.received.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = self.received.split_to(end + 4);
                return Ok(String::from_utf8_lossy(&head).into_owned());
            }
            if self.received.len() > HEAD_BYTES_MAX {
                return Err(Fault::wrong("an answer", &self.received));
            }
            self.receive_bytes().await?;
        }
    }

    async fn receive_frame(&mut self) -> Result<(u8, Bytes), Fault> {
        loop {
            if let Some(frame) = take_frame(&mut self.received)? {
                return Ok(frame);
            }
            self.receive_bytes().await?;
        }
    }

    async fn receive_bytes(&mut self) -> Result<(), Fault> {
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err(Fault::Closed),
            _ => Ok(()),
        }
    }
}

/// Takes a whole frame off, if there is one. The server's frames have no mask.
fn take_frame(received: &mut BytesMut) -> Result<Option<(u8, Bytes)>, Fault> {
    let [first, second, rest @ ..] = &received[..] else { return Ok(None) };
    let first = *first;
    if !matches!(first, TEXT | BINARY | CLOSE) || second & 0x80 != 0 {
        return Err(Fault::wrong("a whole frame without a mask", received));
    }
    let (head, payload) = match (second & 0x7f, rest) {
        (126, [a, b, ..]) => (4, usize::from(u16::from_be_bytes([*a, *b]))),
        (127, [0, 0, 0, 0, a, b, c, d, ..]) => (10, u32::from_be_bytes([*a, *b, *c, *d]) as usize),
        (126 | 127, rest) if rest.len() < 8 => return Ok(None),
        (126 | 127, _) => return Err(Fault::wrong("a frame of a length that can be", received)),
        (short, _) => (2, usize::from(short)),
    };
    if received.len() < head + payload {
        received.reserve(head + payload - received.len());
        return Ok(None);
    }
    received.advance(head);
    Ok(Some((first, received.split_to(payload).freeze())))
}

/// A frame with a mask of zeros, which leaves the payload as it is.
fn framed(first: u8, payload: &[u8]) -> Vec<u8> {
    const MASKED: u8 = 0x80;
    let mut frame = Vec::with_capacity(payload.len() + 14);
    frame.push(first);
    match payload.len() {
        short @ 0..126 => frame.push(MASKED | short as u8),
        long @ 126..=0xffff => {
            frame.push(MASKED | 126);
            frame.extend((long as u16).to_be_bytes());
        }
        huge => {
            frame.push(MASKED | 127);
            frame.extend((huge as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}
