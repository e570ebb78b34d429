//! What a nickname and a room's name may be.

use crate::limits::{NICKNAME_CHARS_MAX, ROOM_NAME_CHARS_MAX};

/// Says whether `text` can be a nickname.
pub(crate) fn is_nickname(text: &str) -> bool {
    is_name(text, NICKNAME_CHARS_MAX, |char| char.is_alphanumeric() || "_-.".contains(char))
}

/// Says whether `text` can name a room.
///
/// Upper case is refused instead of folded, so that a client may use the name that it asked for
/// as the key of what the server sends about the room.
pub(crate) fn is_room_name(text: &str) -> bool {
    is_name(text, ROOM_NAME_CHARS_MAX, |char| {
        (char.is_alphanumeric() && !char.is_uppercase()) || "_-".contains(char)
    })
}

/// The form in which two nicknames are compared: `Ada` and `ada` are one person.
pub(crate) fn fold(nickname: &str) -> String {
    nickname.to_lowercase()
}

fn is_name(text: &str, chars_max: usize, allowed: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().count() <= chars_max && text.chars().all(allowed)
}

#[cfg(test)]
mod tests;
