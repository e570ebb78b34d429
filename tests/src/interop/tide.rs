//! The handler of the namespace `/tide`: numbers in both directions, while connections break.

use std::sync::{Arc, Mutex, PoisonError};

use wigwag::{
    Room,
    socket::{BoxFuture, Event, NamespaceHandler, Socket},
};

/// How many waves go out before others have a turn, so that they come in many reads and a connection can break in between.
const SLICE: u32 = 20;

/// Sends waves, and remembers pebbles.
#[derive(Debug)]
pub(crate) struct Tide;

/// The pebbles of one socket, also when its client has come back.
#[derive(Default)]
struct Pebbles(Mutex<Vec<u32>>);

impl Tide {
    /// `flow(room, count)`: `wave(n, "text")` for each `n` to a room, wherever its members are.
    fn flow(socket: &Socket, event: &Event) {
        let Ok((room, count)) = event.args().read::<(String, u32)>() else { return };
        let target = socket.namespace().to(Room::from(room));
        tokio::spawn(async move {
            for number in 0..count {
                target.emit("wave", &(number, "text"));
                if number % SLICE == 0 {
                    tokio::task::yield_now().await;
                }
            }
        });
    }

    /// `pebble(n)`, acknowledged.
    fn take_pebble(socket: &Socket, event: &Event) {
        let Ok((number,)) = event.args().read::<(u32,)>() else { return };
        if socket.extensions().get::<Pebbles>().is_none() {
            socket.extensions().insert(Pebbles::default());
        }
        if let Some(pebbles) = socket.extensions().get::<Pebbles>() {
            pebbles.0.lock().unwrap_or_else(PoisonError::into_inner).push(number);
        }
    }
}

impl NamespaceHandler for Tide {
    fn connected(self: Arc<Self>, socket: Socket) -> Option<BoxFuture<()>> {
        if !socket.recovered() {
            socket.join("shore");
        }
        None
    }

    fn event(self: Arc<Self>, socket: Socket, mut event: Event) -> Option<BoxFuture<()>> {
        let ack = event.take_ack();
        match event.name() {
            "flow" => Self::flow(&socket, &event),
            "pebble" => Self::take_pebble(&socket, &event),
            _ => {}
        }
        let pebbles = socket.extensions().get::<Pebbles>().unwrap_or_default();
        let pebbles = pebbles.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(ack) = ack {
            // An acknowledgement of numbers can be encoded.
            let _ = ack.send(&(pebbles, socket.recovered()));
        }
        None
    }
}
