//! Clients that were cut off come back to what they had.
//!
//! Every namespace of a server that offers this has a [`Keeper`]. It puts the events of the namespace in one order, keeps the latest of
//! them in a log, and keeps what belongs to the sockets of clients that are away. What a client has missed is found by three facts: the
//! last event that it has received (its offset), the rooms that its socket was in when each event was sent, and the log. Either all of
//! it is there, or the client gets a new socket.
//!
//! Under the keeper's lock run: giving an event its place and queueing it for its recipients; joining and leaving a room; and a socket's
//! coming and going. So each event is for each socket either before it left, and then it was queued for it, or after, and then it is
//! found in the log; and a socket that comes back has all that was before in its queue when the next event is sent. Nothing of the
//! program runs under the lock, but a parser of its own.

mod budget;
mod delivery;
mod keeper;
mod log;
mod offset;
mod outcome;
mod pid;
mod returning;
mod rooms;
mod sessions;
mod target;
mod trail;
mod vault;

pub use self::outcome::{NotRecovered, RecoveryOutcome};

pub(super) use self::keeper::{Claim, Keeper, Kept, Order};
pub(super) use self::pid::Pid;
pub(super) use self::returning::Asked;
pub(super) use self::target::Target;
pub(super) use self::trail::{Trail, Turn};
pub(super) use self::vault::Vault;
