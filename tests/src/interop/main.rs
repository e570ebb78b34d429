//! The server that official clients are tested against.
//!
//! Listens on two ports of the loopback interface and prints both: Socket.IO, then Engine.IO alone. SIGTERM shuts it down in order.

mod annex;
mod echo;
mod house;
mod lab;
mod mirror;
mod tide;

use std::{
    error::Error,
    io::{Write as _, stdout},
    net::Ipv4Addr,
    path::PathBuf,
    time::Duration,
};

use clap::{Parser, ValueEnum};
use tokio::{
    net::{TcpListener, UnixListener},
    signal::unix::{SignalKind, signal},
};
use wigwag::{
    ClientBundles, Config, ContractHash, Cookie, Io, PerMessageDeflate, Recovery, Shutdown,
    TransportName, TrustedProxies, engine::EngineServer, parser::Msgpack,
};
use wigwag_tests::{
    Untyped,
    contract::{annex as annex_contract, house as house_contract, lab as lab_contract},
};

/// The server that official clients are tested against.
#[derive(Debug, Parser)]
struct Options {
    /// The port for Socket.IO; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The path of Socket.IO [default: /socket.io].
    #[arg(long)]
    path: Option<String>,
    /// The file of a Unix socket where proxies find Socket.IO as well; they are trusted [default: none].
    #[arg(long)]
    unix: Option<PathBuf>,
    /// How many milliseconds lie between a pong and the next ping [default: 25000].
    #[arg(long)]
    ping_interval: Option<u64>,
    /// How long the server waits for a pong, in milliseconds [default: 20000].
    #[arg(long)]
    ping_timeout: Option<u64>,
    /// How many milliseconds an upgrade may take [default: 10000].
    #[arg(long)]
    upgrade_timeout: Option<u64>,
    /// A proxy that is trusted, or a network of such [default: none].
    #[arg(long)]
    trust: Vec<String>,
    /// Whether the path needs no slash at its end.
    #[arg(long)]
    without_slash: bool,
    /// The name of a cookie with the id of the session [default: none].
    #[arg(long)]
    cookie: Option<String>,
    /// Whether WebSocket messages are compressed, from the first byte on.
    #[arg(long)]
    deflate: bool,
    /// Whether packets travel as `socket.io-msgpack-parser` has them.
    #[arg(long)]
    msgpack: bool,
    /// Whether clients that were cut off come back to what they had.
    #[arg(long)]
    recovery: bool,
    /// The one transport that clients may use [default: both].
    #[arg(long)]
    transport: Option<Transport>,
    /// The hash of the contract whose clients are told to reload [default: nobody is].
    #[arg(long)]
    outdated: Option<ContractHash>,
    /// The npm package whose client is served to browsers [default: none].
    #[arg(long)]
    client_package: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Transport {
    Polling,
    Websocket,
}

impl Options {
    fn config(&self) -> Config {
        let mut config = Config::new().add_trailing_slash(!self.without_slash);
        if let Some(interval) = self.ping_interval {
            config = config.ping_interval(Duration::from_millis(interval));
        }
        if let Some(timeout) = self.ping_timeout {
            config = config.ping_timeout(Duration::from_millis(timeout));
        }
        if let Some(timeout) = self.upgrade_timeout {
            config = config.upgrade_timeout(Duration::from_millis(timeout));
        }
        if !self.trust.is_empty() {
            config = config.trust_proxies(TrustedProxies::new(&self.trust));
        }
        if self.unix.is_some() {
            config = config.trust_proxies(TrustedProxies::new(&self.trust).peers_without_address());
        }
        if let Some(name) = &self.cookie {
            config = config.cookie(Cookie::new(name));
        }
        if self.deflate {
            config = config.per_message_deflate(PerMessageDeflate::new().threshold(0));
        }
        if self.msgpack {
            config = config.parser(Msgpack);
        }
        if self.recovery {
            config = config.connection_state_recovery(Recovery::new());
        }
        if let Some(package) = &self.client_package {
            config = config.serve_client(ClientBundles::from_package(package));
        }
        match self.transport {
            Some(Transport::Polling) => config.transports([TransportName::Polling]),
            Some(Transport::Websocket) => config.transports([TransportName::WebSocket]),
            None => config,
        }
    }
}

/// Longer than any client takes for what it has begun.
fn shutdown() -> Shutdown {
    Shutdown::within(Duration::from_secs(20))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let path = options.path.as_deref().unwrap_or("/socket.io");
    let outdated = options.outdated;
    let io = Io::builder()
        .config(options.config().path(path))
        .api(wigwag_tests::contract::api())
        .api(mirror::api())
        .accept_contract(move |contract| contract.hash().is_none() || contract.hash() != outdated)
        .mount(lab_contract::serve(lab::Bench))
        .mount(annex_contract::serve(annex::Hall))
        .mount(house_contract::serve(house::Porter))
        .mount(mirror::mirror::serve(mirror::Glass))
        .namespace("/untyped", Untyped::default())
        .namespace("/tide", tide::Tide)
        .build()?;
    let engine = EngineServer::new(options.config().path("/engine.io"), |connection, _| {
        echo::Echo(connection)
    })?;

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
    let engine_listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    if let Some(file) = &options.unix {
        let (io, listener) = (io.clone(), UnixListener::bind(file)?);
        tokio::spawn(async move { io.serve_unix(listener).await });
    }
    let (address, engine_address) = (listener.local_addr()?, engine_listener.local_addr()?);
    writeln!(stdout(), "listening on http://{address} and http://{engine_address}")?;
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::spawn({
        let (io, engine) = (io.clone(), engine.clone());
        async move { tokio::join!(io.serve_listener(listener), engine.serve_listener(engine_listener)) }
    });
    terminated.recv().await;
    tokio::join!(io.shutdown(shutdown()), engine.shutdown(shutdown()));
    Ok(())
}
