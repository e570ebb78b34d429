//! wigwag's servers, one for each set of options, each on a port of its own. `reference.mjs` has the same table.

mod engine;
mod reasons;
mod socket;

use std::collections::BTreeMap;
use std::future::ready;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use tokio::net::TcpListener;
use tokio::runtime;
use wigwag::engine::EngineServer;
use wigwag::{
    ClientBundles, Config, ConnectionError, Cookie, Cors, Denied, HttpCompression, Io,
    PerMessageDeflate, SameSite, TransportName,
};

use self::engine::Echo;
use self::reasons::Reasons;
use self::socket::{Never, Refuse, Talk};

fn engines() -> Vec<(&'static str, Config)> {
    vec![
        ("engine", Config::new()),
        // As the others, but for how long its connections may be idle.
        ("idle", Config::new()),
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
        ("cookie", Config::new().cookie(Cookie::default())),
        ("cookie-options", Config::new().cookie(whole_cookie())),
        ("cookie-bare", Config::new().cookie(bare_cookie())),
        ("allow", Config::new().allow_request(|request| ready(decide(&request)))),
        ("ids", Config::new().generate_id(|request| ready(id_of_program(&request)))),
        ("headers", headers()),
        ("initial-packet", Config::new().initial_packet("hello")),
        ("no-slash", Config::new().add_trailing_slash(false)),
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

fn whole_cookie() -> Cookie {
    Cookie::new("sticky")
        .path("/engine.io")
        .domain("example.test")
        .max_age(Duration::from_secs(600))
        .http_only(false)
        .secure(true)
        .same_site(SameSite::None)
}

fn bare_cookie() -> Cookie {
    Cookie::new("bare").without_path().http_only(false).without_same_site()
}

fn decide(request: &Parts) -> Result<(), Denied> {
    match request.headers.get("x-token").map(HeaderValue::as_bytes) {
        Some(b"secret") => Ok(()),
        Some(b"wrong") => Err(Denied::new("wrong token")),
        _ => Err(Denied::default()),
    }
}

fn id_of_program(request: &Parts) -> Result<String, &'static str> {
    let id = request.headers.get("x-id").and_then(|id| id.to_str().ok());
    id.map(ToOwned::to_owned).ok_or("no id")
}

fn headers() -> Config {
    Config::new()
        .max_http_buffer_size(100)
        .on_initial_headers(|headers, _| {
            headers.insert("x-initial", HeaderValue::from_static("1"));
            headers.append("set-cookie", HeaderValue::from_static("seen=1"));
        })
        .on_headers(|headers, _| _ = headers.insert("x-all", HeaderValue::from_static("1")))
}

/// What the program is told of a refused request that has a name.
fn refused(reasons: &Reasons, error: &ConnectionError, request: &Parts) {
    let Some(trace) = request.headers.get("x-trace").and_then(|it| it.to_str().ok()) else {
        return;
    };
    let name = error.context().name().map(|name| format!(" {name}")).unwrap_or_default();
    reasons.ended(trace, format!("{} {}{name}", error.code(), error.message()));
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
        let told = reasons.clone();
        let config = config
            .path("/engine.io")
            .on_connection_error(move |error, request| refused(&told, error, request));
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
        let server = server.http_server();
        // A slow machine may take longer than the default between two requests of a script.
        let patient = server.clone().keep_alive_timeout(Duration::from_secs(60));
        let server = if name == "idle" { server } else { patient };
        tokio::spawn(async move { server.serve_listener(listener).await });
    }
    Ok(addresses)
}
