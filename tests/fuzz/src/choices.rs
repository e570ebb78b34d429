//! Decisions, read from bytes: a fuzzer that changes a byte changes a decision.

/// The decisions that are left.
#[derive(Debug)]
pub(crate) struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn are_used_up(&self) -> bool {
        self.0.is_empty()
    }

    /// A number below `bound`; zero when nothing is left to decide with.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let Some((&byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(byte) % bound
    }

    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Up to 255 bytes as they are.
    pub(crate) fn bytes(&mut self) -> &'a [u8] {
        let len = self.below(256).min(self.0.len());
        let (bytes, rest) = self.0.split_at(len);
        self.0 = rest;
        bytes
    }
}
