//! Tables and queues that give their memory back when a crowd has gone.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

/// Room for as many entries as this is kept.
const CAPACITY_KEPT: usize = 64;

/// A table that may be larger than what is in it needs.
pub(crate) trait Table {
    fn len_and_capacity(&self) -> (usize, usize);
    fn shrink_to(&mut self, capacity: usize);
}

/// Gives the memory of a table back that is nearly empty. To be called after a removal: it shrinks only after most of it has gone, so
/// that each removal pays a constant part of it.
pub(crate) fn give_back(table: &mut impl Table) {
    let (len, capacity) = table.len_and_capacity();
    if capacity > CAPACITY_KEPT && len < capacity / 8 {
        table.shrink_to(len * 2);
    }
}

impl<K: Eq + Hash, V> Table for HashMap<K, V> {
    fn len_and_capacity(&self) -> (usize, usize) {
        (self.len(), self.capacity())
    }

    fn shrink_to(&mut self, capacity: usize) {
        self.shrink_to(capacity);
    }
}

impl<T: Eq + Hash> Table for HashSet<T> {
    fn len_and_capacity(&self) -> (usize, usize) {
        (self.len(), self.capacity())
    }

    fn shrink_to(&mut self, capacity: usize) {
        self.shrink_to(capacity);
    }
}

impl<T> Table for Vec<T> {
    fn len_and_capacity(&self) -> (usize, usize) {
        (self.len(), self.capacity())
    }

    fn shrink_to(&mut self, capacity: usize) {
        self.shrink_to(capacity);
    }
}

impl<T> Table for VecDeque<T> {
    fn len_and_capacity(&self) -> (usize, usize) {
        (self.len(), self.capacity())
    }

    fn shrink_to(&mut self, capacity: usize) {
        self.shrink_to(capacity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The capacity that such a table has afterwards.
    fn given_back(len: usize, capacity: usize) -> usize {
        struct Sizes(usize, usize);

        impl Table for Sizes {
            fn len_and_capacity(&self) -> (usize, usize) {
                (self.0, self.1)
            }

            fn shrink_to(&mut self, capacity: usize) {
                self.1 = capacity;
            }
        }

        let mut table = Sizes(len, capacity);
        give_back(&mut table);
        table.1
    }

    #[test]
    fn only_tables_that_are_nearly_empty_shrink() {
        assert_eq!(given_back(0, 0), 0);
        assert_eq!(given_back(0, 64), 64);
        assert_eq!(given_back(0, 65), 0);
        assert_eq!(given_back(100, 800), 800);
        assert_eq!(given_back(99, 800), 198);
    }

    #[test]
    fn tables_of_every_kind_give_their_memory_back() {
        let mut hashed: HashMap<_, _> = (0..1000).map(|number| (number, ())).collect();
        let mut listed: Vec<_> = (0..1000).collect();
        let mut queued: VecDeque<_> = (0..1000).collect();
        hashed.clear();
        listed.clear();
        queued.clear();
        give_back(&mut hashed);
        give_back(&mut listed);
        give_back(&mut queued);
        assert_eq!((hashed.capacity(), listed.capacity(), queued.capacity()), (0, 0, 0));
    }
}
