//! A server on a free port, and pages that speak Socket.IO with it as a browser does.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long the server may take to say something. Nothing waits this long when all is well.
const DEADLINE: Duration = Duration::from_secs(10);

/// Starts a server with an empty board.
pub async fn start() -> SocketAddr {
    let io = board_server::server().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { io.serve_listener(listener).await });
    address
}

/// One open page.
pub struct Page {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Events that came while the page waited for something else.
    events: Vec<(String, Value)>,
}

impl Page {
    /// Opens the board. The error is why the server refuses.
    pub async fn open(server: SocketAddr, name: &str) -> Result<Self, Value> {
        let url = format!("ws://{server}/socket.io/?EIO=4&transport=websocket");
        let (socket, _) = connect_async(url).await.unwrap();
        let mut page = Self { socket, events: Vec::new() };
        assert!(page.receive().await.starts_with("0{"), "Engine.IO opens the session");
        page.send(format!("40/board,{}", json!({ "name": name }))).await;
        let answer = page.receive().await;
        match answer.strip_prefix("44/board,") {
            Some(error) => Err(parse(error)["data"].take()),
            None if answer.starts_with("40/board,") => Ok(page),
            None => panic!("neither let in nor refused: {answer}"),
        }
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

    /// Waits for the next event of this name, and gives its argument.
    pub async fn hears(&mut self, event: &str) -> Value {
        loop {
            if let Some(at) = self.events.iter().position(|(name, _)| name == event) {
                return self.events.remove(at).1;
            }
            let packet = self.receive().await;
            self.keep(&packet);
        }
    }

    fn keep(&mut self, packet: &str) {
        let event =
            packet.strip_prefix("42/board,").unwrap_or_else(|| panic!("no event: {packet}"));
        let (name, argument) = serde_json::from_str(event).unwrap();
        self.events.push((name, argument));
    }

    async fn send(&mut self, packet: String) {
        self.socket.send(Message::text(packet)).await.unwrap();
    }

    async fn receive(&mut self) -> String {
        let message = timeout(DEADLINE, self.socket.next()).await.expect("the server says nothing");
        message
            .expect("the server has closed the connection")
            .unwrap()
            .into_text()
            .unwrap()
            .to_string()
    }
}

fn parse(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}
