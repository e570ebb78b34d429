//! A whole server and clients that have lost their minds.
//!
//! The input is a play: connections are opened, requests and frames, whole or not, are written to them, time passes, connections
//! go. At the end nothing is left, whatever happened.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use arbitrary::Unstructured;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex};
use tokio::runtime::{Builder, Handle};
use wigwag::{
    Config, Cookie, Cors, HttpCompression, Io, PeerAddr, PerMessageDeflate, TrustedProxies,
};
use wigwag_tests::Untyped;
use wigwag_tests::harness::{masked, unmasked};

/// Plays that get somewhere: each byte is a decision of [`Play::act`].
pub(crate) const SEEDS: &[&[u8]] = &[
    // Polls, joins, sends, and goes.
    &[0, 1, 0, 11, 0, 4, 0, 0, 1, 0, 11, 0, 3, 0, 0, 11, 0, 4, 0, 0, 1, 5, 3, 0, 0, 11, 0, 8, 0],
    // Opens a WebSocket, joins, sends a binary event.
    &[0, 2, 0, 11, 0, 6, 0, 0, 0, 11, 0, 6, 0, 0, 9, 6, 0, 1, 13, 11, 0, 8, 0],
    // Upgrades.
    &[
        0, 1, 0, 11, 0, 4, 0, 0, 1, 0, 11, 0, 0, 3, 0, 0, 5, 1, 0, 6, 1, 0, 1, 11, 1, 6, 1, 0, 2,
        11, 0,
    ],
    // Lets time pass.
    &[0, 2, 0, 11, 0, 10, 200, 6, 0, 0, 3, 10, 200, 10, 200, 10, 200, 11, 0],
];

/// Packets, and what looks like some.
const PACKETS: &[&[u8]] = &[
    b"40",
    b"2probe",
    b"5",
    b"3",
    b"1",
    b"42[\"message\",1,{\"a\":[null,true]}]",
    b"427[\"message-with-ack\",\"x\"]",
    b"40/custom,{\"token\":\"x\"}",
    b"42/custom,[\"message\"]",
    b"451-[\"message\",{\"_placeholder\":true,\"num\":0}]",
    b"452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
    b"41",
    b"bAQIDBA==",
    b"\x01\x02\x03",
    b"430[]",
    b"44{}",
    b"6",
    b"2",
    b"0",
    b"42[\"disconnect\"]",
    b"4\xc3",
    b"",
];

/// How many connections are open at a time.
const CONNECTIONS_MAX: usize = 6;

/// How much of what the server says is kept, to find ids in it.
const HEARD_MAX: usize = 16 * 1024;

/// Where every client is. It is trusted with the addresses of others.
const PEER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

/// Longer than every deadline of the server.
const LONG: Duration = Duration::from_secs(600);

/// Plays one input through.
pub fn server(input: &[u8]) {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(async {
        let mut play = Play::new(input);
        while !play.choices.are_used_up() {
            play.act().await;
        }
        play.end().await;
    });
}

/// Every option that reads something of a request.
fn config() -> Config {
    let proxies = ["127.0.0.0/8", "10.0.0.0/8", "::/0"];
    Config::new()
        .max_http_buffer_size(2000)
        .outbox_bytes_max(20_000)
        .cors(Cors::mirror().credentials(true))
        .cookie(Cookie::default())
        .http_compression(HttpCompression::new().threshold(0))
        .per_message_deflate(PerMessageDeflate::new().threshold(0))
        .trust_proxies(TrustedProxies::new(proxies))
}

struct Play<'a> {
    choices: Choices<'a>,
    io: Io,
    connections: Vec<DuplexStream>,
    heard: Vec<u8>,
    sids: Vec<String>,
}

impl<'a> Play<'a> {
    fn new(input: &'a [u8]) -> Self {
        let io = Io::builder()
            .config(config())
            .namespace("/", Untyped::default())
            .namespace("/custom", Untyped::default())
            .build();
        Self {
            choices: Choices(Unstructured::new(input)),
            io: io.expect("a valid configuration"),
            connections: Vec::new(),
            heard: Vec::new(),
            sids: Vec::new(),
        }
    }

    async fn act(&mut self) {
        match self.choices.below(12) {
            0 => self.connect(),
            1 => self.write(b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: t\r\n\r\n"),
            2 => self.websocket(""),
            3 => {
                let target = self.target("polling");
                self.write(format!("GET {target} HTTP/1.1\r\nhost: t\r\n\r\n").as_bytes());
            }
            4 => self.post(),
            5 => {
                let sid = self.sid();
                self.websocket(&format!("&sid={sid}"));
            }
            6 => self.frame(),
            7 => {
                let bytes = self.choices.bytes();
                self.write(bytes);
            }
            8 => self.cut_off(),
            9 => self.damaged_request(),
            10 => {
                let passed = Duration::from_millis(self.choices.below(256) as u64 * 250);
                tokio::time::advance(passed).await;
            }
            _ => self.read().await,
        }
        settle().await;
    }

    fn connect(&mut self) {
        if self.connections.len() == CONNECTIONS_MAX {
            return;
        }
        let (ours, theirs) = duplex(4096);
        self.connections.push(ours);
        let engine = self.io.engine().clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(PeerAddr(PEER));
            let response = engine.handle(request);
            async move { Ok::<_, Infallible>(response.await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(60))
            .serve_connection(TokioIo::new(theirs), service)
            .with_upgrades();
        tokio::spawn(async move {
            // A connection may end as it likes.
            let _ = connection.await;
        });
    }

    fn sid(&mut self) -> String {
        if self.sids.is_empty() {
            return "unknown".to_owned();
        }
        let index = self.choices.below(self.sids.len());
        self.sids[index].clone()
    }

    fn target(&mut self, transport: &str) -> String {
        format!("/socket.io/?EIO=4&transport={transport}&sid={}", self.sid())
    }

    fn post(&mut self) {
        let target = self.target("polling");
        let packets = 1 + self.choices.below(3);
        let packets: Vec<_> = (0..packets).map(|_| self.choices.pick(PACKETS)).collect();
        let body = packets.join(&0x1e);
        let declared = match self.choices.below(4) {
            0..3 => body.len(),
            _ => self.choices.below(256),
        };
        let head =
            format!("POST {target} HTTP/1.1\r\nhost: t\r\ncontent-length: {declared}\r\n\r\n");
        self.write(&[head.as_bytes(), &body].concat());
    }

    fn websocket(&mut self, query: &str) {
        let extensions = match self.choices.below(2) {
            0 => "",
            _ => "sec-websocket-extensions: permessage-deflate\r\n",
        };
        let request = format!(
            "GET /socket.io/?EIO=4&transport=websocket{query} HTTP/1.1\r\nhost: t\r\n\
             connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{extensions}\r\n"
        );
        self.write(request.as_bytes());
    }

    fn frame(&mut self) {
        let heads = [0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x88, 0x89, 0x8a, 0xc1, 0xf1, 0x83];
        let head = self.choices.pick(&heads);
        let frame = match self.choices.below(24) {
            0 => unmasked(head, self.choices.pick(PACKETS)),
            1 => masked(head, self.choices.bytes()),
            _ => masked(head, self.choices.pick(PACKETS)),
        };
        let len = match self.choices.below(8) {
            0 => self.choices.below(frame.len() + 1),
            _ => frame.len(),
        };
        self.write(&frame[..len]);
    }

    fn damaged_request(&mut self) {
        let methods = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "CONNECT", "\u{0}"];
        let transports = ["polling", "websocket", "webtransport", "__proto__", "", "%00"];
        let method = self.choices.pick(&methods);
        let target = {
            let transport = self.choices.pick(&transports);
            self.target(transport)
        };
        let names = [
            "origin",
            "content-type",
            "transfer-encoding",
            "expect",
            "connection",
            "accept-encoding",
            "upgrade",
            "cookie",
            "x-forwarded-for",
            "x-forwarded-host",
            "access-control-request-headers",
            "sec-websocket-extensions",
            "sec-websocket-protocol",
            "sec-websocket-key",
            "if-none-match",
        ];
        let mut request = format!("{method} {target} HTTP/1.1\r\nhost: t\r\n").into_bytes();
        for _ in 0..=self.choices.below(4) {
            request.extend_from_slice(self.choices.pick(&names).as_bytes());
            request.extend_from_slice(b": ");
            request.extend(self.header_value());
            request.extend_from_slice(b"\r\n");
        }
        request.extend_from_slice(b"\r\n");
        self.write(&request);
    }

    /// Something that a header may say, or bytes that it must not.
    fn header_value(&mut self) -> Vec<u8> {
        let values = [
            "http://evil.test",
            "application/octet-stream",
            "chunked",
            "100-continue",
            "upgrade",
            "websocket",
            "gzip;q=0.5, *;q=0",
            "127.0.0.1, [::1]:80, unknown",
            "permessage-deflate; client_max_window_bits; server_no_context_takeover",
            "dGhlIHNhbXBsZSBub25jZQ==",
        ];
        match self.choices.below(values.len() + 1) {
            index if index < values.len() => values[index].as_bytes().to_vec(),
            _ => self.choices.bytes().to_vec(),
        }
    }

    /// Writes what fits; the rest is lost, as on a connection that breaks.
    fn write(&mut self, bytes: &[u8]) {
        if self.connections.is_empty() {
            self.connect();
        }
        let index = self.choices.below(self.connections.len());
        let connection = Pin::new(&mut self.connections[index]);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let _ = connection.poll_write(&mut context, bytes);
    }

    async fn read(&mut self) {
        if self.connections.is_empty() {
            return;
        }
        let index = self.choices.below(self.connections.len());
        let connection = &mut self.connections[index];
        let mut bytes = [0; 4096];
        let mut buffer = ReadBuf::new(&mut bytes);
        poll_fn(|context| {
            let _ = Pin::new(&mut *connection).poll_read(context, &mut buffer);
            Poll::Ready(())
        })
        .await;
        self.heard.extend_from_slice(buffer.filled());
        self.learn();
    }

    /// Takes the ids of sessions out of what was heard.
    fn learn(&mut self) {
        let heard = String::from_utf8_lossy(&self.heard);
        for (at, key) in heard.match_indices("0{\"sid\":\"") {
            let Some(sid) = heard.get(at + key.len()..at + key.len() + 20) else { continue };
            if !self.sids.iter().any(|known| known == sid) {
                self.sids.push(sid.to_owned());
            }
        }
        if self.heard.len() > HEARD_MAX {
            self.heard.clear();
        }
    }

    fn cut_off(&mut self) {
        if !self.connections.is_empty() {
            let index = self.choices.below(self.connections.len());
            self.connections.swap_remove(index);
        }
    }

    /// Everybody goes, and in the end nothing is left of them.
    async fn end(mut self) {
        self.connections.clear();
        for _ in 0..4 {
            settle().await;
            tokio::time::advance(LONG).await;
        }
        settle().await;
        assert_eq!(self.io.engine().sessions(), 0, "sessions are left");
        assert_eq!(Handle::current().metrics().num_alive_tasks(), 0, "tasks are left");
    }
}

/// Lets every task do what it can.
async fn settle() {
    for _ in 0..16 {
        tokio::task::yield_now().await;
    }
}

/// Decisions, read from the input; always the first possibility when it is used up.
struct Choices<'a>(Unstructured<'a>);

impl<'a> Choices<'a> {
    fn are_used_up(&self) -> bool {
        self.0.is_empty()
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0.int_in_range(0..=bound - 1).unwrap_or_default()
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    fn bytes(&mut self) -> &'a [u8] {
        let len = self.below(256).min(self.0.len());
        self.0.bytes(len).unwrap_or_default()
    }
}
