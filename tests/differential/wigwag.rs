//! wigwag's servers, one for each set of options, each on a port of its own. `reference.mjs` has the same table.

use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::extract::Path as AxumPath;
use axum::http::StatusCode;
use axum::routing::get;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::watch;
use wigwag::engine::{CloseReason, Connection, EngineServer, Message, SessionHandler};
use wigwag::socket::{Auth, BoxFuture, DisconnectReason, Event, NamespaceHandler, Refusal, Socket};
use wigwag::{Binary, ClientBundles, Config, Cors, HttpCompression, Io, SocketId, TransportName};

fn engines() -> Vec<(&'static str, Config)> {
    vec![
        ("engine", Config::new()),
        ("polling-only", Config::new().transports([TransportName::Polling])),
        ("websocket-only", Config::new().transports([TransportName::WebSocket])),
        ("no-upgrades", Config::new().allow_upgrades(false)),
        ("small", Config::new().max_http_buffer_size(100)),
        ("short-upgrade", Config::new().upgrade_timeout(Duration::from_millis(300))),
        (
            "pings",
            Config::new()
                .ping_interval(Duration::from_millis(100))
                .ping_timeout(Duration::from_secs(60)),
        ),
        (
            "no-pongs",
            Config::new()
                .ping_interval(Duration::from_millis(100))
                .ping_timeout(Duration::from_secs(6)),
        ),
        ("cors-any", Config::new().cors(Cors::any())),
        ("cors-one", Config::new().cors(one_origin())),
        ("cors-list", Config::new().cors(Cors::origins(["https://a.test", "https://b.test"]))),
        ("cors-mirror", Config::new().cors(Cors::mirror().credentials(true))),
        ("cors-pattern", Config::new().cors(Cors::matching(|origin| origin.ends_with(".test")))),
        ("cors-continue", Config::new().cors(Cors::any().preflight_continue(true))),
        (
            "cors-delegate",
            Config::new().cors_per_request(|request| {
                let tenant = request.headers.get("x-tenant")?.to_str().ok()?;
                Some(Cors::origin(format!("https://{tenant}.test")))
            }),
        ),
        ("compress-all", Config::new().http_compression(HttpCompression::new().threshold(0))),
        ("compress-none", Config::new().http_compression(None)),
    ]
}

fn sockets() -> Vec<(&'static str, Config)> {
    vec![
        ("socket", Config::new()),
        ("socket-polling", Config::new().transports([TransportName::Polling])),
        ("socket-bundles", Config::new().serve_client(bundles())),
        (
            "socket-bundles-cors",
            Config::new().serve_client(bundles()).cors(Cors::origin("https://a.test")),
        ),
        ("short-connect", Config::new().connect_timeout(Duration::from_secs(3))),
    ]
}

fn one_origin() -> Cors {
    Cors::origin("https://a.test")
        .methods(["GET", "POST"])
        .allowed_headers(["x-one", "x-two"])
        .exposed_headers(["x-three", "x-four"])
        .credentials(true)
        .max_age(Duration::from_secs(600))
        .options_success_status(StatusCode::OK)
}

fn bundles() -> ClientBundles {
    let package = "node_modules/socket.io-client";
    ClientBundles::from_package(Path::new(env!("CARGO_MANIFEST_DIR")).join(package))
}

/// Starts all servers and gives their addresses. One thread serves them, as in the reference: what comes first is taken first.
pub(crate) fn start() -> Result<BTreeMap<String, SocketAddr>, String> {
    let (listening, addresses) = mpsc::channel();
    thread::spawn(move || match runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(async {
            // Nobody is left to hear it when the test has ended already.
            let _ = listening.send(serve().await.map_err(|error| error.to_string()));
            std::future::pending::<()>().await;
        }),
        Err(error) => {
            let _ = listening.send(Err(error.to_string()));
        }
    });
    addresses.recv().map_err(|error| error.to_string())?
}

async fn serve() -> Result<BTreeMap<String, SocketAddr>, Box<dyn std::error::Error>> {
    let mut addresses = BTreeMap::new();
    let mut servers = Vec::new();
    let reasons = Reasons::default();
    for (name, config) in engines() {
        let config = config.path("/engine.io");
        servers.push((
            name,
            EngineServer::new(config, {
                let reasons = reasons.clone();
                move |connection, _| Echo { connection, reasons: reasons.clone() }
            })?,
        ));
    }
    for (name, config) in sockets() {
        let mut io = Io::builder().config(config).namespace("/refuse", Refuse);
        for namespace in ["/", "/custom", "/auth", "/ask1", "/ask2", "/ask3"] {
            io = io.namespace(
                namespace,
                Talk { presented: Mutex::default(), reasons: reasons.clone() },
            );
        }
        servers.push((name, io.namespace("/never", Never).build()?.engine().clone()));
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    addresses.insert("reasons".to_owned(), listener.local_addr()?);
    tokio::spawn(reasons.serve(listener));
    for (name, server) in servers {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        addresses.insert(name.to_owned(), listener.local_addr()?);
        tokio::spawn(async move { server.serve_listener(listener).await });
    }
    Ok(addresses)
}

/// An Engine.IO application: an echo, and a few messages that ask for more.
struct Echo {
    connection: Connection,
    reasons: Reasons,
}

impl SessionHandler for Echo {
    fn message(&mut self, message: Message) {
        let Self { connection, .. } = self;
        let text = |text: &str| Message::Text(text.into());
        match &message {
            Message::Text(asked) => match &**asked {
                "do:close" => connection.close(),
                "do:bye" => {
                    connection.send(&text("bye"));
                    connection.close();
                }
                "do:burst" => {
                    ["one", "two", "three"].map(text).iter().for_each(|it| connection.send(it))
                }
                "do:binary" => connection.send(&Message::Binary(vec![0, 1, 2, 0xff].into())),
                "do:big" => connection.send(&text(&"x".repeat(3000))),
                _ => connection.send(&message),
            },
            Message::Binary(_) => connection.send(&message),
        }
    }

    fn closed(&mut self, reason: CloseReason) {
        let text = match reason.description() {
            Some(description) => format!("{reason}: {description}"),
            None => reason.to_string(),
        };
        self.reasons.ended(self.connection.id(), text);
    }
}

/// A Socket.IO application: an echo, and a few events that ask for more.
struct Talk {
    /// What those presented who are not connected yet.
    presented: Mutex<HashMap<SocketId, Auth>>,
    reasons: Reasons,
}

impl Talk {
    fn presented(&self) -> MutexGuard<'_, HashMap<SocketId, Auth>> {
        self.presented.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl NamespaceHandler for Talk {
    fn connect(self: Arc<Self>, socket: Socket, auth: Auth) -> BoxFuture<Result<(), Refusal>> {
        if socket.namespace_name() == "/auth" {
            self.presented().insert(socket.id(), auth);
        }
        Box::pin(async { Ok(()) })
    }

    fn connected(self: Arc<Self>, socket: Socket) -> Option<BoxFuture<()>> {
        let auth = self.presented().remove(&socket.id())?;
        socket.emit("auth", &(auth.read::<Box<RawValue>>().ok(),));
        None
    }

    fn event(self: Arc<Self>, socket: Socket, mut event: Event) -> Option<BoxFuture<()>> {
        match event.name() {
            "leave" => socket.disconnect(),
            "bye" => socket.disconnect_client(),
            "burst" => ["one", "two", "three"].iter().for_each(|name| socket.emit(name, &())),
            "binary" => socket.emit("binary", &(Binary::from(vec![1, 2, 3]),)),
            // A task of its own, as the reference's callback is: the next event does not wait for the answer.
            "ask" => _ = tokio::spawn(ask(socket)),
            "count" => {
                let list = format!("[{}]", event.args().json_list());
                let count = serde_json::from_str::<Vec<IgnoredAny>>(&list).map(|list| list.len());
                match event.take_ack() {
                    Some(ack) => _ = ack.send(&(count.ok(),)),
                    None => socket.emit("count", &(count.ok(),)),
                }
            }
            "echo" => match event.take_ack() {
                // What came as JSON can be sent as JSON.
                Some(ack) => _ = ack.send(event.args()),
                None => socket.emit("echo", event.args()),
            },
            _ => {}
        }
        None
    }

    fn disconnect(
        self: Arc<Self>,
        socket: Socket,
        reason: DisconnectReason,
    ) -> Option<BoxFuture<()>> {
        self.reasons.ended(&socket.id().to_string(), reason.to_string());
        None
    }
}

/// Why sessions and sockets have ended, by their ids.
#[derive(Debug, Clone)]
struct Reasons(watch::Sender<HashMap<String, String>>);

impl Default for Reasons {
    fn default() -> Self {
        Self(watch::Sender::new(HashMap::new()))
    }
}

impl Reasons {
    fn ended(&self, id: &str, reason: String) {
        self.0.send_modify(|reasons| _ = reasons.insert(id.to_owned(), reason));
    }

    /// Answers `GET /<id>` when the session or the socket has ended.
    async fn serve(self, listener: TcpListener) {
        let why = move |AxumPath(id): AxumPath<String>| {
            let mut reasons = self.0.subscribe();
            async move {
                let reasons = reasons.wait_for(|reasons| reasons.contains_key(&id)).await;
                // The sender is there for as long as this closure is.
                reasons.ok().and_then(|reasons| reasons.get(&id).cloned()).unwrap_or_default()
            }
        };
        // The future never resolves: accepting goes on after every error.
        let _ = axum::serve(listener, Router::new().route("/{id}", get(why))).await;
    }
}

async fn ask(socket: Socket) {
    if let Ok(answer) = socket.emit_with_ack::<Value, _>("ask", &()).await {
        socket.emit("asked", &(answer,));
    }
}

/// Admits nobody, and says why when it is asked for that.
struct Refuse;

impl NamespaceHandler for Refuse {
    fn connect(self: Arc<Self>, _socket: Socket, auth: Auth) -> BoxFuture<Result<(), Refusal>> {
        let refusal = Refusal::new("refused");
        let auth = auth.read::<Value>().unwrap_or_default();
        let refusal = match auth.get("why") {
            Some(why) => refusal.with_data(json!({ "why": why })),
            None => refusal,
        };
        Box::pin(async { Err(refusal) })
    }

    fn event(self: Arc<Self>, _socket: Socket, _event: Event) -> Option<BoxFuture<()>> {
        None
    }
}

/// Never makes up its mind.
struct Never;

impl NamespaceHandler for Never {
    fn connect(self: Arc<Self>, _socket: Socket, _auth: Auth) -> BoxFuture<Result<(), Refusal>> {
        Box::pin(std::future::pending())
    }

    fn event(self: Arc<Self>, _socket: Socket, _event: Event) -> Option<BoxFuture<()>> {
        None
    }
}
