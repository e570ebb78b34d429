//! Many rooms that have one member each.

use crate::{
    errand::{self, Pair},
    fault::Fault,
    fleet::Fleet,
    frame,
    messages::{self, text_data},
    modes::{Measure, calls},
    results::Measured,
    websocket,
    window::{Span, Target},
};

/// The clients who have the rooms among them. Servers bound how many rooms one client may be in.
const CONNECTIONS: usize = 100;

/// The bytes of what is told.
const SIZE: usize = 64;

/// So many rooms, and what is done with them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rooms {
    pub(crate) rooms: usize,
    pub(crate) deed: Deed,
}

/// What a client does again and again.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Deed {
    /// It has one of its rooms told something, one after the other.
    Tell,
    /// It comes into a room of its own and goes out again, which count as two.
    Visit,
}

impl Measure for Rooms {
    fn measure(&self, target: &Target, span: &Span) -> Result<Measured, Fault> {
        let connections = CONNECTIONS.min(self.rooms);
        let mut fleet = Fleet::new(target)?;
        websocket::open(&mut fleet, connections)?;
        let each = self.rooms / connections;
        for number in 0..each {
            errand::run(&mut fleet, connections, |client| {
                errand::texts(messages::join(&room(client, number)))
            })?;
        }
        let measured = calls::measure(&mut fleet, connections, target, span, |client, turn| {
            match self.deed {
                Deed::Tell => tell(client, turn % each, turn),
                Deed::Visit => visit(&format!("visited-{client}"), turn),
            }
        })?;
        errand::farewell(&mut fleet, connections)?;
        Ok(measured)
    }
}

fn room(client: usize, number: usize) -> String {
    format!("room-{client}-{number}")
}

/// The client is told what it has its room told.
fn tell(client: usize, number: usize, turn: usize) -> Pair {
    let data = format!("{client}-{turn}-{}", text_data(turn, SIZE));
    let (request, told) = messages::to_room(&room(client, number), &data[..SIZE]);
    let answers = [frame::server_text(&told), frame::server_text(messages::TOLD)];
    (frame::client_text(&request), answers.concat())
}

/// Into the room and out of it by turns.
pub(super) fn visit(room: &str, turn: usize) -> Pair {
    errand::texts(match turn.is_multiple_of(2) {
        true => messages::join(room),
        false => messages::leave(room),
    })
}
