//! Why sessions and sockets have ended, for those who ask beside the protocol.

use std::collections::HashMap;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Why sessions and sockets have ended, by their ids.
#[derive(Debug, Clone)]
pub(super) struct Reasons(watch::Sender<HashMap<String, String>>);

impl Default for Reasons {
    fn default() -> Self {
        Self(watch::Sender::new(HashMap::new()))
    }
}

impl Reasons {
    pub(super) fn ended(&self, id: &str, reason: String) {
        self.0.send_modify(|reasons| _ = reasons.insert(id.to_owned(), reason));
    }

    /// Answers `GET /<id>` when the session or the socket has ended.
    pub(super) async fn serve(self, listener: TcpListener) {
        let why = move |Path(id): Path<String>| {
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
