//! Listeners that come and go.

use std::future::{Ready, ready};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use wigwag::socket::{Event, ListenerId, Socket, on_connect};
use wigwag::{Config, Io};

use super::application::{Application, Operations, answer, fence, text};
use super::journal::{Journal, said, said_of};
use super::values::{args_of, bytes, values};

pub(super) fn application(config: Config, journal: &Journal) -> Application {
    let journal = journal.clone();
    let connected = on_connect(move |socket: Socket| {
        fence(&socket);
        socket.on("said", telling("first", &journal));
        let second = socket.on("said", telling("second", &journal));
        socket.on("answered", |_, event| async move { answer(&event, &("answer",)) });
        let ids = Mutex::new(Ids { second, any: None, outgoing: None });
        let board = Arc::new(Board { journal: journal.clone(), ids });
        socket.on("do", move |socket, event| {
            let names = board.act(&socket, text(&values(event.args()), 0));
            ready(answer(&event, &(names,)))
        });
        ready(())
    });
    let builder = Io::builder().config(config).namespace("/", connected);
    let operations = Operations::default().doing("emit", |io, args| {
        if let Some(namespace) = io.namespace("/") {
            namespace.emit(text(&args, 0), &args_of(&args[1..]));
        }
    });
    Application { builder, operations }
}

/// What can be done with the listeners of a socket.
struct Board {
    journal: Journal,
    ids: Mutex<Ids>,
}

/// Listeners that can be taken away one by one.
struct Ids {
    second: ListenerId,
    any: Option<ListenerId>,
    outgoing: Option<ListenerId>,
}

impl Board {
    /// Does it, and gives the names of the events that are listened to when that is asked for.
    fn act(&self, socket: &Socket, what: &str) -> Option<Vec<String>> {
        let Self { journal, ids } = self;
        let mut ids = ids.lock().unwrap_or_else(PoisonError::into_inner);
        match what {
            "names" => return Some(names(socket)),
            "once" => _ = socket.once("said", telling("once", journal)),
            "off the second" => _ = socket.off_listener(ids.second),
            "off all" => _ = socket.off("said"),
            "on again" => _ = socket.on("said", telling("again", journal)),
            "on adding" => _ = socket.once("said", adding("added", journal)),
            "any" => ids.any = Some(socket.on_any(telling_any("any", journal))),
            "prepend any" => _ = socket.prepend_any(telling_any("before any", journal)),
            "off any" => _ = ids.any.take().map(|id| socket.off_listener(id)),
            "off every any" => socket.off_any(),
            "outgoing" => ids.outgoing = Some(socket.on_any_outgoing(seeing("outgoing", journal))),
            "prepend outgoing" => {
                socket.prepend_any_outgoing(seeing("before outgoing", journal));
            }
            "off outgoing" => _ = ids.outgoing.take().map(|id| socket.off_listener(id)),
            "off every outgoing" => socket.off_any_outgoing(),
            "emit" => socket.emit("told", &(1, "two")),
            "emit bytes" => socket.emit("told", &(bytes(1, 1),)),
            "ask" => {
                let asked = socket.emit_with_ack::<Value, _>("asked", &(1,));
                tokio::spawn(asked.timeout(Duration::from_secs(10)));
            }
            _ => {}
        }
        None
    }
}

fn names(socket: &Socket) -> Vec<String> {
    let mut names = socket.event_names();
    names.retain(|name| name != "fence" && name != "do");
    names.sort();
    names
}

fn telling(
    who: &'static str,
    journal: &Journal,
) -> impl Fn(Socket, Event) -> Ready<()> + Send + Sync + use<> {
    let journal = journal.clone();
    move |socket, event| {
        journal.of(&socket, said(who, values(event.args())));
        ready(())
    }
}

/// A listener that adds another.
fn adding(
    who: &'static str,
    journal: &Journal,
) -> impl FnOnce(Socket, Event) -> Ready<()> + Send + use<> {
    let journal = journal.clone();
    move |socket, _| {
        socket.on("said", telling(who, &journal));
        ready(())
    }
}

fn telling_any(
    who: &'static str,
    journal: &Journal,
) -> impl Fn(Socket, Event) -> Ready<()> + Send + Sync + use<> {
    let see = seeing(who, journal);
    move |socket, event| {
        see(&socket, &event);
        ready(())
    }
}

fn seeing(who: &'static str, journal: &Journal) -> impl Fn(&Socket, &Event) + Send + Sync + use<> {
    let journal = journal.clone();
    move |socket, event| {
        if !["fence", "do"].contains(&event.name()) {
            journal.of(socket, said_of(who, event.name(), values(event.args())));
        }
    }
}
