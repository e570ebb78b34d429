//! What a server has seen.

use std::future::ready;

use serde_json::{Value, json};
use tokio::sync::watch;
use wigwag::socket::Socket;

use super::values::values;

/// What a server has seen, in the order in which it saw it.
#[derive(Debug, Clone)]
pub(super) struct Journal(watch::Sender<Vec<Value>>);

impl Default for Journal {
    fn default() -> Self {
        Self(watch::Sender::new(Vec::new()))
    }
}

impl Journal {
    /// Writes down what happened to a socket: a word, and what is said with it.
    #[expect(clippy::needless_pass_by_value, reason = "what is said is made for the journal")]
    pub(super) fn of(&self, socket: &Socket, said: Value) {
        self.push(json!({ "socket": socket.id().to_string(), "said": said }));
    }

    /// Writes down what happened to no socket in particular.
    #[expect(clippy::needless_pass_by_value, reason = "what is said is made for the journal")]
    pub(super) fn write(&self, said: Value) {
        self.push(json!({ "socket": null, "said": said }));
    }

    /// Writes down why a socket has left.
    pub(super) fn tell_the_end(&self, socket: &Socket) {
        let journal = self.clone();
        socket.on_disconnect(move |socket, reason| async move {
            journal.of(&socket, json!(["disconnect", reason.as_str()]));
        });
    }

    /// Writes down each event of one name.
    pub(super) fn tell(&self, socket: &Socket, event: &'static str) {
        let journal = self.clone();
        socket.on(event, move |socket, received| {
            journal.of(&socket, said(event, values(received.args())));
            ready(())
        });
    }

    fn push(&self, entry: Value) {
        self.0.send_modify(|entries| entries.push(entry));
    }

    /// What is below the first `from` entries, once there are `count`.
    pub(super) async fn read(&self, from: usize, count: usize) -> Vec<Value> {
        let mut entries = self.0.subscribe();
        // The sender is there for as long as this is.
        match entries.wait_for(|entries| entries.len() >= count).await {
            Ok(entries) => entries.get(from..).unwrap_or_default().to_vec(),
            Err(_) => Vec::new(),
        }
    }
}

/// A word and what is said with it.
pub(super) fn said(what: &str, values: impl IntoIterator<Item = Value>) -> Value {
    [Value::from(what)].into_iter().chain(values).collect()
}

/// Two words and what is said with them.
pub(super) fn said_of(what: &str, whom: &str, values: impl IntoIterator<Item = Value>) -> Value {
    said(what, [Value::from(whom)].into_iter().chain(values))
}
