//! Functions that see clients before they are in, and events before they are handled.

use std::future::{Ready, ready};
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Notify;
use wigwag::socket::{
    Auth, Event, EventRefusal, Mount, NamespaceHandler, Refusal, Socket, SocketError,
    SocketErrorKind, on_connect,
};
use wigwag::{Args, Config, Io};

use super::application::{Application, Operations, answer, fence, size, text};
use super::journal::{Journal, said_of};
use super::values::values;

pub(super) fn application(config: Config, journal: &Journal) -> Application {
    let gate = Arc::new(Notify::new());
    let seen = journal.clone();
    let main = Mount::new("/", listening(journal)).middleware(move |_: Socket, _: Auth| {
        seen.write(json!(["middleware of /"]));
        ready(Ok(()))
    });
    let builder = Io::builder()
        .config(config)
        .mount(main)
        .namespace("/plain", listening(journal))
        .mount(ordered(journal))
        .mount(refusing(journal))
        .mount(preparing(journal))
        .mount(slow(journal, &gate))
        .namespace("/events", events(journal));
    let operations = Operations::default()
        .doing("release", move |_, _| gate.notify_waiters())
        .telling("sockets", |io, args| size(&io, &args))
        .doing("emit", |io, args| {
            if let Some(namespace) = io.namespace("/preparing") {
                namespace.to(text(&args, 0)).emit(text(&args, 1), &());
            }
        });
    Application { builder, operations }
}

fn listening(journal: &Journal) -> impl NamespaceHandler {
    let journal = journal.clone();
    on_connect(move |socket: Socket| {
        listen(&socket, &journal);
        ready(())
    })
}

fn listen(socket: &Socket, journal: &Journal) {
    fence(socket);
    let data: Value = serde_json::from_str(&socket.data().to_json()).unwrap_or_default();
    let own = socket.id().to_string();
    let rooms = socket.rooms().into_iter().map(|room| room.as_str().to_owned());
    let rooms: Vec<String> = rooms.filter(|room| *room != own).collect();
    journal.of(socket, json!(["connection", data, rooms]));
    journal.tell_the_end(socket);
    let journal = journal.clone();
    socket.on("said", move |socket, event| {
        journal.of(&socket, said_of("handled", "said", values(event.args())));
        ready(answer(&event, &("handled",)))
    });
}

fn ordered(journal: &Journal) -> Mount {
    let [first, second, third] = [(); 3].map(|()| journal.clone());
    Mount::new("/ordered", listening(journal))
        .middleware(move |socket: Socket, _: Auth| {
            let is_found = socket.namespace().socket(socket.id()).is_some();
            first.of(&socket, json!(["first", socket.is_connected(), is_found]));
            ready(Ok(()))
        })
        .middleware(move |socket: Socket, _: Auth| {
            let journal = second.clone();
            async move {
                journal.of(&socket, json!(["second begins"]));
                tokio::task::yield_now().await;
                journal.of(&socket, json!(["second ends"]));
                Ok(())
            }
        })
        .middleware(move |socket: Socket, _: Auth| {
            third.of(&socket, json!(["third"]));
            ready(Ok(()))
        })
}

fn refusing(journal: &Journal) -> Mount {
    let [first, second, third] = [(); 3].map(|()| journal.clone());
    Mount::new("/refusing", listening(journal))
        .middleware(move |_: Socket, _: Auth| {
            first.write(json!(["first"]));
            ready(Ok(()))
        })
        .middleware(move |_: Socket, _: Auth| {
            second.write(json!(["second"]));
            ready(Err(Refusal::new("the second says no").with_data(json!({ "by": "second" }))))
        })
        .middleware(move |_: Socket, _: Auth| {
            third.write(json!(["third"]));
            ready(Ok(()))
        })
}

fn preparing(journal: &Journal) -> Mount {
    let journal = journal.clone();
    let connected = on_connect(move |socket: Socket| {
        listen(&socket, &journal);
        socket.emit("late", &(2,));
        ready(())
    });
    Mount::new("/preparing", connected)
        .middleware(|socket: Socket, auth: Auth| {
            let auth = auth.read::<Value>().unwrap_or_default();
            socket.join("prepared");
            socket.emit("early", &(1,));
            let set = socket.data().set("user", &auth["user"]);
            ready(set.map_err(|error| Refusal::new(error.to_string())))
        })
        .middleware(|socket: Socket, _: Auth| {
            let user: Option<String> = socket.data().get("user").ok().flatten();
            let is_refused = user.as_deref() == Some("mallory");
            ready(if is_refused { Err(Refusal::new("no mallory")) } else { Ok(()) })
        })
}

fn slow(journal: &Journal, gate: &Arc<Notify>) -> Mount {
    let (waiting, gate) = (journal.clone(), Arc::clone(gate));
    Mount::new("/slow", listening(journal)).middleware(move |socket: Socket, auth: Auth| {
        let (journal, gate) = (waiting.clone(), Arc::clone(&gate));
        async move {
            let auth = auth.read::<Value>().unwrap_or_default();
            if auth["waits"].as_bool().unwrap_or_default() {
                let released = gate.notified();
                journal.write(json!(["waiting"]));
                tokio::spawn(tell_the_close(socket, journal.clone()));
                released.await;
                journal.write(json!(["released"]));
            }
            Ok(())
        }
    })
}

async fn tell_the_close(socket: Socket, journal: Journal) {
    socket.connection().closed().await;
    journal.write(json!(["gone"]));
}

fn events(journal: &Journal) -> impl NamespaceHandler {
    let journal = journal.clone();
    on_connect(move |socket: Socket| {
        socket.use_(seeing("first", &journal));
        socket.use_(|_: Socket, event: Event| ready(change(event)));
        socket.use_(seeing("third", &journal));
        let [any, errors] = [(); 2].map(|()| journal.clone());
        socket.on_any(move |socket, event| {
            if event.name() != "fence" {
                any.of(&socket, json!(["any", event.name()]));
            }
            ready(())
        });
        socket.on_error(move |error| tell_error(error, &errors));
        listen(&socket, &journal);
        ready(())
    })
}

/// Writes down that an event was refused, and puts the client out if it wants to be treated strictly.
fn tell_error(error: &SocketError, journal: &Journal) {
    let (Some(socket), SocketErrorKind::Refused(message)) = (error.socket(), error.kind()) else {
        return;
    };
    journal.of(socket, json!(["error", message]));
    let auth = socket.auth().read::<Value>().unwrap_or_default();
    if auth["strict"].as_bool().unwrap_or_default() {
        socket.disconnect();
    }
}

type Passed = Ready<Result<Event, EventRefusal>>;

/// Writes down which events come by.
fn seeing(
    who: &'static str,
    journal: &Journal,
) -> impl Fn(Socket, Event) -> Passed + Send + Sync + use<> {
    let journal = journal.clone();
    move |socket, event| {
        if event.name() != "fence" {
            journal.of(&socket, json!([who, event.name()]));
        }
        ready(Ok(event))
    }
}

/// Changes what asks to be changed, and refuses what asks for that.
fn change(event: Event) -> Result<Event, EventRefusal> {
    match text(&values(event.args()), 0) {
        "refuse me" => Err(EventRefusal::new("refused")),
        "change me" => {
            let args = Args::of(&("changed",));
            Ok(event.with_args(args.map_err(|error| EventRefusal::new(error.to_string()))?))
        }
        _ => Ok(event),
    }
}
