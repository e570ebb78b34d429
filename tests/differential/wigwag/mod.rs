//! wigwag's servers, one for each set of options, each on a port of its own. `reference.mjs` has the same table.

mod engine;
mod reasons;
mod socket;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::net::TcpListener;
use tokio::runtime;
use wigwag::engine::EngineServer;
use wigwag::{ClientBundles, Config, Cors, HttpCompression, Io, PerMessageDeflate, TransportName};

use self::engine::Echo;
use self::reasons::Reasons;
use self::socket::{Never, Refuse, Talk};

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
        ("deflate", deflate(PerMessageDeflate::new())),
        ("deflate-all", deflate(PerMessageDeflate::new().threshold(0))),
        ("deflate-small", deflate(PerMessageDeflate::new()).max_http_buffer_size(100)),
        (
            "deflate-forgetful",
            deflate(
                PerMessageDeflate::new()
                    .threshold(0)
                    .server_no_context_takeover(true)
                    .client_no_context_takeover(true)
                    .server_max_window_bits(10)
                    .client_max_window_bits(11),
            ),
        ),
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

fn deflate(deflate: PerMessageDeflate) -> Config {
    Config::new().per_message_deflate(deflate)
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
        let reasons = reasons.clone();
        let open = move |connection, _| Echo { connection, reasons: reasons.clone() };
        servers.push((name, EngineServer::new(config, open)?));
    }
    for (name, config) in sockets() {
        let mut io = Io::builder().config(config).namespace("/refuse", Refuse);
        for namespace in ["/", "/custom", "/auth", "/ask1", "/ask2", "/ask3"] {
            io = io.namespace(namespace, Talk::new(reasons.clone()));
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
