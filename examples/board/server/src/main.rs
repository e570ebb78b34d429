//! Serves the board: page and events on one port.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use clap::Parser;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use wigwag::Shutdown;

/// How long a page may take to be told that the server ends.
const SHUTDOWN_DEADLINE: Duration = Duration::from_secs(10);

/// A task board that a team shares.
#[derive(Debug, Parser)]
#[command(name = "board", version)]
struct Options {
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The folder of the built page.
    #[arg(long, value_name = "FOLDER", default_value = "web/dist")]
    page: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    // What goes wrong in handlers, and what pages send that is not of the contract, is told in the log.
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    if !options.page.join("index.html").is_file() {
        // No fault: while the page is developed, Vite serves it.
        println!("no page in {}: `npm run build` in web/ makes it", options.page.display());
    }
    let io = board_server::server()?;
    let page = Router::new().fallback_service(ServeDir::new(&options.page));

    let stop = stop_signal()?;
    let listener = TcpListener::bind(options.listen).await?;
    println!("the board is at http://{}", listener.local_addr()?);
    axum::serve(listener, page.layer(io.layer()))
        .with_graceful_shutdown(async move {
            stop.await;
            io.shutdown(Shutdown::within(SHUTDOWN_DEADLINE)).await;
        })
        .await?;
    Ok(())
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
