//! A session over long-polling: one connection for what is sent, one for what is received.

use std::collections::VecDeque;

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Fault, expect, string_behind};

/// A session that polls.
#[derive(Debug)]
pub(crate) struct Polling {
    sid: String,
    sending: Exchange,
    receiving: Exchange,
    /// Whether a GET waits for its answer.
    is_polling: bool,
    received: VecDeque<Bytes>,
}

impl Polling {
    /// Opens a session. It has joined nothing.
    pub(crate) async fn open(sending: TcpStream, receiving: TcpStream) -> Result<Self, Fault> {
        let mut sending = Exchange::new(sending)?;
        sending.ask("GET", None, b"").await?;
        let opening = sending.answer().await?;
        let sid = string_behind("sid", &opening).filter(|_| opening.starts_with(b"0{"));
        let sid = sid.ok_or_else(|| Fault::wrong("an open packet", &opening))?.to_owned();
        let receiving = Exchange::new(receiving)?;
        Ok(Self { sid, sending, receiving, is_polling: false, received: VecDeque::new() })
    }

    /// Opens a session, and joins the main namespace.
    pub(crate) async fn join(sending: TcpStream, receiving: TcpStream) -> Result<Self, Fault> {
        let mut this = Self::open(sending, receiving).await?;
        this.post(b"40").await?;
        let joined = this.receive().await?;
        if !joined.starts_with(b"0{\"sid\":\"") {
            return Err(Fault::wrong("the answer to a CONNECT", &joined));
        }
        Ok(this)
    }

    pub(crate) fn sid(&self) -> &str {
        &self.sid
    }

    /// Sends packets.
    pub(crate) async fn post(&mut self, packets: &[u8]) -> Result<(), Fault> {
        self.sending.ask("POST", Some(&self.sid), packets).await?;
        expect(b"ok", &self.sending.answer().await?)
    }

    /// Sends a GET without waiting for its answer.
    pub(crate) async fn begin_poll(&mut self) -> Result<(), Fault> {
        if !self.is_polling {
            self.receiving.ask("GET", Some(&self.sid), b"").await?;
            self.is_polling = true;
        }
        Ok(())
    }

    /// Receives everything that one GET brings.
    pub(crate) async fn drain_poll(&mut self) -> Result<Bytes, Fault> {
        self.begin_poll().await?;
        let packets = self.receiving.answer().await?;
        self.is_polling = false;
        Ok(packets)
    }

    /// The next message, without Engine.IO's `4`. Dropped before it is ready, it has lost nothing.
    pub(crate) async fn receive(&mut self) -> Result<Bytes, Fault> {
        loop {
            let Some(mut packet) = self.received.pop_front() else {
                let packets = self.drain_poll().await?;
                let packets = packets.split(|byte| *byte == b'\x1e').map(Bytes::copy_from_slice);
                self.received.extend(packets);
                continue;
            };
            match packet.first() {
                Some(b'4') => {
                    packet.advance(1);
                    return Ok(packet);
                }
                Some(b'2') if packet.len() == 1 => self.post(b"3").await?,
                Some(b'1') if packet.len() == 1 => return Err(Fault::Closed),
                _ => return Err(Fault::wrong("a message", &packet)),
            }
        }
    }

    /// The connections, to do to them what no client would: that for sending first.
    pub(crate) fn into_streams(self) -> [TcpStream; 2] {
        [self.sending.stream, self.receiving.stream]
    }
}

/// Requests and answers on one connection.
#[derive(Debug)]
struct Exchange {
    stream: TcpStream,
    received: BytesMut,
}

impl Exchange {
    fn new(stream: TcpStream) -> Result<Self, Fault> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: BytesMut::new() })
    }

    async fn ask(&mut self, method: &str, sid: Option<&str>, body: &[u8]) -> Result<(), Fault> {
        let sid = sid.map(|sid| format!("&sid={sid}")).unwrap_or_default();
        let mut request = format!(
            "{method} /socket.io/?EIO=4&transport=polling{sid} HTTP/1.1\r\nHost: bench\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        Ok(self.stream.write_all(&request).await?)
    }

    /// The body of the next answer. Dropped before it is ready, it has lost nothing.
    async fn answer(&mut self) -> Result<Bytes, Fault> {
        loop {
            if let Some(body) = take_answer(&mut self.received)? {
                return Ok(body);
            }
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err(Fault::Closed);
            }
        }
    }
}

/// Takes a whole answer with status 200 off, if there is one.
fn take_answer(received: &mut BytesMut) -> Result<Option<Bytes>, Fault> {
    let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = String::from_utf8_lossy(&received[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|length| length.parse::<usize>().ok());
    let Some(length) = length.filter(|_| head.starts_with("http/1.1 200 ")) else {
        return Err(Fault::wrong("an answer with status 200 and a length", received));
    };
    if received.len() < end + 4 + length {
        return Ok(None);
    }
    received.advance(end + 4);
    Ok(Some(received.split_to(length).freeze()))
}
