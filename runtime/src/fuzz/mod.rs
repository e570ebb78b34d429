//! What takes input without any sense and panics when a promise is broken. The tests of this crate use it, and the fuzzers, which reach it
//! through the hidden module `__fuzz`.

#[cfg(feature = "msgpack")]
pub(crate) mod msgpack;
pub(crate) mod packets;
pub(crate) mod session;
