//! What programs ask for beside the protocol: a server, its journal, and that its application does something.

use std::collections::HashMap;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use wigwag::Io;

use super::application::Operations;
use super::journal::Journal;

/// A server of one behaviour.
#[derive(Clone)]
struct Running {
    io: Io,
    journal: Journal,
    operations: Arc<Operations>,
}

/// All servers, by their ids.
#[derive(Clone, Default)]
struct Servers(Arc<Mutex<HashMap<usize, Running>>>);

type Answer<T> = Result<T, (StatusCode, String)>;

pub(super) async fn listen() -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}

pub(super) async fn serve(listener: TcpListener) {
    let router = Router::new()
        .route("/servers/{name}", post(start).delete(stop))
        .route("/servers/{id}/journal/{from}/{count}", get(journal))
        .route("/servers/{id}/do/{what}", post(act))
        .with_state(Servers::default());
    // The future never resolves: accepting goes on after every error.
    let _ = axum::serve(listener, router).await;
}

async fn start(State(servers): State<Servers>, Path(name): Path<String>) -> Answer<Json<Value>> {
    let journal = Journal::default();
    let unknown = || fault(format!("no application is called {name}"));
    let application = super::application(&name, &journal).ok_or_else(unknown)?;
    let io = application.builder.build().map_err(fault)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(fault)?;
    let port = listener.local_addr().map_err(fault)?.port();
    let served = io.clone();
    tokio::spawn(async move { served.serve_listener(listener).await });
    let mut servers = servers.all();
    let id = servers.len() + 1;
    servers.insert(id, Running { io, journal, operations: Arc::new(application.operations) });
    Ok(Json(json!({ "id": id, "port": port })))
}

async fn stop(State(servers): State<Servers>, Path(id): Path<usize>) -> Answer<()> {
    let server = servers.get(id)?;
    tokio::spawn(async move { server.io.close().await });
    Ok(())
}

async fn journal(
    State(servers): State<Servers>,
    Path((id, from, count)): Path<(usize, usize, usize)>,
) -> Answer<Json<Vec<Value>>> {
    let server = servers.get(id)?;
    Ok(Json(server.journal.read(from, count).await))
}

/// An operation that says nothing has no body in its answer.
async fn act(
    State(servers): State<Servers>,
    Path((id, what)): Path<(usize, String)>,
    Json(args): Json<Vec<Value>>,
) -> Answer<String> {
    let server = servers.get(id)?;
    let done = server.operations.call(&what, &server.io, args);
    let result = done.ok_or_else(|| fault(format!("no operation {what}")))?.await;
    Ok(result.map(|result| result.to_string()).unwrap_or_default())
}

impl Servers {
    fn all(&self) -> MutexGuard<'_, HashMap<usize, Running>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, id: usize) -> Answer<Running> {
        self.all().get(&id).cloned().ok_or_else(|| fault(format!("no server {id}")))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is called with `map_err`")]
fn fault<T: ToString>(fault: T) -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, fault.to_string())
}
