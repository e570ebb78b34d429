//! Rooms, and everything that can be sent to them or done with who is in them.

use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use wigwag::socket::{Broadcast, Mount, RemoteSocket, Socket, on_connect};
use wigwag::{Config, Io, Room, SocketId};

use super::application::{Application, Operations, answer, fence, text};
use super::journal::{Journal, said, said_of};
use super::values::{args_of, values};

pub(super) fn application(config: Config, journal: &Journal) -> Application {
    let mut builder = Io::builder().config(config);
    for name in ["/", "/news"] {
        let (heard, journal) = (journal.clone(), journal.clone());
        let connected = on_connect(move |socket: Socket| {
            serve(&socket, &journal);
            ready(())
        });
        let mount = Mount::new(name, connected).on_server_side("to servers", move |event| {
            heard.write(said("heard from a server", values(event.args())));
            ready(())
        });
        builder = builder.mount(mount);
    }
    Application { builder, operations: acting(casting(Operations::default())) }
}

fn serve(socket: &Socket, journal: &Journal) {
    fence(socket);
    let auth = socket.auth().read::<Value>().unwrap_or_default();
    if let Err(error) = socket.data().set("name", &auth["name"]) {
        journal.of(socket, json!(["data", error.to_string()]));
    }
    journal.of(socket, said("connection", rooms_of(socket)));
    tell_the_end(socket, journal);
    socket.on("join", |socket, event| async move {
        for room in values(event.args()) {
            socket.join(room.as_str().unwrap_or_default());
        }
    });
    socket.on("leave", |socket, event| async move {
        socket.leave(text(&values(event.args()), 0));
    });
    socket.on("leave own", |socket, _| async move { socket.leave(socket.id()) });
    socket.on("rooms", |socket, event| async move { answer(&event, &args_of(&rooms_of(&socket))) });
    socket.on("cast", |socket, event| async move {
        let args = values(event.args());
        choose(socket.broadcast(), &args[0]).emit(text(&args, 1), &args_of(&args[2..]));
    });
    socket.on("cast to none", |socket, event| async move {
        let none: [&str; 0] = [];
        socket.broadcast().to_any(none).emit(text(&values(event.args()), 0), &());
    });
    socket.on("bye", |socket, _| async move { socket.disconnect() });
    let journal = journal.clone();
    socket.on("leave and join", move |socket, event| {
        socket.disconnect();
        socket.join(text(&values(event.args()), 0));
        journal.of(&socket, said("rooms", rooms_of(&socket)));
        ready(())
    });
}

fn tell_the_end(socket: &Socket, journal: &Journal) {
    let [leaving, left] = [(); 2].map(|()| journal.clone());
    socket.on_disconnecting(move |socket, reason| async move {
        leaving.of(&socket, said_of("disconnecting", reason.as_str(), rooms_of(&socket)));
    });
    socket.on_disconnect(move |socket, reason| async move {
        left.of(&socket, said_of("disconnect", reason.as_str(), rooms_of(&socket)));
    });
}

/// The rooms of a socket, its own first.
fn rooms_of(socket: &Socket) -> Vec<Value> {
    own_first(socket.id(), &socket.rooms())
}

fn own_first(id: SocketId, rooms: &[Room]) -> Vec<Value> {
    let own = id.to_string();
    let mut rooms: Vec<String> = rooms.iter().map(|room| room.as_str().to_owned()).collect();
    rooms.sort_by_key(|room| (*room != own, room.clone()));
    rooms.into_iter().map(Value::from).collect()
}

/// A target as programs write it.
fn choose(mut target: Broadcast, chosen: &Value) -> Broadcast {
    for room in names(&chosen["to"]) {
        target = target.to(room);
    }
    for room in names(&chosen["except"]) {
        target = target.except(room);
    }
    for flag in names(&chosen["flags"]) {
        target = match flag {
            "volatile" => target.volatile(),
            "compress" => target.compress(true),
            "local" => target.local(),
            _ => target,
        };
    }
    target
}

fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Those of the main namespace that are chosen.
fn of(io: &Io, chosen: &Value) -> Option<Broadcast> {
    Some(choose(io.namespace("/")?.everybody(), chosen))
}

/// A target that can be used again.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Option<Broadcast>>>);

impl Kept {
    fn set(&self, target: Option<Broadcast>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }

    fn get(&self) -> Option<Broadcast> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn casting(operations: Operations) -> Operations {
    let [keep, cast, cast_and] = {
        let kept = Kept::default();
        [(); 3].map(|()| kept.clone())
    };
    operations
        .doing("cast", |io, args| {
            if let Some(target) = of(&io, &args[0]) {
                target.emit(text(&args, 1), &args_of(&args[2..]));
            }
        })
        .doing("cast in", |io, args| {
            if let Some(namespace) = io.namespace(text(&args, 0)) {
                choose(namespace.everybody(), &args[1]).emit(text(&args, 2), &());
            }
        })
        .doing("cast to a list", |io, args| {
            if let Some(namespace) = io.namespace("/") {
                namespace.to_any(names(&args[0])).emit(text(&args, 1), &());
            }
        })
        .doing("cast to all but a list", |io, args| {
            if let Some(target) = of(&io, &json!({ "except": args[0] })) {
                target.emit(text(&args, 1), &());
            }
        })
        .doing("keep", move |io, args| keep.set(of(&io, &args[0])))
        .doing("cast to kept", move |_, args| {
            if let Some(kept) = cast.get() {
                kept.emit(text(&args, 0), &());
            }
        })
        .doing("cast to kept and", move |_, args| {
            if let Some(kept) = cast_and.get() {
                kept.to(text(&args, 0)).emit(text(&args, 1), &());
            }
        })
}

fn acting(operations: Operations) -> Operations {
    operations
        .asking("fetch", |io, args| async move { told(&fetch(&io, &args[0]).await) })
        .doing("join", |io, args| {
            if let Some(target) = of(&io, &args[0]) {
                rooms_in(&args).for_each(|room| drop(target.sockets_join(room)));
            }
        })
        .doing("leave", |io, args| {
            if let Some(target) = of(&io, &args[0]) {
                rooms_in(&args).for_each(|room| drop(target.sockets_leave(room)));
            }
        })
        .doing("disconnect", |io, args| {
            if let Some(target) = of(&io, &args[0]) {
                drop(target.disconnect_sockets(is_true(&args, 1)));
            }
        })
        .asking("tell each", |io, args| async move {
            for socket in fetch(&io, &args[0]).await {
                socket.emit(text(&args, 1), &(name_of(&socket),));
            }
            Value::Null
        })
        .asking("join each", |io, args| async move {
            for socket in fetch(&io, &args[0]).await {
                drop(socket.join(text(&args, 1)));
            }
            Value::Null
        })
        .asking("leave each", |io, args| async move {
            for socket in fetch(&io, &args[0]).await {
                socket.leave(text(&args, 1));
            }
            Value::Null
        })
        .asking("disconnect each", |io, args| async move {
            for socket in fetch(&io, &args[0]).await {
                drop(socket.disconnect(is_true(&args, 1)));
            }
            Value::Null
        })
        .asking("ask each", |io, args| async move {
            let mut answers = Vec::new();
            for socket in fetch(&io, &args[0]).await {
                answers.push(socket.emit_with_ack::<Value, _>(text(&args, 1), &()).await.ok());
            }
            answers.sort_by_key(|answer| answer.as_ref().map(ToString::to_string));
            answers.into()
        })
        .telling("is kept from others", |io, args| {
            let Some(namespace) = io.namespace("/") else { return Value::Null };
            namespace.server_side_emit(text(&args, 0), &args_of(&args[1..])).is_err().into()
        })
}

/// The rooms behind a target.
fn rooms_in(args: &[Value]) -> impl Iterator<Item = &str> {
    args[1..].iter().filter_map(Value::as_str)
}

fn is_true(args: &[Value], at: usize) -> bool {
    args.get(at).and_then(Value::as_bool).unwrap_or_default()
}

async fn fetch(io: &Io, chosen: &Value) -> Vec<RemoteSocket> {
    match of(io, chosen) {
        Some(target) => target.fetch_sockets().await.sockets,
        None => Vec::new(),
    }
}

fn name_of(socket: &RemoteSocket) -> Value {
    socket.data().get("name").ok().flatten().unwrap_or_default()
}

/// What is known of sockets, in the order of their names.
fn told(sockets: &[RemoteSocket]) -> Value {
    let mut all: Vec<&RemoteSocket> = sockets.iter().collect();
    all.sort_by_key(|socket| name_of(socket).to_string());
    let told = |socket: &RemoteSocket| {
        let data: Value = serde_json::from_str(&socket.data().to_json()).unwrap_or_default();
        let rooms = own_first(socket.id(), &socket.rooms());
        json!({ "data": data, "id": socket.id().to_string(), "rooms": rooms })
    };
    all.into_iter().map(told).collect()
}
