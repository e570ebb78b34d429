//! Pages that speak Socket.IO with a server of the same process: by HTTP long-polling, without a network.

use std::collections::VecDeque;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tokio::time::timeout;
use wigwag::Io;

/// How long the server may take to say something. Nothing waits this long when all is well.
const DEADLINE: Duration = Duration::from_secs(10);

/// What stands between the packets of one answer.
const SEPARATOR: char = '\x1e';

/// A server with an empty board.
pub fn start() -> Io {
    board_server::server().unwrap()
}

/// One open page.
pub struct Page {
    server: Io,
    /// The address of its session.
    url: String,
    /// Packets that have come and that nobody has looked at.
    packets: VecDeque<String>,
    /// Events that came while the page waited for something else.
    events: VecDeque<(String, Value)>,
}

impl Page {
    /// Opens the board. The error is why the server refuses.
    pub async fn open(server: &Io, name: &str) -> Result<Self, Value> {
        Self::open_of(server, name, "").await
    }

    /// Opens a page that was built from the contract with this hash.
    pub async fn open_of(server: &Io, name: &str, contract: &str) -> Result<Self, Value> {
        let url = format!("/socket.io/?EIO=4&transport=polling&wigwag={contract}");
        let mut page =
            Self { server: server.clone(), url, packets: VecDeque::new(), events: VecDeque::new() };
        let opened = page.receive().await;
        let session = parse(opened.strip_prefix('0').unwrap());
        page.url += &format!("&sid={}", session["sid"].as_str().unwrap());
        page.send(format!("40/board,{}", json!({ "name": name }))).await;
        let answer = page.receive().await;
        match answer.strip_prefix("44/board,") {
            Some(error) => Err(parse(error)["data"].take()),
            None if answer.starts_with("40/board,") => Ok(page),
            None => panic!("neither let in nor refused: {answer}"),
        }
    }

    /// Closes the page.
    pub async fn close(self) {
        self.send("41/board,".to_owned()).await;
    }

    /// Sends an event and waits for its acknowledgement.
    pub async fn ask(&mut self, event: &str, argument: Value) -> Value {
        self.send(format!("42/board,1{}", json!([event, argument]))).await;
        loop {
            let packet = self.receive().await;
            match packet.strip_prefix("43/board,1") {
                Some(answer) => return parse(answer)[0].take(),
                None => self.keep(&packet),
            }
        }
    }

    /// Waits for the next event of this name, and gives its first argument.
    pub async fn hears(&mut self, event: &str) -> Value {
        loop {
            if let Some(at) = self.events.iter().position(|(name, _)| name == event) {
                return self.events.remove(at).unwrap().1;
            }
            let packet = self.receive().await;
            self.keep(&packet);
        }
    }

    fn keep(&mut self, packet: &str) {
        let event =
            packet.strip_prefix("42/board,").unwrap_or_else(|| panic!("no event: {packet}"));
        let mut event = parse(event);
        let argument = event.get_mut(1).map(Value::take).unwrap_or_default();
        self.events.push_back((event[0].as_str().unwrap().to_owned(), argument));
    }

    async fn send(&self, packet: String) {
        assert_eq!(self.request(Request::post(&self.url).body(packet.into()).unwrap()).await, "ok");
    }

    async fn receive(&mut self) -> String {
        if self.packets.is_empty() {
            let answer = self.request(Request::get(&self.url).body(Body::empty()).unwrap()).await;
            self.packets = answer.split(SEPARATOR).map(str::to_owned).collect();
        }
        self.packets.pop_front().unwrap()
    }

    async fn request(&self, request: Request<Body>) -> String {
        let answer = timeout(DEADLINE, self.server.engine().handle(request)).await;
        let body = answer.expect("the server says nothing").into_body();
        let bytes = to_bytes(Body::new(body), usize::MAX).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }
}

fn parse(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}
