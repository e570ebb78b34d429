//! Clients that come back find what they have missed.

use std::future::ready;

use serde_json::{Value, json};
use wigwag::socket::{Auth, Mount, Socket, on_connect};
use wigwag::{Config, Io, Recovery};

use super::application::{Application, Operations, fence, number, size, text};
use super::journal::{Journal, said};
use super::values::{args_of, values};

pub(super) fn application(config: Config, journal: &Journal, recovery: Recovery) -> Application {
    let mut builder = Io::builder().config(config.connection_state_recovery(recovery));
    for name in ["/", "/news"] {
        let (asked, journal) = (journal.clone(), journal.clone());
        let connected = on_connect(move |socket: Socket| {
            serve(&socket, &journal);
            ready(())
        });
        builder =
            builder.mount(Mount::new(name, connected).middleware(move |_: Socket, _: Auth| {
                asked.write(json!(["middleware"]));
                ready(Ok(()))
            }));
    }
    Application { builder, operations: operations() }
}

fn serve(socket: &Socket, journal: &Journal) {
    fence(socket);
    let word = if socket.recovered() { "recovered" } else { "connection" };
    let data: Value = serde_json::from_str(&socket.data().to_json()).unwrap_or_default();
    let own = socket.id().to_string();
    let rooms = socket.rooms().into_iter().map(|room| room.as_str().to_owned());
    let mut rooms: Vec<String> = rooms.filter(|room| *room != own).collect();
    rooms.sort();
    let rooms = rooms.into_iter().map(Value::from);
    journal.of(socket, said(word, [data].into_iter().chain(rooms)));
    journal.tell_the_end(socket);
    journal.tell(socket, "said");
    socket.on("join", |socket, event| async move {
        socket.join(text(&values(event.args()), 0));
    });
    socket.on("remember", |socket, event| async move {
        socket.data().set("value", &values(event.args()).first())
    });
    socket.on("tell me", |socket, event| async move { socket.emit("told", event.args()) });
    socket.on("leave", |socket, _| async move { socket.disconnect() });
    socket.on("burst", |socket, event| async move {
        for number in 0..number(&values(event.args()), 0) {
            socket.emit("number", &(number,));
        }
    });
}

fn operations() -> Operations {
    Operations::default()
        .doing("tell", |io, args| {
            if let Some(namespace) = io.namespace(text(&args, 0)) {
                namespace.emit("told", &args_of(&args[1..]));
            }
        })
        .doing("tell a room", |io, args| {
            if let Some(namespace) = io.namespace("/") {
                namespace.to(text(&args, 0)).emit("told", &args_of(&args[1..]));
            }
        })
        .doing("tell all but", |io, args| {
            if let Some(namespace) = io.namespace("/") {
                namespace.except(text(&args, 0)).emit("told", &args_of(&args[1..]));
            }
        })
        .doing("tell, volatile", |io, args| {
            if let Some(namespace) = io.namespace("/") {
                namespace.volatile().emit("told", &args_of(&args));
            }
        })
        .telling("sockets", |io, args| size(&io, &args))
}
