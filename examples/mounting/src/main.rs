//! The ways to mount a server. Each is a function of a few lines; the command line says which one runs.

mod axum_app;

use std::error::Error;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use tokio::net::TcpListener;
use wigwag::{Config, Io, Tls, socket_events};

#[socket_events]
pub(crate) trait Echo {
    async fn echo(&self, cx: echo::Cx<Self>, text: String) -> String;
}

struct App;

impl Echo for App {
    async fn echo(&self, _cx: echo::Cx<Self>, text: String) -> String {
        text
    }
}

/// A server that answers under `path`.
pub(crate) fn server_at(path: &str) -> Result<Io, wigwag::BuildError> {
    Io::builder().config(Config::new().path(path)).mount(echo::serve(App)).build()
}

/// The ways to mount a server.
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    way: Way,
}

#[derive(Subcommand)]
enum Way {
    /// HTTPS, with HTTP/2 for clients that speak it.
    Tls {
        /// The certificate and those between it and the root, PEM.
        certificate: PathBuf,
        /// Its private key, PEM.
        key: PathBuf,
        #[arg(long, default_value = "127.0.0.1:3443")]
        address: String,
    },
    /// A Unix socket, for a proxy on the same machine.
    Unix { socket: PathBuf },
    /// Two servers in one axum application.
    Axum {
        #[arg(long, default_value = "127.0.0.1:3000")]
        address: String,
    },
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    match Options::parse().way {
        Way::Tls { certificate, key, address } => serve_tls(&certificate, &key, &address).await,
        Way::Unix { socket } => serve_unix(&socket).await,
        Way::Axum { address } => axum_app::serve(&address).await,
    }
}

async fn serve_tls(certificate: &Path, key: &Path, address: &str) -> Result<(), Box<dyn Error>> {
    let tls = Tls::from_pem_files(certificate, key)?;
    let listener = TcpListener::bind(address).await?;
    writeln!(stdout(), "listening on https://{}", listener.local_addr()?)?;
    server_at("/socket.io")?.serve_tls(listener, &tls).await;
    Ok(())
}

#[cfg(unix)]
async fn serve_unix(socket: &Path) -> Result<(), Box<dyn Error>> {
    let listener = tokio::net::UnixListener::bind(socket)?;
    writeln!(stdout(), "listening on {}", socket.display())?;
    server_at("/socket.io")?.serve_unix(listener).await;
    Ok(())
}

#[cfg(not(unix))]
async fn serve_unix(_socket: &Path) -> Result<(), Box<dyn Error>> {
    Err("this system has no Unix sockets".into())
}
