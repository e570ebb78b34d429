//! RFC 6455 by hand, from the client's side: every bit of a frame can be wrong.

use std::io::{self, ErrorKind};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::{HttpConnection, sid, within};

/// A WebSocket connection to the server. Dropping it cuts the connection without a close frame.
#[derive(Debug)]
pub struct RawWebSocket<S = TcpStream> {
    stream: BufReader<S>,
}

/// What the server sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// A ping frame.
    Ping(Vec<u8>),
    /// A pong frame.
    Pong(Vec<u8>),
    /// A close frame, with its code and reason if it has any.
    Close(Option<(u16, String)>),
    /// The end of the connection, in order.
    End,
    /// The end of the connection by a RST segment.
    Reset,
}

/// The text message `content`.
pub fn text(content: &str) -> Incoming {
    Incoming::Text(content.to_owned())
}

/// A close frame without a code, which clients report as 1005.
pub const fn closed() -> Incoming {
    Incoming::Close(None)
}

/// A close frame with a code and no reason in words.
pub const fn closed_with(code: u16) -> Incoming {
    Incoming::Close(Some((code, String::new())))
}

/// A frame as a client has to send it. `head` is its first byte: FIN, reserved bits, opcode.
pub fn masked(head: u8, payload: &[u8]) -> Vec<u8> {
    const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = header(head, 0x80, payload.len());
    frame.extend_from_slice(&KEY);
    frame.extend(payload.iter().zip(KEY.iter().cycle()).map(|(byte, key)| byte ^ key));
    frame
}

/// A frame without a mask, which only servers may send.
pub fn unmasked(head: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = header(head, 0, payload.len());
    frame.extend_from_slice(payload);
    frame
}

fn header(head: u8, mask: u8, len: usize) -> Vec<u8> {
    let mut header = vec![head];
    match len {
        0..126 => header.push(mask | len as u8),
        126..0x1_0000 => {
            header.push(mask | 126);
            header.extend_from_slice(&(len as u16).to_be_bytes());
        }
        _ => {
            header.push(mask | 127);
            header.extend_from_slice(&(len as u64).to_be_bytes());
        }
    }
    header
}

impl RawWebSocket {
    /// The request that opens a WebSocket, with the key of the example in RFC 6455 §1.3.
    pub fn request(query: &str) -> String {
        format!(
            "GET /socket.io/?{query} HTTP/1.1\r\nhost: test\r\nconnection: Upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
    }

    /// Cuts the connection with a RST segment, as a crashed client does.
    ///
    /// # Panics
    /// When the system does not know the option.
    pub fn reset(self) {
        self.stream.into_inner().set_zero_linger().expect("the option exists for TCP");
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> RawWebSocket<S> {
    /// Speaks WebSocket on a stream whose handshake is through.
    pub fn over(stream: S) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// Speaks WebSocket on a connection where the handshake has been answered.
    pub fn upgraded(http: HttpConnection<S>) -> Self {
        Self { stream: http.into_stream() }
    }

    /// Opens a WebSocket on a connection.
    ///
    /// # Panics
    /// When the server does not accept it.
    pub async fn handshake(mut http: HttpConnection<S>, query: &str) -> Self {
        http.write(RawWebSocket::request(query)).await;
        Self::accepted(http).await
    }

    /// Opens a WebSocket on a connection where the request has been written.
    ///
    /// # Panics
    /// When the server does not accept it.
    pub async fn accepted(mut http: HttpConnection<S>) -> Self {
        let response = http.response().await;
        assert_eq!(response.status, 101, "{response:?}");
        let accept = response.header("sec-websocket-accept");
        assert_eq!(accept, Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "RFC 6455 §1.3");
        Self { stream: http.into_stream() }
    }

    /// Joins a namespace with a CONNECT packet such as `40` or `40/admin,{"token":"x"}`; gives the id of
    /// the socket.
    ///
    /// # Panics
    /// When the client is not admitted.
    pub async fn join(&mut self, connect: &str) -> String {
        self.send(connect).await;
        let answer = self.text().await;
        let head = connect.split('{').next().unwrap_or_default();
        assert!(answer.starts_with(&format!(r#"{head}{{"sid":""#)), "{answer}");
        sid(&answer).to_owned()
    }

    /// Sends a text message.
    ///
    /// # Panics
    /// When the server has ended the connection.
    pub async fn send(&mut self, text: &str) {
        self.write(&masked(0x81, text.as_bytes())).await;
    }

    /// Sends a binary message.
    ///
    /// # Panics
    /// When the server has ended the connection.
    pub async fn send_binary(&mut self, bytes: &[u8]) {
        self.write(&masked(0x82, bytes)).await;
    }

    /// Writes these bytes, whatever they mean.
    ///
    /// # Panics
    /// When the server has ended the connection.
    pub async fn write(&mut self, bytes: &[u8]) {
        self.try_write(bytes).await.expect("the server reads");
    }

    /// Writes these bytes to a server that may have had enough.
    ///
    /// # Errors
    /// When the server has ended the connection.
    pub async fn try_write(&mut self, bytes: &[u8]) -> io::Result<()> {
        within("the server to read", self.stream.write_all(bytes)).await
    }

    /// The next thing from the server.
    ///
    /// # Panics
    /// When nothing comes in time, or when it is no frame that a server may send.
    pub async fn next(&mut self) -> Incoming {
        match within("a frame", self.read_frame()).await {
            Ok(incoming) => incoming,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Incoming::End,
            Err(error) if error.kind() == ErrorKind::ConnectionReset => Incoming::Reset,
            Err(error) => panic!("{error}"),
        }
    }

    /// The next message, which is a text.
    ///
    /// # Panics
    /// When it is something else.
    pub async fn text(&mut self) -> String {
        match self.next().await {
            Incoming::Text(text) => text,
            other => panic!("no text: {other:?}"),
        }
    }

    /// The next message, which is binary.
    ///
    /// # Panics
    /// When it is something else.
    pub async fn binary(&mut self) -> Vec<u8> {
        match self.next().await {
            Incoming::Binary(bytes) => bytes,
            other => panic!("no binary: {other:?}"),
        }
    }

    /// The texts that came up to now. Asks for the acknowledgement of an event `fence`, which all that was
    /// sent before it precedes.
    ///
    /// # Panics
    /// When something else than text comes, or when nobody acknowledges.
    pub async fn texts_so_far(&mut self) -> Vec<String> {
        self.send(r#"42999["fence"]"#).await;
        let mut texts = Vec::new();
        loop {
            match self.text().await {
                fence if fence == "43999[]" => return texts,
                text => texts.push(text),
            }
        }
    }

    /// Answers the server's close frame and sees the connection end.
    ///
    /// # Panics
    /// When the next thing is no close frame without a code, or when the connection does not end.
    pub async fn closes(mut self) {
        assert_eq!(self.next().await, closed());
        self.write(&masked(0x88, b"")).await;
        assert_eq!(self.next().await, Incoming::End);
    }

    /// The next frame as it is: its first byte, and its payload.
    ///
    /// # Panics
    /// When the connection ends instead.
    pub async fn frame(&mut self) -> (u8, Vec<u8>) {
        within("a frame", self.read_raw_frame()).await.expect("a frame")
    }

    async fn read_raw_frame(&mut self) -> io::Result<(u8, Vec<u8>)> {
        let head = self.stream.read_u8().await?;
        let len = match self.stream.read_u8().await? {
            len @ 0..126 => u64::from(len),
            126 => u64::from(self.stream.read_u16().await?),
            127 => self.stream.read_u64().await?,
            len => panic!("the server masked a frame: {len:#x}"),
        };
        let mut payload = vec![0; usize::try_from(len).expect("a length that fits")];
        self.stream.read_exact(&mut payload).await?;
        Ok((head, payload))
    }

    async fn read_frame(&mut self) -> io::Result<Incoming> {
        const FIN: u8 = 0x80;
        let (head, payload) = self.read_raw_frame().await?;
        assert_eq!(head & 0xf0, FIN, "the server sends whole messages without extensions");
        Ok(match head & 0x0f {
            0x1 => Incoming::Text(String::from_utf8(payload).expect("text is UTF-8")),
            0x2 => Incoming::Binary(payload),
            0x8 => Incoming::Close(close_reason(payload)),
            0x9 => Incoming::Ping(payload),
            0xa => Incoming::Pong(payload),
            opcode => panic!("opcode {opcode}"),
        })
    }
}

fn close_reason(mut payload: Vec<u8>) -> Option<(u16, String)> {
    let &[high, low, ..] = payload.as_slice() else {
        assert!(payload.is_empty(), "half a close code: {payload:?}");
        return None;
    };
    let reason = String::from_utf8(payload.split_off(2)).expect("a reason is UTF-8");
    Some((u16::from_be_bytes([high, low]), reason))
}
