//! Events that may be lost.

use std::future::ready;
use std::time::Duration;

use serde_json::{Value, json};
use wigwag::socket::{Socket, on_connect};
use wigwag::{Config, Io};

use super::application::{Application, Operations, fence, text};
use super::journal::Journal;
use super::values::{args_of, bytes};

/// More than the sockets of any system hold.
const FILLER: usize = 24 * 1024 * 1024;

pub(super) fn application(config: Config, journal: &Journal) -> Application {
    let journal = journal.clone();
    let connected = on_connect(move |socket: Socket| {
        fence(&socket);
        journal.of(&socket, json!(["connection"]));
        journal.tell_the_end(&socket);
        journal.tell(&socket, "said");
        socket.on("tell me twice", |socket, _| async move {
            socket.emit("told", &("first",));
            socket.emit_volatile("told", &("second, volatile",));
            socket.emit("told", &("third",));
        });
        ready(())
    });
    let config = config.ping_timeout(Duration::from_secs(60)).outbox_bytes_max(2 * FILLER);
    let builder = Io::builder().config(config).namespace("/", connected);
    Application { builder, operations: operations() }
}

fn operations() -> Operations {
    Operations::default()
        // For the one whose id it is: as much as a client that does not read will never take.
        .doing("fill", |io, args| {
            if let Some(socket) = find(&io, &args) {
                socket.emit("filler", &(bytes(0, FILLER),));
            }
        })
        .doing("tell, volatile", |io, args| {
            if let Some(socket) = find(&io, &args) {
                socket.emit_volatile("told", &args_of(&args[1..]));
            }
        })
        .doing("tell bytes, volatile", |io, args| {
            if let Some(socket) = find(&io, &args) {
                socket.emit_volatile("told", &(bytes(1, 1), bytes(2, 1)));
            }
        })
        .doing("tell bytes", |io, args| {
            if let Some(socket) = find(&io, &args) {
                socket.emit("told", &(bytes(3, 1), bytes(4, 1)));
            }
        })
        .doing("tell everybody, volatile", |io, args| {
            if let Some(namespace) = io.namespace("/") {
                namespace.volatile().emit("told", &args_of(&args));
            }
        })
        .doing("tell everybody", |io, args| {
            if let Some(namespace) = io.namespace("/") {
                namespace.emit("told", &args_of(&args));
            }
        })
}

fn find(io: &Io, args: &[Value]) -> Option<Socket> {
    io.namespace("/")?.socket(text(args, 0).parse().ok()?)
}
