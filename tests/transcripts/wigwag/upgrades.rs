//! The moment in which a connection moves to a WebSocket.

use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use wigwag::socket::{Socket, on_connect};
use wigwag::{Config, Io, TransportName};

use super::application::{Application, Operations, answer, fence, number};
use super::journal::Journal;
use super::values::values;

pub(super) fn application(config: Config, journal: &Journal) -> Application {
    let journal = journal.clone();
    let connected = on_connect(move |socket: Socket| {
        fence(&socket);
        let connection = socket.connection();
        let transport = connection.transport();
        journal.of(&socket, json!(["connection", transport.to_string(), connection.is_upgraded()]));
        if transport == TransportName::Polling {
            tokio::spawn(tell_upgrade(socket.clone(), journal.clone()));
        }
        journal.tell_the_end(&socket);
        listen(&socket);
        ready(())
    });
    let builder = Io::builder().config(config).namespace("/", connected);
    Application { builder, operations: Operations::default() }
}

async fn tell_upgrade(socket: Socket, journal: Journal) {
    let connection = socket.connection();
    if connection.upgraded().await.is_ok() {
        let transport = connection.transport().to_string();
        journal.of(&socket, json!(["upgrade", transport, connection.is_upgraded()]));
    }
}

fn listen(socket: &Socket) {
    let seen: Arc<Mutex<Vec<u64>>> = Arc::default();
    let seeing = Arc::clone(&seen);
    socket.on("number", move |_, event| {
        let number = values(event.args()).first().map(number_of).unwrap_or_default();
        seeing.lock().unwrap_or_else(PoisonError::into_inner).push(number);
        ready(())
    });
    socket.on("seen", move |_, event| {
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_ordered = (0..).zip(&*seen).all(|(at, number): (u64, _)| at == *number);
        ready(answer(&event, &(seen.len(), is_ordered)))
    });
    socket.on("echo", |_, event| async move { answer(&event, event.args()) });
    socket.on("count", |socket, event| async move {
        for number in 0..number(&values(event.args()), 0) {
            socket.emit("number", &(number,));
            if number % 10 == 0 {
                tokio::task::yield_now().await;
            }
        }
        answer(&event, &())
    });
}

/// A number, or two bytes that are one.
fn number_of(value: &Value) -> u64 {
    let byte = |at: usize| value["$bytes"][at].as_u64().unwrap_or_default();
    value.as_u64().unwrap_or_else(|| byte(0) << 8 | byte(1))
}
