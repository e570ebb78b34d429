//! The contract of the load generators on socketioxide, as its documentation would have it written:
//! a layer of axum, typed handlers, and its default settings but for two bounds.

#[path = "../../options.rs"]
mod options;

use std::{error::Error, time::Duration};

use axum::{Router, serve::ListenerExt as _};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use socketioxide::{
    SocketIo,
    extract::{AckSender, Data, SocketRef},
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use self::options::Options;

/// What is sent to and fro.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Message {
    data: String,
}

/// Beyond the default of 128 packets it drops what is sent, and a run that loses messages is not a
/// result.
const PACKETS_BUFFERED_MAX: usize = 1024;

/// What the other servers announce.
const PAYLOAD_MAX: u64 = 1_000_000;

/// No arguments at all.
const NOTHING: [(); 0] = [];

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse()?;
    options.runtime()?.block_on(run(options))
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let mut terminated = signal(SignalKind::terminate())?;
    let (layer, io) = SocketIo::builder()
        .max_buffer_size(PACKETS_BUFFERED_MAX)
        .max_payload(PAYLOAD_MAX)
        .ping_interval(Duration::from_secs(options.ping_interval.into()))
        .build_layer();
    io.ns("/", connect);

    let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    // The others set it too: an answer must not wait for the acknowledgement of the one before.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            eprintln!("a connection is slow: {error}");
        }
    });
    tokio::select! {
        _ = terminated.recv() => Ok(()),
        served = axum::serve(listener, Router::new().layer(layer)) => Ok(served?),
    }
}

async fn connect(socket: SocketRef) {
    socket.on("echo", async |Data::<Message>(message), ack: AckSender| {
        told(ack.send(&message));
    });
    socket.on("echob", async |Data::<Bytes>(bytes), ack: AckSender| {
        told(ack.send(&bytes));
    });
    socket.on(
        "bcast",
        async |io: SocketIo, Data::<(Message, u32)>((message, count)), ack: AckSender| {
            for _ in 0..count {
                told(io.emit("msg", &message).await);
            }
            told(ack.send(&NOTHING));
        },
    );
    socket.on("join", async |socket: SocketRef, Data::<String>(room), ack: AckSender| {
        socket.join(room);
        told(ack.send(&NOTHING));
    });
    socket.on("leave", async |socket: SocketRef, Data::<String>(room), ack: AckSender| {
        socket.leave(room);
        told(ack.send(&NOTHING));
    });
    socket.on(
        "room",
        async |io: SocketIo, Data::<(String, Message)>((room, message)), ack: AckSender| {
            told(io.to(room).emit("msg", &message).await);
            told(ack.send(&NOTHING));
        },
    );
}

/// Says that something was not sent. Load generators notice it as well.
fn told<E: std::fmt::Display>(sent: Result<(), E>) {
    if let Err(error) = sent {
        eprintln!("not sent: {error}");
    }
}
