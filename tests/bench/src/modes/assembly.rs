//! One room of clients that poll. They need no connection while nothing is said, so that there may be more of them than a process may have
//! files.

use std::time::Instant;

use crate::{
    errand::{self, texts},
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    messages::{self, text_data},
    modes::calls,
    modes::{
        Measure,
        rooms::{Deed, visit},
    },
    polling::{self, Entrance, Session},
    results::Measured,
    tally::Tally,
    websocket,
    window::{Meter, Span, Target},
};

/// The connections over which the members poll, one member after the other.
const LANES: usize = 50;

/// The clients on WebSockets, which are not in the room or only visit it.
const OTHERS: usize = 10;

const ROOM: &str = "assembly";

/// The bytes of what is told.
const SIZE: usize = 64;

/// So many members, and what is done with their room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assembly {
    pub(crate) members: usize,
    /// [`Deed::Tell`]: all members are told something and fetch it. [`Deed::Visit`]: others come into the room and go out again.
    pub(crate) deed: Deed,
}

impl Measure for Assembly {
    fn measure(&self, target: &Target, span: &Span) -> Result<Measured, Fault> {
        let mut fleet = Fleet::new(target)?;
        websocket::open(&mut fleet, OTHERS)?;
        let mut gathering = Gathering::new(self.members);
        for _ in 0..LANES.min(self.members) {
            let lane = fleet.connect()?;
            fleet.send(lane, polling::OPEN.as_bytes())?;
        }
        fleet.settle(&mut gathering, Gathering::awaited)?;
        match self.deed {
            Deed::Tell => tell_all(&mut fleet, &gathering.members, target, span),
            Deed::Visit => {
                calls::measure(&mut fleet, OTHERS, target, span, |_, turn| visit(ROOM, turn))
            }
        }
    }
}

/// Tells everybody something until the time is over, at least once.
fn tell_all(
    fleet: &mut Fleet,
    members: &[Session],
    target: &Target,
    span: &Span,
) -> Result<Measured, Fault> {
    let mut telling = Telling::new(members);
    telling.run(fleet, 0)?;
    let start = Instant::now();
    let meter = Meter::start(target, &mut telling.tally)?;
    for round in 1.. {
        telling.run(fleet, round)?;
        if start.elapsed() >= span.window {
            break;
        }
    }
    meter.stop(&telling.tally)
}

/// Clients that come in and join the room.
#[derive(Debug)]
struct Gathering {
    wanted: usize,
    /// Those that have been begun.
    begun: usize,
    lanes: Vec<Lane>,
    members: Vec<Session>,
}

/// The client whose turn it is on a connection.
#[derive(Debug)]
enum Lane {
    Entering(Entrance),
    /// Its request to join the room is to be accepted.
    Joining(Session),
    /// The room's answer is to come.
    Joined(Session),
    Done,
}

impl Gathering {
    /// A client on each connection has sent [`polling::OPEN`].
    fn new(wanted: usize) -> Self {
        let begun = LANES.min(wanted);
        let lanes = (0..begun).map(|_| Lane::Entering(Entrance::new())).collect();
        Self { wanted, begun, lanes, members: Vec::new() }
    }

    fn awaited(&self) -> usize {
        self.wanted - self.members.len()
    }

    /// What comes after a client that is in the room.
    fn next(&mut self, reply: &mut Vec<u8>) -> Lane {
        if self.begun == self.wanted {
            return Lane::Done;
        }
        self.begun += 1;
        reply.extend(polling::OPEN.as_bytes());
        Lane::Entering(Entrance::new())
    }
}

impl Exchange for Gathering {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        let number = arrival.connection - OTHERS;
        if let Lane::Entering(entrance) = &mut self.lanes[number] {
            let taken = entrance.take(arrival, reply)?;
            if entrance.has_joined() {
                let session = entrance.session.clone();
                reply.extend(session.post(&messages::join(ROOM).0).as_bytes());
                self.lanes[number] = Lane::Joining(session);
            }
            return Ok(taken);
        }
        let Some((body, taken)) = polling::read(arrival)? else { return Ok(0) };
        let joined = messages::join(ROOM).1;
        self.lanes[number] = match std::mem::replace(&mut self.lanes[number], Lane::Done) {
            Lane::Joining(session) if body == polling::ACCEPTED => {
                reply.extend(session.get().as_bytes());
                Lane::Joined(session)
            }
            Lane::Joined(session) if body == joined.as_bytes() => {
                self.members.push(session);
                self.next(reply)
            }
            lane => {
                let awaited = format!("{lane:?}");
                return Err(Fault::unexpected(arrival.connection, body, awaited.as_bytes()));
            }
        };
        Ok(taken)
    }
}

/// Members that fetch what they were told.
#[derive(Debug)]
struct Telling<'a> {
    members: &'a [Session],
    told: String,
    asked: usize,
    answered: usize,
    since: Instant,
    tally: Tally,
}

impl<'a> Telling<'a> {
    fn new(members: &'a [Session]) -> Self {
        let (told, since) = (String::new(), Instant::now());
        Self { members, told, asked: 0, answered: 0, since, tally: Tally::new() }
    }

    /// Has everybody told something, and everybody fetch it.
    fn run(&mut self, fleet: &mut Fleet, round: usize) -> Result<(), Fault> {
        let (request, told) = messages::to_room(ROOM, &text_data(round, SIZE));
        (self.told, self.since, self.answered) = (told, Instant::now(), 0);
        errand::run(fleet, 1, |_| texts((request.clone(), messages::TOLD.to_owned())))?;
        self.asked = LANES.min(self.members.len());
        for (lane, member) in self.members[..self.asked].iter().enumerate() {
            fleet.send(OTHERS + lane, member.get().as_bytes())?;
        }
        fleet.settle(self, |telling| telling.members.len() - telling.answered)
    }
}

impl Exchange for Telling<'_> {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        let Some((body, taken)) = polling::read(arrival)? else { return Ok(0) };
        if body != self.told.as_bytes() {
            return Err(Fault::unexpected(arrival.connection, body, self.told.as_bytes()));
        }
        self.answered += 1;
        self.tally.count(arrival.at.saturating_duration_since(self.since));
        if let Some(member) = self.members.get(self.asked) {
            self.asked += 1;
            reply.extend(member.get().as_bytes());
        }
        Ok(taken)
    }
}
