//! One TCP connection of a script, and what a server sends on it.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read as _};
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::deflate::Inflater;

/// The mark of a compressed message.
const RSV1: u8 = 0x40;

/// A connection to a server. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    /// The methods of the requests that are not answered yet: they say which answers have a body.
    asked: VecDeque<String>,
    is_websocket: bool,
    /// There when messages may be compressed.
    inflater: Option<Inflater>,
    /// Whether the server has ended it.
    is_over: bool,
}

/// What came from the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    Answer(Answer),
    Frame {
        head: u8,
        payload: Vec<u8>,
    },
    /// Something that is neither.
    Garbage(Vec<u8>),
    /// The end of the connection. A FIN and a RST segment count alike: which one comes depends on whether the server had read
    /// everything when it closed the socket.
    End,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// Without chunks and without compression.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            asked: VecDeque::new(),
            is_websocket: false,
            inflater: None,
            is_over: false,
        })
    }

    pub(crate) const fn is_websocket(&self) -> bool {
        self.is_websocket
    }

    pub(crate) const fn is_over(&self) -> bool {
        self.is_over
    }

    /// A request with this method is about to be sent.
    pub(crate) fn expect_answer(&mut self, method: &str) {
        self.asked.push_back(method.to_owned());
    }

    /// Sends. A server that has ended the connection takes nothing any more, which is seen where the script listens.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).await;
    }

    pub(crate) async fn finish(&mut self) {
        // It may be gone already.
        let _ = self.stream.shutdown().await;
    }

    pub(crate) fn reset(self) -> io::Result<()> {
        self.stream.into_inner().set_zero_linger()
    }

    /// Whether something has come that nobody has taken. Does not wait for it.
    pub(crate) async fn has_more(&mut self) -> bool {
        let filled = timeout(Duration::ZERO, self.stream.fill_buf()).await;
        filled.is_ok_and(|filled| filled.is_ok_and(|bytes| !bytes.is_empty()))
    }

    /// Waits for the next thing. Where the server ends the connection, the client ends it too.
    pub(crate) async fn next(&mut self) -> Seen {
        let next = if self.is_websocket { self.frame().await } else { self.answer().await };
        let seen = next.unwrap_or(Seen::End);
        if matches!(seen, Seen::End | Seen::Garbage(_)) {
            self.is_over = true;
            self.finish().await;
        }
        seen
    }

    async fn frame(&mut self) -> io::Result<Seen> {
        let head = self.stream.read_u8().await?;
        let len = match self.stream.read_u8().await? {
            len @ 0..126 => u64::from(len),
            126 => u64::from(self.stream.read_u16().await?),
            127 => self.stream.read_u64().await?,
            len => return self.garbage(vec![head, len]).await,
        };
        let mut payload = Vec::new();
        let read = (&mut self.stream).take(len).read_to_end(&mut payload).await?;
        if read as u64 == len {
            let payload = match &mut self.inflater {
                Some(inflater) if head & RSV1 != 0 => inflater.inflate(&payload)?,
                Some(_) | None => payload,
            };
            Ok(Seen::Frame { head, payload })
        } else {
            Ok(Seen::Garbage([&[head], payload.as_slice()].concat()))
        }
    }

    async fn garbage(&mut self, mut bytes: Vec<u8>) -> io::Result<Seen> {
        self.stream.read_to_end(&mut bytes).await?;
        Ok(Seen::Garbage(bytes))
    }

    async fn answer(&mut self) -> io::Result<Seen> {
        let head = self.line().await?;
        // Which of the two versions is named says nothing: both mean the same semantics.
        let rest = head.strip_prefix("HTTP/1.1 ").or_else(|| head.strip_prefix("HTTP/1.0 "));
        let status = rest.and_then(|rest| rest.get(..3)?.parse().ok());
        let Some(status) = status else { return self.garbage(head.into_bytes()).await };
        let mut answer = Answer { status, headers: Vec::new(), body: Vec::new() };
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        if status == 100 {
            // The answer itself is still to come.
            return Ok(Seen::Answer(answer));
        }
        let asked = self.asked.pop_front();
        self.is_websocket = status == 101;
        if let Some(extensions) = answer.header("sec-websocket-extensions") {
            self.inflater = Some(Inflater::new(!extensions.contains("server_no_context_takeover")));
        }
        let is_bare = matches!(status, 101 | 204 | 304) || asked.as_deref() == Some("HEAD");
        if !is_bare {
            self.body(&mut answer).await?;
            unpack(&mut answer)?;
        }
        Ok(Seen::Answer(answer))
    }

    async fn body(&mut self, answer: &mut Answer) -> io::Result<()> {
        if answer.header("transfer-encoding") == Some("chunked") {
            loop {
                let size = self.line().await?;
                let size = u64::from_str_radix(&size, 16).map_err(io::Error::other)?;
                self.take(size, &mut answer.body).await?;
                self.line().await?;
                if size == 0 {
                    return Ok(());
                }
            }
        }
        if let Some(len) = answer.header("content-length") {
            let len = len.parse().map_err(io::Error::other)?;
            return self.take(len, &mut answer.body).await;
        }
        self.stream.read_to_end(&mut answer.body).await?;
        Ok(())
    }

    async fn take(&mut self, len: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        let read = (&mut self.stream).take(len).read_to_end(bytes).await?;
        if read as u64 == len { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&line);
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}

/// Takes the compression off: two compressors make different bytes of one text.
fn unpack(answer: &mut Answer) -> io::Result<()> {
    let mut body = Vec::new();
    match answer.header("content-encoding") {
        Some("gzip") => flate2::read::MultiGzDecoder::new(&*answer.body).read_to_end(&mut body)?,
        Some("deflate") => flate2::read::ZlibDecoder::new(&*answer.body).read_to_end(&mut body)?,
        Some("br") => {
            brotli_decompressor::Decompressor::new(&*answer.body, 4096).read_to_end(&mut body)?
        }
        _ => return Ok(()),
    };
    answer.body = body;
    Ok(())
}
