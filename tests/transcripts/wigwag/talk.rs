//! A namespace whose server sends back what it gets, and says what it is asked to say.

use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use wigwag::socket::{Socket, on_connect};
use wigwag::{Config, Io};

use super::application::{Application, Operations, answer, emit_to, fence, number, size, text};
use super::journal::{Journal, said_of};
use super::values::{args_of, bytes, values};

pub(super) fn application(config: Config, journal: &Journal) -> Application {
    let mut builder = Io::builder().config(config);
    let rooms = (0..10).map(|number| format!("/room-{number}"));
    for name in ["/", "/news", "/news/", "chat"].map(ToOwned::to_owned).into_iter().chain(rooms) {
        let journal = journal.clone();
        let connected = move |socket: Socket| {
            journal.of(&socket, json!(["connection", socket.namespace_name()]));
            talk(&socket, &journal);
            ready(())
        };
        builder = builder.namespace(name, on_connect(connected));
    }
    Application { builder, operations: operations() }
}

fn operations() -> Operations {
    Operations::default()
        .telling("connections", |io, _| io.engine().sessions().into())
        .telling("sockets", |io, args| size(&io, &args))
        .doing("emit", |io, args| {
            if let Some(namespace) = io.namespace(text(&args, 0)) {
                namespace.emit(text(&args, 1), &args_of(&args[2..]));
            }
        })
        .doing("send", |io, args| {
            if let Some(namespace) = io.namespace(text(&args, 0)) {
                namespace.everybody().send(&args_of(&args[1..]));
            }
        })
        .doing("close", |io, _| _ = tokio::spawn(async move { io.close().await }))
        // No packet of Socket.IO: the client's parser does not understand it.
        .doing("garble", |io, _| {
            for socket in io.namespace("/").map(|it| it.sockets()).unwrap_or_default() {
                socket.connection().send("9");
            }
        })
        // Whether a name is refused: an error is logged, and nobody else hears of it.
        .telling("reserved", |io, args| {
            if let Some(namespace) = io.namespace("/") {
                namespace.emit(text(&args, 0), &args_of(&args[1..]));
            }
            Value::Null
        })
}

fn talk(socket: &Socket, journal: &Journal) {
    fence(socket);
    tell(socket, journal);
    socket.on("echo", |socket, event| async move {
        if event.ack().is_none() {
            socket.emit("echo", event.args());
        }
        answer(&event, event.args())
    });
    // As `echo`, but nothing is written down.
    socket.on("relay", |_, event| async move { answer(&event, event.args()) });
    socket.on("say", |socket, event| async move { emit_to(&socket, &values(event.args())) });
    socket.on("everybody", |socket, event| async move {
        let named = values(event.args());
        socket.namespace().emit(text(&named, 0), &args_of(&named[1..]));
    });
    say_much(socket);
    end(socket, journal);
    socket.on("what is it", |_, event| async move {
        let kind = values(event.args()).first().map(kind);
        answer(&event, &(kind,))
    });
    socket.on("say reserved", |socket, event| async move {
        answer(&event, &(emit_reserved(&socket, text(&values(event.args()), 0)),))
    });
}

/// Writes down every event, and the end.
fn tell(socket: &Socket, journal: &Journal) {
    let [any, leaving, left] = [(); 3].map(|()| journal.clone());
    socket.on_any(move |socket, event| {
        if !["fence", "relay"].contains(&event.name()) {
            any.of(&socket, said_of("event", event.name(), values(event.args())));
        }
        ready(())
    });
    socket.on_disconnecting(move |socket, reason| async move {
        leaving.of(&socket, json!(["disconnecting", reason.as_str()]));
    });
    socket.on_disconnect(move |socket, reason| async move {
        left.of(&socket, json!(["disconnect", reason.as_str(), socket.is_connected()]));
    });
}

fn say_much(socket: &Socket) {
    socket.on("count", |socket, event| async move {
        for number in 0..number(&values(event.args()), 0) {
            socket.emit("number", &(number,));
        }
    });
    // A text, bytes, a text, and so on.
    socket.on("mixture", |socket, event| async move {
        for number in 0..number(&values(event.args()), 0) {
            match u8::try_from(number) {
                Ok(byte) if number % 2 == 1 => socket.emit("part", &(bytes(byte, 1),)),
                _ => socket.emit("part", &(number,)),
            }
        }
    });
    socket.on("bytes", |socket, event| async move {
        let length = usize::try_from(number(&values(event.args()), 0)).unwrap_or_default();
        socket.emit("bytes", &(bytes(7, length),));
    });
    socket.on("attachments", |socket, event| async move {
        let all = (0..number(&values(event.args()), 0)).map(|it| json!({ "$bytes": [it] }));
        socket.emit("attachments", &args_of(&all.collect::<Vec<_>>()));
    });
}

fn end(socket: &Socket, journal: &Journal) {
    socket.on("leave", |socket, _| async move { socket.disconnect() });
    socket.on("close", |socket, _| async move { socket.disconnect_client() });
    let journal = journal.clone();
    socket.on("leave twice", move |socket, _| {
        socket.disconnect();
        socket.disconnect();
        socket.emit("too late", &());
        journal.of(&socket, json!(["connected", socket.is_connected()]));
        ready(())
    });
}

/// What those are told who listen for errors, when a socket is sent an event with a name that no event may have.
fn emit_reserved(socket: &Socket, name: &str) -> Option<String> {
    let told: Arc<Mutex<Option<String>>> = Arc::default();
    let errors = Arc::clone(&told);
    let listener = socket.on_error(move |error| {
        *errors.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
    });
    socket.emit(name, &());
    socket.off_listener(listener);
    told.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn kind(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(fields) => {
            let bytes = fields.get("$bytes").and_then(Value::as_array);
            bytes.map_or_else(|| "object".to_owned(), |bytes| format!("{} bytes", bytes.len()))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}
