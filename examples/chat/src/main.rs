//! Serves the chat: page and events on one port.

use std::error::Error;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use chat_example::contract::{self, chat};
use chat_example::{App, probe};
use clap::Parser;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use wigwag::Io;

/// A chat over typed Socket.IO events.
#[derive(Debug, Parser)]
#[command(name = "chat", version)]
struct Options {
    /// The address to listen on; port 0 takes a free one [default: HOST and PORT]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// The interface to listen on when there is no --listen
    #[arg(long, env, default_value = "127.0.0.1")]
    host: String,
    /// The port to listen on when there is no --listen
    #[arg(long, env, default_value_t = 3000)]
    port: u16,
    /// The folder with the bundled page
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/client/dist"))]
    assets: PathBuf,
}

impl Options {
    async fn bind(&self) -> io::Result<TcpListener> {
        match self.listen {
            Some(address) => TcpListener::bind(address).await,
            None => TcpListener::bind((&*self.host, self.port)).await,
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    // What goes wrong in handlers, and what clients send that is not of the contract, is told in the log.
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    if !options.assets.join("index.html").is_file() {
        let assets = options.assets.display();
        return Err(format!("no page in {assets}; `npm run build` in the client makes it").into());
    }
    let app = App::new();
    let io = Io::builder().api(contract::api()).mount(chat::serve(app.clone())).build()?;
    let page = Router::new().fallback_service(ServeDir::new(&options.assets));

    let stop = stop_signal()?;
    let listener = options.bind().await?;
    announce(listener.local_addr()?)?;
    let probe = tokio::spawn(probe::run(io.clone(), app));
    axum::serve(listener, page.layer(io.layer()))
        .with_graceful_shutdown(async move {
            stop.await;
            probe.abort();
            io.close().await;
        })
        .await?;
    Ok(())
}

/// Tells people and programs where the chat is: with port 0 they cannot know.
fn announce(address: SocketAddr) -> io::Result<()> {
    writeln!(io::stdout(), "chat listening on http://{address}")
}

/// Completes with Ctrl-C or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes with Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}
