//! The attachments of the packet that this thread is encoding or decoding.
//!
//! They live in a thread-local because serde offers no other way through: `flatten`, untagged and
//! internally tagged enums buffer values in serde's own private types, so a custom `Serializer` or
//! `Deserializer` that carried the attachments would be lost on the way to a
//! [`Binary`](crate::Binary) inside of them. Serialization never waits, so a scope never outlives
//! the call that opened it.

use std::cell::RefCell;

use bytes::Bytes;

#[cfg(test)]
mod tests;

thread_local! {
    /// What has been serialized so far; `None` outside of [`collecting_attachments`].
    static COLLECTED: RefCell<Option<Vec<Bytes>>> = const { RefCell::new(None) };
    /// What placeholders refer to; `None` outside of [`with_attachments`].
    static GIVEN: RefCell<Option<Vec<Bytes>>> = const { RefCell::new(None) };
}

/// Adds an attachment to the packet that is being encoded and returns its index, or `None` outside
/// of a packet.
pub(crate) fn attach(bytes: &Bytes) -> Option<usize> {
    COLLECTED.with_borrow_mut(|collected| {
        let attachments = collected.as_mut()?;
        attachments.push(bytes.clone());
        Some(attachments.len() - 1)
    })
}

/// Is a packet being decoded, so that binary data stands as placeholders?
pub(crate) fn is_resolving() -> bool {
    GIVEN.with_borrow(Option::is_some)
}

/// Returns attachment `num` of the packet that is being decoded.
pub(crate) fn attachment(num: u64) -> Option<Bytes> {
    let num = usize::try_from(num).ok()?;
    GIVEN.with_borrow(|given| given.as_ref()?.get(num).cloned())
}

/// Runs `serialize` and returns the attachments of every [`Binary`](crate::Binary) that it
/// serialized, in order.
pub(crate) fn collecting_attachments<R>(serialize: impl FnOnce() -> R) -> (R, Vec<Bytes>) {
    let outer = Restore { slot: &COLLECTED, outer: COLLECTED.replace(Some(Vec::new())) };
    let result = serialize();
    let attachments = COLLECTED.take().unwrap_or_default();
    drop(outer);
    (result, attachments)
}

/// Runs `deserialize` with placeholders standing for `attachments`.
pub(crate) fn with_attachments<R>(attachments: &[Bytes], deserialize: impl FnOnce() -> R) -> R {
    let _outer = Restore { slot: &GIVEN, outer: GIVEN.replace(Some(attachments.to_vec())) };
    deserialize()
}

/// Puts the enclosing scope back, also when user code inside of the inner one panics.
struct Restore {
    slot: &'static std::thread::LocalKey<RefCell<Option<Vec<Bytes>>>>,
    outer: Option<Vec<Bytes>>,
}

impl Drop for Restore {
    fn drop(&mut self) {
        self.slot.replace(self.outer.take());
    }
}
