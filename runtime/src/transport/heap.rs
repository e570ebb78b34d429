//! What the allocator is told of what a server does.

use std::hint::black_box;

/// How many bytes of messages are worth keeping: an application that reads and answers one has it three times for a moment.
const MESSAGES_KEPT: usize = 4;

/// What is beyond 32 MiB glibc does not learn from, and it counts whole pages with a header.
const BLOCK_LEN_MAX: usize = (32 * 1024 - 64) * 1024;

/// More than glibc keeps at hand for each thread.
const LARGE_BLOCK_LEN: usize = 2 * 1024;

/// Prepares for messages of at most `max_message` bytes. Takes no memory, and means nothing to other allocators than glibc's.
///
/// glibc gives blocks of 128 KiB back to the system when they are freed, and as much at the end of its heap. A server of messages of that
/// size gets every page of them anew with each message, zeroed: with 100 kB that is 43 page faults and half of the time that the whole
/// message takes. Who frees a larger block moves both bounds, to its size and to twice of it (`M_MMAP_THRESHOLD` in mallopt(3)), so
/// that the first largest message would do so, and a server that never gets one would never be rid of the page faults.
pub(super) fn expect_messages(max_message: usize) {
    let len = max_message.saturating_mul(MESSAGES_KEPT / 2).min(BLOCK_LEN_MAX);
    let mut block = Vec::<u8>::new();
    // Nothing is lost where there is no room for it.
    let _ = block.try_reserve_exact(len);
    black_box(&block);
}

/// Has the small pieces put together that a session has left. Means little to other allocators than glibc's.
///
/// glibc keeps freed pieces of up to 128 bytes apart, and joins all of them when somebody asks for a large block. Ten thousand sessions that
/// end together leave so many that this takes 12 ms, with everybody waiting behind it. Asked after each session it is the same work a
/// little at a time.
pub(super) fn join_pieces() {
    black_box(&Vec::<u8>::with_capacity(LARGE_BLOCK_LEN));
}
