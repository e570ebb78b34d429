//! A set of sockets that can be gone through while it changes.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use crate::SocketId;
use crate::sparse::give_back;
use crate::sync::{read, write};

/// A set of sockets (or what stands for one, `V`). Who goes through it takes a [`Snapshot`] and holds no lock, so that nobody waits for a
/// broadcast.
///
/// Members are kept in chunks that snapshots share. Who changes the set while somebody goes through it copies the list of chunks and two
/// chunks at most, and not the members of a large room.
#[derive(Debug)]
pub(super) struct Members<V>(RwLock<Table<V>>);

/// The members at one moment.
#[derive(Debug)]
pub(super) struct Snapshot<V> {
    /// All chunks but the last, each of [`CHUNK_LEN`] members. `None` for most sets, which have one chunk.
    full: Option<Arc<Vec<Arc<Chunk<V>>>>>,
    last: Arc<Chunk<V>>,
}

/// Copying one must be cheap; so must the list of those that make up a large room.
const CHUNK_LEN: usize = 128;

type Chunk<V> = Vec<(SocketId, V)>;

#[derive(Debug)]
struct Table<V> {
    members: Snapshot<V>,
    /// The place of each member, counted through all chunks. A set of one chunk is searched instead.
    places: Option<HashMap<SocketId, usize>>,
}

impl<V: Clone> Members<V> {
    /// Keeps everybody from coming and going until the result is dropped.
    #[cfg(test)]
    pub(super) fn hold(&self) -> impl Drop {
        read(&self.0)
    }

    pub(super) fn snapshot(&self) -> Snapshot<V> {
        read(&self.0).members.clone()
    }

    pub(super) fn len(&self) -> usize {
        read(&self.0).members.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn get(&self, id: SocketId) -> Option<V> {
        let table = read(&self.0);
        let (_, member) = table.members.at(table.place(id)?)?;
        Some(member.clone())
    }

    /// Adds a member. One that has the same id is replaced.
    pub(super) fn insert(&self, id: SocketId, member: V) {
        let mut table = write(&self.0);
        match table.place(id) {
            Some(place) => table.members.replace(place, (id, member)),
            None => table.push(id, member),
        }
    }

    /// Removes a member. Says whether the set is empty now.
    pub(super) fn remove(&self, id: SocketId) -> bool {
        let mut table = write(&self.0);
        if let Some(place) = table.place(id) {
            table.remove(place, id);
        }
        table.members.len() == 0
    }
}

impl<V: Clone> Table<V> {
    fn place(&self, id: SocketId) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(&id).copied(),
            None => self.members.last.iter().position(|(member, _)| *member == id),
        }
    }

    fn push(&mut self, id: SocketId, member: V) {
        let place = self.members.len();
        self.members.push((id, member));
        if let Some(places) = &mut self.places {
            places.insert(id, place);
        } else if self.members.full.is_some() {
            let ids = self.members.iter().enumerate().map(|(place, (id, _))| (*id, place));
            self.places = Some(ids.collect());
        }
    }

    /// The last member takes the place of the one that goes.
    fn remove(&mut self, place: usize, id: SocketId) {
        let Some(filler) = self.members.pop() else { return };
        let filler_id = filler.0;
        if filler_id != id {
            self.members.replace(place, filler);
        }
        if self.members.full.is_none() {
            self.places = None;
        }
        let Some(places) = &mut self.places else { return };
        places.remove(&id);
        if filler_id != id {
            places.insert(filler_id, place);
        }
        give_back(places);
    }
}

impl<V> Snapshot<V> {
    pub(super) fn len(&self) -> usize {
        self.n_full() * CHUNK_LEN + self.last.len()
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, member)| member)
    }

    fn iter(&self) -> impl Iterator<Item = &(SocketId, V)> {
        let full = self.full.iter().flat_map(|full| full.iter());
        full.chain(std::iter::once(&self.last)).flat_map(|chunk| chunk.iter())
    }

    fn n_full(&self) -> usize {
        self.full.as_ref().map_or(0, |full| full.len())
    }

    fn at(&self, place: usize) -> Option<&(SocketId, V)> {
        let full = self.full.as_ref().and_then(|full| full.get(place / CHUNK_LEN));
        full.unwrap_or(&self.last).get(place % CHUNK_LEN)
    }
}

impl<V: Clone> Snapshot<V> {
    fn replace(&mut self, place: usize, entry: (SocketId, V)) {
        let full = match &mut self.full {
            Some(full) if place / CHUNK_LEN < full.len() => {
                Arc::make_mut(full).get_mut(place / CHUNK_LEN)
            }
            _ => None,
        };
        let chunk = Arc::make_mut(full.unwrap_or(&mut self.last));
        if let Some(slot) = chunk.get_mut(place % CHUNK_LEN) {
            *slot = entry;
        }
    }

    fn push(&mut self, entry: (SocketId, V)) {
        if self.last.len() == CHUNK_LEN {
            let chunk = std::mem::take(&mut self.last);
            Arc::make_mut(self.full.get_or_insert_default()).push(chunk);
        }
        Arc::make_mut(&mut self.last).push(entry);
    }

    /// Takes the last member.
    fn pop(&mut self) -> Option<(SocketId, V)> {
        let chunk = Arc::make_mut(&mut self.last);
        let entry = chunk.pop()?;
        give_back(chunk);
        if chunk.is_empty()
            && let Some(full) = &mut self.full
        {
            let full = Arc::make_mut(full);
            self.last = full.pop().unwrap_or_default();
            give_back(full);
            if full.is_empty() {
                self.full = None;
            }
        }
        Some(entry)
    }
}

impl<V> Default for Members<V> {
    fn default() -> Self {
        let members = Snapshot { full: None, last: Arc::default() };
        Self(RwLock::new(Table { members, places: None }))
    }
}

impl<V> Clone for Snapshot<V> {
    fn clone(&self) -> Self {
        Self { full: self.full.clone(), last: Arc::clone(&self.last) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn id(number: u32) -> SocketId {
        let mut bytes = [b'A'; 20];
        for (byte, digit) in bytes.iter_mut().zip(format!("{number:020}").bytes()) {
            *byte = digit;
        }
        SocketId::from_bytes(bytes)
    }

    fn of(numbers: std::ops::Range<u32>) -> Members<u32> {
        let members = Members::default();
        for number in numbers {
            members.insert(id(number), number);
        }
        members
    }

    /// How many of the chunks of `before` are not in `after`.
    fn n_changed(before: &Snapshot<u32>, after: &Snapshot<u32>) -> usize {
        let chunks = |snapshot: &Snapshot<u32>| -> Vec<_> {
            let full = snapshot.full.iter().flat_map(|full| full.iter());
            full.chain([&snapshot.last]).map(Arc::as_ptr).collect()
        };
        let after = chunks(after);
        chunks(before).into_iter().filter(|chunk| !after.contains(chunk)).count()
    }

    #[test]
    fn members_are_those_of_a_model() {
        let (members, mut model) = (Members::default(), BTreeMap::new());
        let mut state = 0x9e37_79b9_u32;
        for step in 0..20_000_u32 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let number = (state >> 16) % 700;
            // Grows, then shrinks, over the size of several chunks.
            if (state >> 8) % 100 < if step < 10_000 { 70 } else { 30 } {
                members.insert(id(number), step);
                model.insert(id(number), step);
            } else {
                assert_eq!(members.remove(id(number)), {
                    model.remove(&id(number));
                    model.is_empty()
                });
            }
            assert_eq!(members.get(id(number)), model.get(&id(number)).copied());
            assert_eq!(members.len(), model.len());
        }
        let held: BTreeMap<_, _> = members.snapshot().iter().copied().collect();
        assert_eq!(held, model);
    }

    #[test]
    fn snapshot_does_not_change() {
        let members = of(0..300);
        let before = members.snapshot();
        for number in 0..300 {
            members.remove(id(number));
        }
        assert!(members.is_empty());
        let mut held: Vec<u32> = before.values().copied().collect();
        held.sort_unstable();
        assert_eq!(held, (0..300).collect::<Vec<_>>());
    }

    /// What it costs to leave a room of 100,000 through which a broadcast goes: two chunks are copied, whatever the size.
    #[test]
    fn change_under_a_snapshot_copies_two_chunks() {
        let members = of(0..100_000);
        let before = members.snapshot();
        members.remove(id(5));
        assert_eq!(n_changed(&before, &members.snapshot()), 2);

        let before = members.snapshot();
        members.insert(id(100_001), 0);
        assert_eq!(n_changed(&before, &members.snapshot()), 1);
    }

    #[test]
    fn memory_is_given_back() {
        let members = of(0..1000);
        for number in 1..1000 {
            members.remove(id(number));
        }
        let table = read(&members.0);
        assert!(table.places.is_none());
        assert!(table.members.full.is_none());
        assert!(table.members.last.capacity() <= 64, "{}", table.members.last.capacity());
    }
}
