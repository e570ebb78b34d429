//! A client that polls, request by request.

use std::net::SocketAddr;

use super::{HttpConnection, HttpResponse, RawWebSocket, TestServer, sid};

/// One session over long-polling. Every request has a connection of its own.
#[derive(Debug, Clone)]
pub struct RawPolling {
    address: SocketAddr,
    sid: String,
}

impl RawPolling {
    /// Opens a session.
    ///
    /// # Panics
    /// When the server does not answer with an open packet.
    pub async fn open(server: &TestServer) -> Self {
        let mut http = server.http().await;
        http.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n").await;
        let response = http.response().await;
        assert_eq!(response.status, 200, "{response:?}");
        Self { address: server.address(), sid: sid(&response.body).to_owned() }
    }

    /// Opens a session and joins the main namespace; gives the id of the socket as well.
    ///
    /// # Panics
    /// When the server does not admit the client.
    pub async fn join(server: &TestServer) -> (Self, String) {
        let client = Self::open(server).await;
        client.send("40").await;
        let connect = client.poll().await;
        assert!(connect.starts_with(r#"40{"sid":""#), "{connect}");
        let id = sid(&connect).to_owned();
        (client, id)
    }

    /// The secret id of the session.
    pub fn sid(&self) -> &str {
        &self.sid
    }

    /// Starts a GET: nobody waits for its answer yet.
    ///
    /// # Panics
    /// When the server does not read it.
    pub async fn start_get(&self) -> HttpConnection {
        let mut http = HttpConnection::open(self.address).await;
        http.write(self.head("GET", "\r\n")).await;
        http
    }

    /// Starts a GET and returns when the session has it.
    ///
    /// # Panics
    /// When the session does not take it, or when the server was not started behind axum.
    pub async fn start_get_in_session(&self, server: &TestServer) -> HttpConnection {
        let http = self.start_get().await;
        server.has_waiting_requests(1).await;
        // Requests are taken in order. A pong that nobody asked for has no effect.
        self.send("3").await;
        http
    }

    /// Starts a GET and ends its connection in the same breath.
    ///
    /// # Panics
    /// When the server does not read it.
    pub async fn start_last_get(&self) -> HttpConnection {
        // On a connection that the server waits for it learns of both by one event.
        let mut http = self.start_post("content-length: 1\r\n\r\n3").await;
        assert_eq!(http.response().await.status_and_body(), (200, "ok"));
        http.write_last(self.head("GET", "\r\n")).await;
        http
    }

    /// The answer to a GET.
    ///
    /// # Panics
    /// When none comes in time.
    pub async fn get(&self) -> HttpResponse {
        self.start_get().await.response().await
    }

    /// The packets that the next GET brings.
    ///
    /// # Panics
    /// When it brings none.
    pub async fn poll(&self) -> String {
        let response = self.get().await;
        assert_eq!(response.status, 200, "{response:?}");
        response.body
    }

    /// Starts a POST, up to where `head_and_body` ends: headers, an empty line, any part of the body.
    ///
    /// # Panics
    /// When the server does not read it.
    pub async fn start_post(&self, head_and_body: &str) -> HttpConnection {
        let mut http = HttpConnection::open(self.address).await;
        http.write(self.head("POST", head_and_body)).await;
        http
    }

    /// Starts a POST and returns when the server waits for the rest of its body.
    ///
    /// # Panics
    /// When the server does not ask for the body.
    pub async fn start_post_in_flight(&self) -> HttpConnection {
        // A server says `100 Continue` when it begins to read the body and not before.
        let head = "content-length: 10\r\nexpect: 100-continue\r\n\r\n";
        let mut http = self.start_post(head).await;
        assert_eq!(http.response().await.status, 100);
        http.write("42[").await;
        http
    }

    /// The answer to a POST of text.
    ///
    /// # Panics
    /// When none comes in time.
    pub async fn post(&self, body: &str) -> HttpResponse {
        let head = format!(
            "content-type: text/plain;charset=UTF-8\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.start_post(&(head + body)).await.response().await
    }

    /// Sends packets.
    ///
    /// # Panics
    /// When the server does not take them.
    pub async fn send(&self, packets: &str) {
        assert_eq!(self.post(packets).await.status_and_body(), (200, "ok"));
    }

    /// The answer to a request of another method.
    ///
    /// # Panics
    /// When none comes in time.
    pub async fn request(&self, method: &str) -> HttpResponse {
        let mut http = HttpConnection::open(self.address).await;
        http.write(self.head(method, "\r\n")).await;
        http.response().await
    }

    /// Opens a WebSocket for this session: the first step of an upgrade.
    ///
    /// # Panics
    /// When the server does not accept it.
    pub async fn open_websocket(&self) -> RawWebSocket {
        let query = format!("EIO=4&transport=websocket&sid={}", self.sid);
        RawWebSocket::handshake(HttpConnection::open(self.address).await, &query).await
    }

    /// Moves the session to a WebSocket.
    ///
    /// # Panics
    /// When the server does not follow the protocol.
    pub async fn upgrade(&self) -> RawWebSocket {
        let mut websocket = self.open_websocket().await;
        websocket.send("2probe").await;
        assert_eq!(websocket.text().await, "3probe");
        websocket.send("5").await;
        websocket
    }

    fn head(&self, method: &str, rest: &str) -> String {
        let sid = &self.sid;
        format!(
            "{method} /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nhost: test\r\n{rest}"
        )
    }
}
