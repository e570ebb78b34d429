//! What one client sends and many are told: broadcasts to everybody, and to a room.

use std::time::Instant;

use crate::{
    errand,
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    frame,
    messages::{self, text_data},
    modes::Measure,
    results::Measured,
    tally::Tally,
    websocket,
    window::{self, Load, Span, Target},
};

/// The bytes of what is told.
const SIZE: usize = 64;

/// Clients in groups, and what one of each group has all of it told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fanout {
    pub(crate) groups: usize,
    /// The clients of a group.
    pub(crate) members: usize,
    pub(crate) audience: Audience,
}

/// Who is told.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Audience {
    /// Everybody, so many times.
    Everybody { copies: usize },
    /// The room of the group.
    Room,
}

impl Measure for Fanout {
    fn measure(&self, target: &Target, span: &Span) -> Result<Measured, Fault> {
        let clients = self.groups * self.members;
        let mut fleet = Fleet::new(target)?;
        websocket::open(&mut fleet, clients)?;
        if let Audience::Room = self.audience {
            errand::run(&mut fleet, clients, |client| {
                errand::texts(messages::join(&room(client / self.members)))
            })?;
        }
        let mut deliveries = Deliveries::new(*self);
        let measured = window::measure(&mut fleet, &mut deliveries, target, span)?;
        errand::farewell(&mut fleet, clients)?;
        Ok(measured)
    }
}

impl Fanout {
    /// How many times each of a group is told.
    fn copies(&self) -> usize {
        match self.audience {
            Audience::Everybody { copies } => copies,
            Audience::Room => 1,
        }
    }

    /// What the first of a group sends.
    fn trigger(&self, group: usize, data: &str) -> String {
        match self.audience {
            Audience::Everybody { copies } => {
                format!("427[\"bcast\",{{\"data\":\"{data}\"}},{copies}]")
            }
            Audience::Room => messages::to_room(&room(group), data).0,
        }
    }
}

fn room(group: usize) -> String {
    format!("room-{group}")
}

/// Groups that wait until everybody was told.
#[derive(Debug)]
struct Deliveries {
    load: Fanout,
    /// The acknowledgement of the one who sent.
    acknowledgement: Vec<u8>,
    groups: Vec<Group>,
    /// How many deliveries each client has to come.
    missing: Vec<usize>,
    /// The groups whose turn it is.
    due: Vec<usize>,
    goes_on: bool,
    tally: Tally,
}

#[derive(Debug)]
struct Group {
    /// How many times it has sent.
    sent: usize,
    since: Instant,
    /// What its members are to be told.
    delivery: Vec<u8>,
    /// Everything that has to come: deliveries and the acknowledgement.
    awaited: usize,
    acknowledged: bool,
}

impl Deliveries {
    fn new(load: Fanout) -> Self {
        let since = Instant::now();
        let group =
            |_| Group { sent: 0, since, delivery: Vec::new(), awaited: 0, acknowledged: true };
        Self {
            load,
            acknowledgement: frame::server_text(messages::TOLD),
            groups: (0..load.groups).map(group).collect(),
            missing: vec![0; load.groups * load.members],
            due: (0..load.groups).collect(),
            goes_on: true,
            tally: Tally::new(),
        }
    }

    /// Has a group send once more. No two groups have the same data, nor has one group twice in a row.
    fn trigger(&mut self, number: usize, fleet: &mut Fleet) -> Result<(), Fault> {
        let members = self.load.members;
        let group = &mut self.groups[number];
        let data = format!("{number}-{}-{}", group.sent, text_data(number, SIZE));
        let data = &data[..SIZE];
        group.sent += 1;
        group.since = Instant::now();
        group.delivery = frame::server_text(&format!("42[\"msg\",{{\"data\":\"{data}\"}}]"));
        group.acknowledged = false;
        let copies = self.load.copies();
        group.awaited = 1 + members * copies;
        let first = number * members;
        self.missing[first..first + members].fill(copies);
        fleet.send(first, &frame::client_text(&self.load.trigger(number, data)))
    }
}

impl Exchange for Deliveries {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        if let Some(taken) = websocket::take_ping(arrival, reply) {
            return Ok(taken);
        }
        let Arrival { connection, bytes, at } = arrival;
        let (number, member) = (connection / self.load.members, connection % self.load.members);
        let group = &mut self.groups[number];
        let missing = &mut self.missing[connection];
        let acknowledgement: &[u8] = match member == 0 && !group.acknowledged {
            true => &self.acknowledgement,
            false => b"",
        };
        let delivery: &[u8] = if *missing > 0 { &group.delivery } else { b"" };
        let taken = if !delivery.is_empty() && bytes.starts_with(delivery) {
            *missing -= 1;
            self.tally.count(at.saturating_duration_since(group.since));
            delivery.len()
        } else if !acknowledgement.is_empty() && bytes.starts_with(acknowledgement) {
            group.acknowledged = true;
            acknowledgement.len()
        } else if delivery.starts_with(bytes) || acknowledgement.starts_with(bytes) {
            return Ok(0);
        } else {
            let awaited = if delivery.is_empty() { acknowledgement } else { delivery };
            return Err(Fault::unexpected(connection, bytes, awaited));
        };
        group.awaited -= 1;
        if group.awaited == 0 && self.goes_on {
            self.due.push(number);
        }
        Ok(taken)
    }

    fn advance(&mut self, fleet: &mut Fleet) -> Result<(), Fault> {
        while let Some(number) = self.due.pop() {
            self.trigger(number, fleet)?;
        }
        Ok(())
    }
}

impl Load for Deliveries {
    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn finish(&mut self) {
        self.goes_on = false;
        self.due.clear();
    }

    fn awaited(&self) -> usize {
        self.groups.iter().map(|group| group.awaited).sum()
    }
}
