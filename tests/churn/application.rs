//! The server that clients are cut off from: what they ask for to be cut off in the middle of it.

use std::future::{pending, ready};

use wigwag::socket::{Auth, Event, EventRefusal, Mount, Refusal, Socket};
use wigwag::{BuildError, Config, Io};
use wigwag_tests::harness::{Handlers, echo};

/// How many rooms `rooms` joins: half of them with all the others who do.
const ROOMS: usize = 100;

pub(crate) fn server(config: Config) -> Result<Io, BuildError> {
    Io::builder()
        .config(config)
        .namespace("/", Handlers::new().event(handle))
        .namespace("/connect", Handlers::new().connect(|_, _| pending()))
        .namespace("/connected", Handlers::new().connected(until_it_goes))
        .mount(Mount::new("/middleware", Handlers::new()).middleware(hang))
        .mount(Mount::new("/event-middleware", Handlers::new()).event_middleware(stop))
        .mount(Mount::new("/refusal", Handlers::new()).middleware(|_: Socket, _: Auth| {
            ready(Err(Refusal::new("no").with_data("x".repeat(1000))))
        }))
        .mount(Mount::dynamic("/rooms/{name}", Handlers::new().event(handle)))
        .build()
}

async fn hang(_: Socket, _: Auth) -> Result<(), Refusal> {
    pending().await
}

/// A handler that has begun is not given up with its client, so it has to notice.
async fn until_it_goes(socket: Socket) {
    socket.connection().closed().await;
}

async fn stop(socket: Socket, _: Event) -> Result<Event, EventRefusal> {
    until_it_goes(socket).await;
    Err(EventRefusal::new("too late"))
}

async fn handle(socket: Socket, event: Event) {
    match event.name() {
        "rooms" => join_rooms(&socket),
        "keep" => keep(&socket),
        "listen" => listen(&socket),
        "drop-answers" => {
            drop(socket.namespace().everybody().emit_with_ack::<u32, _>("question", &()))
        }
        "ask" => {
            echo(socket.clone(), event.clone()).await;
            let _ = socket.emit_with_ack::<u32, _>("question", &()).await;
        }
        "ask-all" => {
            echo(socket.clone(), event.clone()).await;
            let room = socket.namespace().to(socket.id());
            room.emit_with_ack::<u32, _>("question", &()).collect().await;
        }
        // Nobody answers; the means to do so are held for as long as the socket is there.
        "hold" => {
            socket.emit("held", &());
            until_it_goes(socket.clone()).await;
        }
        _ => {}
    }
    echo(socket, event).await;
}

fn join_rooms(socket: &Socket) {
    for number in 0..ROOMS / 2 {
        let _ = socket.join(format!("room {number}"));
        let _ = socket.join(format!("room {number} of {}", socket.id()));
    }
}

fn keep(socket: &Socket) {
    // A text can be serialized.
    let _ = socket.data().set("text", &"x".repeat(1000));
    socket.extensions().insert(vec![0_u8; 1000]);
}

/// Listeners know their socket, which knows its listeners.
fn listen(socket: &Socket) {
    let (one, two, three) = (socket.clone(), socket.clone(), socket.clone());
    socket.on("answer", move |_, _| {
        let _ = one.id();
        ready(())
    });
    socket.on_any(move |_, _| {
        let _ = two.id();
        ready(())
    });
    socket.on_disconnect(move |_, _| {
        let _ = three.id();
        ready(())
    });
}
