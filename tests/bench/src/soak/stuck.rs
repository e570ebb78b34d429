//! Clients that stop in the middle and never go on: the server's bounds have to end them.

use std::io;
use std::rc::Rc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::traffic::filler;
use super::world::World;
use crate::client::{Fault, WebSocket, request_of_upgrade};

/// How often somebody gets stuck.
const EVERY: Duration = Duration::from_secs(1);

/// When the last of them is cut off: a request has 60 s for its headers, a session 45 s to join, and a peer that takes nothing 30 s;
/// and with a second each for looking, some more where the machine is busy.
const CUT_WITHIN: Duration = Duration::from_secs(75);

/// How much a client asks for that it never reads: more than the sockets of both sides hold, 4 MB with what they need themselves.
const UNREAD_MESSAGES: usize = 256;
const UNREAD_BYTES: usize = 16 * 1024;

pub(super) fn begin(world: &Rc<World>, load: &mut JoinSet<()>) {
    let world = Rc::clone(world);
    load.spawn_local(async move {
        let mut stuck = JoinSet::new();
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for index in 0_usize.. {
            ticks.tick().await;
            while stuck.try_join_next().is_some() {}
            let world = Rc::clone(&world);
            stuck.spawn_local(async move {
                match index % 8 {
                    0 | 3 => world.note("cut off that said nothing", silent(&world).await),
                    1 | 4 => world.note("cut off in their request", half_a_request(&world).await),
                    7 => world.note("cut off that never read", unread(&world).await),
                    _ => world.note("cut off that never joined", unjoined(&world).await),
                }
            });
        }
    });
}

async fn silent(world: &World) -> Result<(), Fault> {
    is_cut_off(world.connect().await?).await
}

async fn half_a_request(world: &World) -> Result<(), Fault> {
    let mut stream = world.connect().await?;
    stream.write_all(&request_of_upgrade(None).as_bytes()[..40]).await?;
    is_cut_off(stream).await
}

async fn unjoined(world: &World) -> Result<(), Fault> {
    let mut socket = WebSocket::open(world.connect().await?, None).await?;
    socket.receive_opening().await?;
    match timeout(CUT_WITHIN, socket.receive()).await {
        Ok(Err(Fault::Closed)) => Ok(()),
        Ok(Err(Fault::Io(error))) if error.kind() == io::ErrorKind::ConnectionReset => Ok(()),
        Ok(Err(fault)) => Err(fault),
        Ok(Ok(other)) => Err(Fault::Wrong(format!("told {other:?} before it joined"))),
        Err(_) => Err(Fault::Wrong("not cut off without a namespace".into())),
    }
}

/// Reads until the server is done with the connection.
async fn is_cut_off(mut stream: TcpStream) -> Result<(), Fault> {
    match timeout(CUT_WITHIN, stream.read(&mut [0; 1])).await {
        Ok(Ok(0)) => Ok(()),
        Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionReset => Ok(()),
        Ok(Ok(_)) => Err(Fault::Wrong("an answer to nothing".into())),
        Ok(Err(error)) => Err(error.into()),
        Err(_) => Err(Fault::Wrong("not cut off".into())),
    }
}

async fn unread(world: &World) -> Result<(), Fault> {
    let mut socket = WebSocket::join(world.connect_narrowly().await?).await?;
    let event = format!("420[\"echo\",{{\"data\":\"{}\"}}]", filler(0, UNREAD_BYTES));
    let asking = async {
        for _ in 0..UNREAD_MESSAGES {
            socket.send_text(event.as_bytes()).await?;
        }
        io::Result::Ok(())
    };
    let until = Instant::now() + CUT_WITHIN;
    // As far as the server takes it: it may have stopped to read.
    let _ = timeout(Duration::from_secs(5), asking).await;
    let stream = socket.into_stream();
    while Instant::now() < until {
        sleep(Duration::from_secs(1)).await;
        // Without reading, only an attempt to write tells that the connection is no more.
        match stream.try_write(&[0x89, 0x80, 0, 0, 0, 0]) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return Ok(()),
        }
    }
    Err(Fault::Wrong("not cut off without reading".into()))
}
