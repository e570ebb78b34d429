//! Whom a stored event was for.

use crate::SocketId;
use crate::socket::Room;
use crate::socket::selection::Choice;

/// Whom a stored event was for.
#[derive(Debug, Clone)]
pub(in crate::socket) enum Target {
    /// One socket, whatever rooms it is in.
    One(SocketId),
    Chosen(Choice),
}

impl Target {
    /// Whether the socket `id` was meant, when `was_in` tells which rooms it was in.
    pub(super) fn includes(&self, id: SocketId, was_in: impl Fn(&Room) -> bool) -> bool {
        match self {
            Self::One(socket) => *socket == id,
            Self::Chosen(Choice { selection, without }) => {
                let (rooms, except) = (&selection.rooms, &selection.except);
                let is_left_out = |one: &SocketId| *one == id || was_in(&(*one).into());
                !without.as_ref().is_some_and(is_left_out)
                    && rooms.as_ref().is_none_or(|rooms| rooms.iter().any(&was_in))
                    && !except.iter().any(&was_in)
            }
        }
    }

    /// What it takes up besides itself.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::One(_) => 0,
            Self::Chosen(Choice { selection, .. }) => {
                let names = selection.rooms.iter().flatten().chain(&selection.except);
                names.map(|room| size_of::<Room>() + room.as_str().len()).sum()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::Selection;

    fn id(last: u8) -> SocketId {
        let mut id = *b"aaaaaaaaaaaaaaaaaaaa";
        id[19] = last;
        SocketId::from_bytes(id)
    }

    #[track_caller]
    fn check(target: &Target, id: SocketId, rooms: &[&str], expected: bool) {
        let was_in = |room: &Room| rooms.contains(&room.as_str());
        assert_eq!(target.includes(id, was_in), expected, "{target:?} for {id} in {rooms:?}");
    }

    fn chosen(rooms: Option<&[&str]>, except: &[&str], without: Option<SocketId>) -> Target {
        let named = |rooms: &[&str]| rooms.iter().map(|room| Room::from(*room)).collect();
        let selection = Selection { rooms: rooms.map(named), except: named(except) };
        Target::Chosen(Choice { selection, without })
    }

    #[test]
    fn who_was_meant_is_decided_by_rooms() {
        let everybody = chosen(None, &[], None);
        check(&everybody, id(b'1'), &[], true);
        let nobody = chosen(Some(&[]), &[], None);
        check(&nobody, id(b'1'), &["a"], false);
        let one_of_two = chosen(Some(&["a", "b"]), &[], None);
        check(&one_of_two, id(b'1'), &["b", "c"], true);
        check(&one_of_two, id(b'1'), &["c"], false);
        let all_but = chosen(None, &["a", "b"], None);
        check(&all_but, id(b'1'), &["c"], true);
        check(&all_but, id(b'1'), &["c", "b"], false);
        let others = chosen(Some(&["a"]), &[], Some(id(b'1')));
        check(&others, id(b'1'), &["a"], false);
        check(&others, id(b'2'), &["a"], true);
        check(&others, id(b'2'), &["a", "aaaaaaaaaaaaaaaaaaa1"], false);
    }

    #[test]
    fn an_event_to_one_socket_is_for_no_other() {
        check(&Target::One(id(b'1')), id(b'1'), &[], true);
        check(&Target::One(id(b'1')), id(b'2'), &["aaaaaaaaaaaaaaaaaaa1"], false);
    }
}
