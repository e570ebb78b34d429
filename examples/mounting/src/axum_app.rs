//! Two servers and an application's own routes on one port.

use std::error::Error;
use std::io::{Write as _, stdout};
use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;
use wigwag::PeerAddr;

use crate::server_at;

pub(crate) async fn serve(address: &str) -> Result<(), Box<dyn Error>> {
    let (public, admin) = (server_at("/socket.io")?, server_at("/admin/socket.io")?);
    let app = Router::new()
        .route("/", get(|| async { "The application's own page.\n" }))
        .layer(public.layer())
        .layer(admin.layer())
        // Around the servers: they see the requests that it has worked on.
        .layer(from_fn(tell_peer));
    let listener = TcpListener::bind(address).await?;
    writeln!(stdout(), "listening on http://{}", listener.local_addr()?)?;
    Ok(axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?)
}

/// Hands the address of the client on, which axum knows, so that `cx.handshake().address()` has it.
async fn tell_peer(
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    request.extensions_mut().insert(PeerAddr(peer));
    next.run(request).await
}
