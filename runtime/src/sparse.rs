//! Tables that give their memory back when a crowd has gone.

/// Room for as many entries as this is kept.
const CAPACITY_KEPT: usize = 64;

/// What a table with `len` entries should shrink to. `None` while it is filled well enough: it shrinks only after most of it has gone,
/// so that each removal pays a constant part of it.
pub(crate) fn shrunken(len: usize, capacity: usize) -> Option<usize> {
    (capacity > CAPACITY_KEPT && len < capacity / 8).then_some(len * 2)
}

#[cfg(test)]
mod tests {
    use super::shrunken;

    #[test]
    fn only_tables_that_are_nearly_empty_shrink() {
        assert_eq!(shrunken(0, 0), None);
        assert_eq!(shrunken(0, 64), None);
        assert_eq!(shrunken(0, 65), Some(0));
        assert_eq!(shrunken(100, 800), None);
        assert_eq!(shrunken(99, 800), Some(198));
    }
}
