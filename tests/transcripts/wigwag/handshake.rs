//! Namespaces that tell what they know of a client.

use std::future::ready;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use wigwag::socket::{Socket, on_connect};
use wigwag::{Config, Io};

use super::application::{Application, Operations, answer, fence, text};
use super::journal::Journal;
use super::values::values;

pub(super) fn application(config: Config, journal: &Journal) -> Application {
    let mut builder = Io::builder().config(config);
    for name in ["/", "/news"] {
        let journal = journal.clone();
        let connected = move |socket: Socket| {
            journal.of(&socket, json!(["connection", socket.namespace_name()]));
            tell(&socket);
            ready(())
        };
        builder = builder.namespace(name, on_connect(connected));
    }
    Application { builder, operations: Operations::default() }
}

fn tell(socket: &Socket) {
    fence(socket);
    socket.on("ask", |socket, event| async move {
        answer(&event, &(known(&socket, text(&values(event.args()), 0)),))
    });
    socket.on("header", |socket, event| async move {
        answer(&event, &(socket.handshake().header(text(&values(event.args()), 0)),))
    });
    socket.on("query", |socket, event| async move {
        answer(&event, &(socket.handshake().query(text(&values(event.args()), 0)),))
    });
}

fn known(socket: &Socket, what: &str) -> Value {
    let handshake = socket.handshake();
    match what {
        "auth" => socket.auth().read().unwrap_or_default(),
        "address" => handshake.address().map(|address| address.to_string()).into(),
        "secure" => handshake.secure().into(),
        "xdomain" => handshake.xdomain().into(),
        "age" => is_recent(handshake.issued()).into(),
        "path" => handshake.url().split('?').next().into(),
        "transport" => socket.connection().transport().to_string().into(),
        _ => Value::Null,
    }
}

fn is_recent(time: SystemTime) -> bool {
    time.elapsed().is_ok_and(|age| age < Duration::from_secs(60))
}
