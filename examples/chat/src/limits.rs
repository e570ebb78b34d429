//! Every bound of the chat: whatever a client can make grow has its maximum here.

/// People who are signed in at the same time. Further ones are refused when they connect.
pub const USERS_MAX: usize = 500;

/// Characters of a nickname.
pub const NICKNAME_CHARS_MAX: usize = 20;

/// Characters of the key that takes a nickname over from a lost connection.
pub const KEY_CHARS_MAX: usize = 64;

/// Rooms that exist at the same time. A new room takes the place of the one that has been empty
/// for longest; when none is empty, it is refused.
pub const ROOMS_MAX: usize = 64;

/// Rooms that one person can be in.
pub const ROOMS_PER_USER_MAX: usize = 16;

/// Characters of a room's name.
pub const ROOM_NAME_CHARS_MAX: usize = 24;

/// People in one room.
pub const ROOM_MEMBERS_MAX: usize = 100;

/// Messages that a room keeps for those who join later. The oldest goes first.
pub const HISTORY_MAX: usize = 50;

/// Characters of a message's text.
pub const TEXT_CHARS_MAX: usize = 2_000;

/// Bytes of one image, well below the 1 MB that one packet may have.
pub const IMAGE_BYTES_MAX: usize = 512 * 1024;

/// Characters of an image's description.
pub const IMAGE_ALT_CHARS_MAX: usize = 120;

/// Bytes of all images that are kept, over all rooms. The oldest goes first.
pub const IMAGE_STORE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Images that are kept, over all rooms. The oldest goes first.
pub const IMAGE_STORE_COUNT_MAX: usize = 1_000;
