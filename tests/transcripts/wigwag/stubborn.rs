//! A server that does not answer the first times.

use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use wigwag::socket::{Socket, on_connect};
use wigwag::{Config, Io};

use super::application::{Application, Operations, answer, fence, number, text};
use super::journal::Journal;
use super::values::values;

/// How often each value has come.
type Seen = Arc<Mutex<HashMap<String, u64>>>;

pub(super) fn application(config: Config, journal: &Journal) -> Application {
    let journal = journal.clone();
    let seen = Seen::default();
    let connected = on_connect(move |socket: Socket| {
        fence(&socket);
        journal.of(&socket, json!(["connection"]));
        journal.tell_the_end(&socket);
        hear(&socket, &journal, &seen);
        ready(())
    });
    let builder = Io::builder().config(config).namespace("/", connected);
    Application { builder, operations: Operations::default() }
}

fn hear(socket: &Socket, journal: &Journal, seen: &Seen) {
    let (journal, seen) = (journal.clone(), Arc::clone(seen));
    socket.on("said", move |socket, event| {
        let args = values(event.args());
        let value = text(&args, 0);
        let time = {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let time = seen.entry(value.to_owned()).or_default();
            *time += 1;
            *time
        };
        journal.of(&socket, json!(["said", value, time]));
        let is_enough = time >= number(&args, 1);
        ready(if is_enough { answer(&event, &(format!("{value} at last"),)) } else { Ok(()) })
    });
}
