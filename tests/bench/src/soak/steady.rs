//! Clients that stay: in rooms, with echoes, broadcasts and namespaces that they leave and join again.

use std::rc::Rc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::traffic::{Messages, filler, text};
use super::world::World;
use crate::client::{Fault, Polling, Received, WebSocket, expect};

/// How many clients stay on a WebSocket, and how many of them are in a room together.
const STAYING: usize = 200;
const ROOM: usize = 10;

/// How many clients poll.
const POLLING: usize = 30;

/// How many clients leave the namespace and join it again, for ever.
const WANDERING: usize = 20;

const PAUSE: Duration = Duration::from_millis(300);
const POLLING_PAUSE: Duration = Duration::from_secs(2);
const WANDERING_PAUSE: Duration = Duration::from_secs(1);

/// How long an answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

pub(super) fn begin(world: &Rc<World>, load: &mut JoinSet<()>) {
    for index in 0..STAYING {
        let world = Rc::clone(world);
        load.spawn_local(async move {
            let outcome = stay(&world, index).await;
            world.note("clients that stayed", outcome);
        });
    }
    for index in 0..POLLING {
        let world = Rc::clone(world);
        load.spawn_local(async move {
            let outcome = poll(&world, index).await;
            world.note("clients that polled", outcome);
        });
    }
    for index in 0..WANDERING {
        let world = Rc::clone(world);
        load.spawn_local(async move {
            let outcome = wander(&world, index).await;
            world.note("clients that wandered", outcome);
        });
    }
}

/// A client that asks for one thing at a time, and takes what others send it.
struct Client<'a> {
    world: &'a World,
    socket: WebSocket,
    messages: Messages,
    /// The room that it is in.
    room: String,
    n_asked: u64,
}

impl Client<'_> {
    /// Sends an event, and receives its acknowledgement: its text, and its attachment if it has one.
    async fn ask(&mut self, event: &str, attachment: Option<&[u8]>) -> Result<Answer, Fault> {
        self.n_asked += 1;
        let (id, announced) = (self.n_asked, if attachment.is_some() { "51-" } else { "2" });
        self.socket.send_text(format!("4{announced}{id}{event}").as_bytes()).await?;
        if let Some(attachment) = attachment {
            self.socket.send_binary(attachment).await?;
        }
        let answer = timeout(ANSWER_TIMEOUT, self.answer(id, attachment.is_some())).await;
        answer.unwrap_or_else(|_| Err(Fault::Wrong(format!("no answer to {event:.80}"))))
    }

    async fn answer(&mut self, id: u64, has_attachment: bool) -> Result<Answer, Fault> {
        let begin = if has_attachment { format!("61-{id}") } else { format!("3{id}") };
        loop {
            match self.socket.receive().await? {
                Received::Text(packet) => match packet.strip_prefix(begin.as_bytes()) {
                    Some(args) if !has_attachment => return Ok((args.to_vec(), Vec::new())),
                    Some(args) => {
                        let args = args.to_vec();
                        return match self.socket.receive().await? {
                            Received::Binary(bytes) => Ok((args, bytes.to_vec())),
                            Received::Text(other) => Err(Fault::wrong("an attachment", &other)),
                        };
                    }
                    None => self.take(&packet)?,
                },
                Received::Binary(other) => return Err(Fault::wrong("a text", &other)),
            }
        }
    }

    /// Takes what nobody asked for.
    fn take(&mut self, packet: &[u8]) -> Result<(), Fault> {
        self.messages.take(packet, |label| label == "all" || label == self.room)?;
        self.world.done("messages of others");
        Ok(())
    }

    async fn join_room(&mut self) -> Result<(), Fault> {
        let (args, _) = self.ask(&format!("[\"join\",\"{}\"]", self.room), None).await?;
        expect(b"[]", &args)
    }

    async fn echo_text(&mut self, length: usize) -> Result<(), Fault> {
        let data = format!("{{\"data\":\"{}\"}}", filler(self.n_asked, length));
        let (args, _) = self.ask(&format!("[\"echo\",{data}]"), None).await?;
        expect(format!("[{data}]").as_bytes(), &args)?;
        self.world.done("echoes of text");
        Ok(())
    }

    async fn echo_binary(&mut self, length: usize) -> Result<(), Fault> {
        let placeholder = "{\"_placeholder\":true,\"num\":0}";
        let bytes = filler(self.n_asked, length).into_bytes();
        let event = format!("[\"echob\",{placeholder}]");
        let (args, attachment) = self.ask(&event, Some(&bytes)).await?;
        expect(format!("[{placeholder}]").as_bytes(), &args)?;
        expect(&bytes, &attachment)?;
        self.world.done("echoes of bytes");
        Ok(())
    }
}

/// The text and the attachment of an acknowledgement.
type Answer = (Vec<u8>, Vec<u8>);

async fn stay(world: &World, index: usize) -> Result<(), Fault> {
    let room = format!("room{}", index / ROOM);
    let socket = WebSocket::join(world.connect().await?).await?;
    let mut client = Client { world, socket, messages: Messages::default(), room, n_asked: 0 };
    client.join_room().await?;
    // Not all at once.
    let mut next = Instant::now() + PAUSE.mul_f64(fastrand::f64());
    for turn in 0_u64.. {
        rest(&mut client, next).await?;
        next += PAUSE;
        match turn % 50 {
            49 => client.echo_text(16_000).await?,
            turn if turn % 5 == 4 => client.echo_binary(1_000).await?,
            _ => client.echo_text(40).await?,
        }
        if turn % 2 == 0 && index.is_multiple_of(ROOM) {
            let data = text(&client.room, turn / 2);
            let event = format!("[\"room\",\"{}\",{{\"data\":\"{data}\"}}]", client.room);
            expect(b"[]", &client.ask(&event, None).await?.0)?;
            world.done("messages to rooms");
        }
        if turn % 2 == 1 && index == 0 {
            let event = format!("[\"bcast\",{{\"data\":\"{}\"}},1]", text("all", turn / 2));
            expect(b"[]", &client.ask(&event, None).await?.0)?;
            world.done("broadcasts");
        }
    }
    Ok(())
}

/// Takes what others send until then.
async fn rest(client: &mut Client<'_>, until: Instant) -> Result<(), Fault> {
    loop {
        tokio::select! {
            () = sleep_until(until) => return Ok(()),
            received = client.socket.receive() => match received? {
                Received::Text(packet) => client.take(&packet)?,
                Received::Binary(other) => return Err(Fault::wrong("a text", &other)),
            }
        }
    }
}

/// Joins a room, leaves the namespace, joins it again.
async fn wander(world: &World, index: usize) -> Result<(), Fault> {
    let room = format!("way{}", index % 5);
    let socket = WebSocket::join(world.connect().await?).await?;
    let mut client = Client { world, socket, messages: Messages::default(), room, n_asked: 0 };
    loop {
        client.join_room().await?;
        client.echo_text(40).await?;
        client.socket.send_text(b"41").await?;
        client.messages.forget();
        client.n_asked = 0;
        client.socket.send_text(b"40").await?;
        // What was on its way when the client left.
        loop {
            match client.socket.receive().await? {
                Received::Text(packet) if packet.starts_with(b"0{\"sid\":\"") => break,
                Received::Text(packet) => client.take(&packet)?,
                Received::Binary(other) => return Err(Fault::wrong("a text", &other)),
            }
        }
        client.messages.forget();
        world.done("namespaces left and joined again");
        let next = Instant::now() + WANDERING_PAUSE;
        rest(&mut client, next).await?;
    }
}

async fn poll(world: &World, index: usize) -> Result<(), Fault> {
    let mut client = Polling::join(world.connect().await?, world.connect().await?).await?;
    let mut messages = Messages::default();
    sleep(POLLING_PAUSE.mul_f64(fastrand::f64())).await;
    for turn in 0_u64.. {
        let data = format!("{{\"data\":\"{index}:{}\"}}", filler(turn, 200));
        client.post(format!("42{turn}[\"echo\",{data}]").as_bytes()).await?;
        let answer = format!("3{turn}[{data}]");
        loop {
            let received = timeout(ANSWER_TIMEOUT, client.receive()).await;
            let packet = received
                .unwrap_or_else(|_| Err(Fault::Wrong("no answer to a client that polls".into())))?;
            if packet.starts_with(b"3") {
                expect(answer.as_bytes(), &packet)?;
                break;
            }
            messages.take(&packet, |label| label == "all")?;
            world.done("messages of others");
        }
        world.done("echoes by polling");
        sleep(POLLING_PAUSE).await;
    }
    Ok(())
}
