//! Clients that come and go: orderly, by FIN, and by RST, wherever they are.

use std::rc::Rc;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::world::World;
use crate::client::{Fault, Polling, Received, WebSocket, expect, request_of_upgrade};

/// How often somebody comes.
const EVERY: Duration = Duration::from_millis(15);

/// How long a client may take to get as far as it wants to.
const VISIT_TIMEOUT: Duration = Duration::from_secs(20);

pub(super) fn begin(world: &Rc<World>, load: &mut JoinSet<()>) {
    let world = Rc::clone(world);
    load.spawn_local(async move {
        let mut visits = JoinSet::new();
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            while visits.try_join_next().is_some() {}
            let world = Rc::clone(&world);
            visits.spawn_local(async move {
                let (name, visit) = any_visit();
                let late = || Err(Fault::Wrong("not as far as it wanted to be in time".into()));
                let outcome = timeout(VISIT_TIMEOUT, visit.make(&world)).await;
                world.note(name, outcome.unwrap_or_else(|_| late()));
            });
        }
    });
}

/// How far a client comes.
#[derive(Clone, Copy)]
enum Visit {
    Connected,
    HalfARequest,
    UpgradeAsked,
    Opened,
    Joined,
    InARoom,
    HalfAFrame,
    PollingOpened,
    PollingJoined,
    Probed,
    Upgraded,
}

fn any_visit() -> (&'static str, Visit) {
    const VISITS: [(&str, Visit); 11] = [
        ("gone when connected", Visit::Connected),
        ("gone in a request", Visit::HalfARequest),
        ("gone before its upgrade was answered", Visit::UpgradeAsked),
        ("gone before it joined", Visit::Opened),
        ("gone when joined", Visit::Joined),
        ("gone out of a room", Visit::InARoom),
        ("gone in a frame", Visit::HalfAFrame),
        ("gone before it joined by polling", Visit::PollingOpened),
        ("gone from polling", Visit::PollingJoined),
        ("gone in an upgrade", Visit::Probed),
        ("gone when upgraded", Visit::Upgraded),
    ];
    VISITS[fastrand::usize(..VISITS.len())]
}

impl Visit {
    async fn make(self, world: &World) -> Result<(), Fault> {
        let mut stream = world.connect().await?;
        match self {
            Self::Connected => cut(stream),
            Self::HalfARequest => {
                stream.write_all(&request_of_upgrade(None).as_bytes()[..40]).await?;
                cut(stream)
            }
            Self::UpgradeAsked => {
                stream.write_all(request_of_upgrade(None).as_bytes()).await?;
                cut(stream)
            }
            Self::Opened => {
                let mut socket = WebSocket::open(stream, None).await?;
                socket.receive_opening().await?;
                leave(socket).await
            }
            Self::Joined => {
                let mut socket = WebSocket::join(stream).await?;
                echo(&mut socket).await?;
                leave(socket).await
            }
            Self::InARoom => {
                let mut socket = WebSocket::join(stream).await?;
                let room = fastrand::u32(..1_000);
                socket.send_text(format!("420[\"join\",\"visit{room}\"]").as_bytes()).await?;
                answered(&mut socket, b"30[]").await?;
                leave(socket).await
            }
            Self::HalfAFrame => {
                let mut socket = WebSocket::join(stream).await?;
                socket
                    .send_half(b"420[\"echo\",{\"data\":\"not all of this is ever sent\"}]")
                    .await?;
                cut(socket.into_stream())
            }
            Self::PollingOpened => {
                let client = Polling::open(stream, world.connect().await?).await?;
                leave_polling(client).await
            }
            Self::PollingJoined => {
                let client = Polling::join(stream, world.connect().await?).await?;
                leave_polling(client).await
            }
            Self::Probed => {
                let client = Polling::join(stream, world.connect().await?).await?;
                let mut socket =
                    WebSocket::open(world.connect().await?, Some(client.sid())).await?;
                socket.probe().await?;
                cut(socket.into_stream())?;
                leave_polling(client).await
            }
            Self::Upgraded => {
                let mut client = Polling::join(stream, world.connect().await?).await?;
                client.begin_poll().await?;
                let mut socket =
                    WebSocket::open(world.connect().await?, Some(client.sid())).await?;
                socket.probe().await?;
                loop {
                    let packets = client.drain_poll().await?;
                    // What is said to everybody may end a GET before the server does.
                    if !packets.starts_with(b"42[\"msg\",{\"data\":\"all:") {
                        expect(b"6", &packets)?;
                        break;
                    }
                }
                socket.send_text(b"5").await?;
                echo(&mut socket).await?;
                client.into_streams().into_iter().try_for_each(cut)?;
                leave(socket).await
            }
        }
    }
}

async fn echo(socket: &mut WebSocket) -> Result<(), Fault> {
    socket.send_text(b"427[\"echo\",{\"data\":\"on a visit\"}]").await?;
    answered(socket, b"37[{\"data\":\"on a visit\"}]").await
}

/// Receives an acknowledgement, and whatever is said to everybody before.
async fn answered(socket: &mut WebSocket, answer: &[u8]) -> Result<(), Fault> {
    loop {
        match socket.receive().await? {
            Received::Text(packet) if packet.starts_with(b"2[\"msg\",{\"data\":\"all:") => {}
            Received::Text(packet) => return expect(answer, &packet),
            Received::Binary(other) => return Err(Fault::wrong("a text", &other)),
        }
    }
}

/// Ends a WebSocket in one of the ways in which they end.
async fn leave(mut socket: WebSocket) -> Result<(), Fault> {
    match fastrand::u32(..4) {
        0 => socket.send_text(b"41").await?,
        1 => socket.send_close().await?,
        2 => socket.send_text(b"1").await?,
        _ => {}
    }
    cut(socket.into_stream())
}

/// Ends a session that polls, or just stays away.
async fn leave_polling(mut client: Polling) -> Result<(), Fault> {
    match fastrand::u32(..3) {
        0 => client.post(b"1").await?,
        1 => client.begin_poll().await?,
        _ => {}
    }
    client.into_streams().into_iter().try_for_each(cut)
}

/// Ends a connection by FIN or by RST.
fn cut(stream: TcpStream) -> Result<(), Fault> {
    if fastrand::bool() {
        stream.set_zero_linger()?;
    }
    drop(stream);
    Ok(())
}
