//! Plays a script against one server.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::timeout;

use super::connection::{Connection, Seen};
use super::deflate::deflate;
use super::script::{Action, Frame, Part, Request, Script, Step};
use super::text::bytes;
use super::transcript::{Transcript, name};

/// How long a server may take for what it does at once. Nothing is compared with it: whoever waits so long waits in vain.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often a settling request is repeated: each answer is a turn of the server's loop.
const TURNS: usize = 3;

const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;

/// A server to play against.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    /// Where its application says why sessions and sockets have ended.
    pub(crate) reasons: SocketAddr,
    /// Where it answers, with a slash at the end.
    pub(crate) path: String,
    /// Whether it sends by the clock, so that nobody can say what is there at the end of a script.
    pub(crate) is_timed: bool,
}

/// What a script came to with one server.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) lines: Vec<String>,
    /// Whether it was played to its end.
    pub(crate) is_whole: bool,
}

pub(crate) async fn play(script: &Script, target: &Target) -> Outcome {
    let mut player = Player {
        target,
        connections: BTreeMap::new(),
        transcript: Transcript::default(),
        has_sent: false,
    };
    let played = player.play(script).await;
    if let Err(stop) = &played {
        player.transcript.give_up(&stop.to_string());
    }
    Outcome { lines: player.transcript.into_lines(), is_whole: played.is_ok() }
}

struct Player<'a> {
    target: &'a Target,
    connections: BTreeMap<String, Connection>,
    transcript: Transcript,
    has_sent: bool,
}

/// Why a script cannot go on.
enum Stop {
    /// The server sent nothing where the script listens.
    InVain,
    /// The step cannot be taken.
    Impossible(String),
}

impl From<String> for Stop {
    fn from(reason: String) -> Self {
        Self::Impossible(reason)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Impossible(error.to_string())
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InVain => f.write_str("nothing comes"),
            Self::Impossible(reason) => f.write_str(reason),
        }
    }
}

impl Player<'_> {
    async fn play(&mut self, script: &Script) -> Result<(), Stop> {
        for step in &script.steps {
            self.step(step).await?;
        }
        if self.target.is_timed { Ok(()) } else { self.look_around().await }
    }

    async fn step(&mut self, step: &Step) -> Result<(), Stop> {
        let connection = step.connection.as_str();
        match &step.action {
            Action::Receive(count) => {
                for _ in 0..*count {
                    if self.take(connection).await? == Seen::End {
                        break;
                    }
                }
            }
            Action::ReceiveEnd => self.take_to_the_end(connection).await?,
            Action::ReceiveAll => self.take_all(connection).await?,
            Action::Why(id) => self.ask_why(id).await?,
            Action::Race(outcomes) => self.race(connection, outcomes).await?,
            Action::Send(parts) => {
                self.transcript.step(&step.source);
                self.settle().await?;
                self.send(connection, parts).await?;
            }
            Action::Finish => {
                self.transcript.step(&step.source);
                self.settle().await?;
                self.open(connection).await?.finish().await;
            }
            Action::Reset => {
                self.transcript.step(&step.source);
                self.settle().await?;
                if let Some(connection) = self.connections.remove(connection) {
                    connection.reset()?;
                }
            }
        }
        Ok(())
    }

    async fn open(&mut self, name: &str) -> Result<&mut Connection, Stop> {
        if !self.connections.contains_key(name) {
            let connection = Connection::open(self.target.address).await?;
            self.connections.insert(name.to_owned(), connection);
        }
        self.connections.get_mut(name).ok_or_else(|| Stop::Impossible("not open".to_owned()))
    }

    /// Makes sure that the server has taken everything sent so far, on whatever connection: it answers requests of a connection
    /// that is younger.
    async fn settle(&mut self) -> Result<(), Stop> {
        if !self.has_sent {
            return Ok(());
        }
        let mut connection = Connection::open(self.target.address).await?;
        for _ in 0..TURNS {
            connection.expect_answer("GET");
            connection.send(b"GET /settle HTTP/1.1\r\nHost: test\r\n\r\n").await;
            timeout(PATIENCE, connection.next()).await.map_err(|_| Stop::InVain)?;
        }
        Ok(())
    }

    async fn send(&mut self, connection: &str, parts: &[Part]) -> Result<(), Stop> {
        let mut segments: Vec<Vec<u8>> = vec![Vec::new()];
        for part in parts {
            let last = segments.last_mut().ok_or_else(|| "no segment".to_owned())?;
            match part {
                Part::Raw(text) => last.extend(bytes(text, &self.transcript)?),
                Part::Frame(frame) => last.extend(self.frame(frame)?),
                Part::Request(request) => {
                    let (head, body) = self.request(request)?;
                    last.extend(head);
                    let mut pieces = body.into_iter();
                    last.extend(pieces.next().unwrap_or_default());
                    segments.extend(pieces);
                    self.open(connection).await?.expect_answer(&request.method);
                }
            }
        }
        for (index, segment) in segments.into_iter().enumerate() {
            if index > 0 {
                self.settle().await?;
            }
            let connection = self.open(connection).await?;
            if !connection.is_over() {
                connection.send(&segment).await;
            }
            self.has_sent = true;
        }
        Ok(())
    }

    /// The head of a request, and the pieces of its body.
    fn request(&self, request: &Request) -> Result<(Vec<u8>, Vec<Vec<u8>>), Stop> {
        let values = &self.transcript;
        let path = if request.target.starts_with('?') { &self.target.path } else { "" };
        let mut head = format!("{} {path}", request.method).into_bytes();
        head.extend(bytes(&request.target, values)?);
        head.extend_from_slice(b" HTTP/1.1\r\nHost: test\r\n");
        let mut body = Vec::new();
        for piece in &request.body {
            body.push(bytes(piece, values)?);
        }
        let has_header = |wanted: &str| {
            request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted))
        };
        for (name, value) in &request.headers {
            head.extend_from_slice(format!("{name}: ").as_bytes());
            head.extend(bytes(value, values)?);
            head.extend_from_slice(b"\r\n");
        }
        if has_header("Transfer-Encoding") {
            for piece in &mut body {
                *piece = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
            }
            if !request.is_cut {
                match body.last_mut() {
                    Some(piece) => piece.extend_from_slice(b"0\r\n\r\n"),
                    None => body.push(b"0\r\n\r\n".to_vec()),
                }
            }
        } else if !has_header("Content-Length") && (request.method == "POST" || !body.is_empty()) {
            let len: usize = body.iter().map(Vec::len).sum();
            head.extend_from_slice(format!("Content-Length: {len}\r\n").as_bytes());
        }
        head.extend_from_slice(b"\r\n");
        Ok((head, body))
    }

    fn frame(&self, frame: &Frame) -> Result<Vec<u8>, Stop> {
        const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
        let payload = bytes(&frame.payload, &self.transcript)?;
        let payload = if frame.is_deflated { deflate(&payload)? } else { payload };
        let mask = if frame.is_masked { 0x80 } else { 0 };
        let mut bytes = vec![frame.head];
        let len = frame.length.unwrap_or(payload.len() as u64);
        match (u8::try_from(len), u16::try_from(len)) {
            (Ok(len @ 0..126), _) => bytes.push(mask | len),
            (_, Ok(len)) => {
                bytes.push(mask | 126);
                bytes.extend_from_slice(&len.to_be_bytes());
            }
            _ => {
                bytes.push(mask | 127);
                bytes.extend_from_slice(&len.to_be_bytes());
            }
        }
        if frame.is_masked {
            bytes.extend_from_slice(&KEY);
            bytes.extend(payload.iter().zip(KEY.iter().cycle()).map(|(byte, key)| byte ^ key));
        } else {
            bytes.extend(payload);
        }
        Ok(bytes)
    }

    async fn receive(&mut self, name: &str) -> Result<Seen, Stop> {
        let connection = self.open(name).await?;
        timeout(PATIENCE, connection.next()).await.map_err(|_| Stop::InVain)
    }

    async fn take(&mut self, connection: &str) -> Result<Seen, Stop> {
        let seen = self.receive(connection).await?;
        self.transcript.seen(connection, &seen);
        Ok(seen)
    }

    async fn take_to_the_end(&mut self, connection: &str) -> Result<(), Stop> {
        while !self.open(connection).await?.is_over() {
            let seen = self.take(connection).await?;
            self.answer_close(connection, &seen).await?;
        }
        Ok(())
    }

    /// Takes the frames that come before the answer to a ping, or before the end.
    async fn take_all(&mut self, connection: &str) -> Result<(), Stop> {
        if self.open(connection).await?.is_over() {
            return Ok(());
        }
        self.settle().await?;
        self.open(connection).await?.send(&[PING, 0x80, 0, 0, 0, 0]).await;
        while !self.open(connection).await?.is_over() {
            let seen = self.receive(connection).await?;
            if matches!(&seen, Seen::Frame { head: PONG, payload } if payload.is_empty()) {
                return Ok(());
            }
            self.transcript.seen(connection, &seen);
            self.answer_close(connection, &seen).await?;
        }
        Ok(())
    }

    async fn answer_close(&mut self, connection: &str, seen: &Seen) -> Result<(), Stop> {
        if let Seen::Frame { head: CLOSE, payload } = seen {
            let answer = [&[CLOSE, 0x80 | payload.len() as u8, 0, 0, 0, 0], payload.as_slice()];
            self.open(connection).await?.send(&answer.concat()).await;
        }
        Ok(())
    }

    async fn race(&mut self, connection: &str, outcomes: &[String]) -> Result<(), Stop> {
        let seen = self.receive(connection).await?;
        let outcome = name(&seen);
        if outcomes.contains(&outcome) {
            self.transcript.note(connection, &format!("either {}", outcomes.join(" or ")));
        } else {
            self.transcript.seen(connection, &seen);
        }
        Ok(())
    }

    async fn ask_why(&mut self, id: &str) -> Result<(), Stop> {
        let path = [b"GET /", bytes(id, &self.transcript)?.as_slice(), b" HTTP/1.1\r\n"].concat();
        let mut connection = Connection::open(self.target.reasons).await?;
        connection.expect_answer("GET");
        connection.send(&[path.as_slice(), b"Host: test\r\n\r\n"].concat()).await;
        match timeout(PATIENCE, connection.next()).await {
            Ok(Seen::Answer(answer)) => {
                self.transcript.reason(id, &answer.body);
                Ok(())
            }
            Ok(_) => Err(Stop::Impossible("the application does not say why".to_owned())),
            Err(_) => Err(Stop::InVain),
        }
    }

    /// Takes what no step has taken.
    async fn look_around(&mut self) -> Result<(), Stop> {
        self.settle().await?;
        let names: Vec<String> = self.connections.keys().cloned().collect();
        for name in names {
            let Some(connection) = self.connections.get_mut(&name) else { continue };
            if connection.is_over() {
                continue;
            }
            if connection.is_websocket() {
                self.take_all(&name).await?;
            } else if connection.has_more().await {
                self.take(&name).await?;
            }
        }
        Ok(())
    }
}
