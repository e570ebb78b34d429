//! What people say: texts and images for a room, texts for one person.

use std::hash::Hash;

use bytes::Bytes;

use super::{State, UnixMillis};
use crate::contract::{
    Body, DirectError, DirectMessage, ImageError, ImageGone, Message, NewDirect, NewMessage,
    SendError,
};
use crate::image_format::image_format;
use crate::limits::{IMAGE_ALT_CHARS_MAX, IMAGE_BYTES_MAX, TEXT_CHARS_MAX};
use crate::names::fold;

/// A private message and the connection that shall get it.
#[derive(Debug, PartialEq, Eq)]
pub struct Delivery<Id> {
    /// The receiver.
    pub connection: Id,
    /// The message.
    pub message: DirectMessage,
}

impl<Id: Copy + Eq + Hash> State<Id> {
    /// Posts a text to a room.
    ///
    /// # Errors
    /// The author is not in the room, or the text is empty or too long.
    pub fn post(
        &mut self,
        connection: Id,
        message: &NewMessage,
        now: UnixMillis,
    ) -> Result<Message, SendError> {
        if !self.is_member(connection, &message.room) {
            return Err(SendError::NotAMember);
        }
        let text = checked(&message.text)?;
        self.keep(connection, &message.room, Body::Text { text }, now).ok_or(SendError::NotAMember)
    }

    /// Posts an image to a room. Its format is told from its bytes.
    ///
    /// # Errors
    /// The author is not in the room, the file is too large or not an image, or its description is
    /// too long.
    pub fn post_image(
        &mut self,
        connection: Id,
        room: &str,
        alt: &str,
        bytes: Bytes,
        now: UnixMillis,
    ) -> Result<Message, ImageError> {
        if !self.is_member(connection, room) {
            return Err(ImageError::NotAMember);
        }
        if bytes.len() > IMAGE_BYTES_MAX {
            return Err(ImageError::TooLarge { bytes_max: IMAGE_BYTES_MAX });
        }
        if alt.chars().count() > IMAGE_ALT_CHARS_MAX {
            return Err(ImageError::AltTooLong { chars_max: IMAGE_ALT_CHARS_MAX });
        }
        let format = image_format(&bytes).ok_or(ImageError::UnknownFormat)?;
        let id = self.next_id();
        self.images.keep(id, room, bytes);
        let body = Body::Image { id, format, alt: alt.to_owned() };
        self.keep(connection, room, body, now).ok_or(ImageError::NotAMember)
    }

    /// The bytes of an image.
    ///
    /// # Errors
    /// It is no longer kept, or the connection is not in its room.
    pub fn image(&self, connection: Id, id: u64) -> Result<Bytes, ImageGone> {
        let image = self.images.get(id).ok_or(ImageGone::NotKept)?;
        if !self.is_member(connection, image.room()) {
            return Err(ImageGone::NotKept);
        }
        Ok(image.bytes())
    }

    /// Addresses a text to one person. Nothing of it is kept.
    ///
    /// # Errors
    /// The receiver is not here or is the author, or the text is empty or too long.
    pub fn direct(
        &mut self,
        from: &str,
        message: &NewDirect,
        now: UnixMillis,
    ) -> Result<Delivery<Id>, DirectError> {
        let to = fold(&message.to);
        if to == fold(from) {
            return Err(DirectError::ToYourself);
        }
        let connection = *self.connections.get(&to).ok_or(DirectError::NotHere)?;
        let to = self.users.get(&connection).ok_or(DirectError::NotHere)?.nickname.clone();
        let text = checked(&message.text)?;
        let from = from.to_owned();
        let message = DirectMessage { id: self.next_id(), from, to, sent_at: now, text };
        Ok(Delivery { connection, message })
    }

    /// Puts a message into the history of its room; `None` when author or room is gone.
    fn keep(&mut self, connection: Id, room: &str, body: Body, now: UnixMillis) -> Option<Message> {
        let author = self.users.get(&connection)?.nickname.clone();
        let id = self.next_id();
        let message = Message { id, room: room.to_owned(), author, sent_at: now, body };
        self.rooms.get_mut(room)?.keep(message.clone());
        Some(message)
    }
}

/// What can be wrong with any text.
enum TextFault {
    Empty,
    TooLong,
}

/// The text without the space around it.
fn checked(text: &str) -> Result<String, TextFault> {
    let text = text.trim();
    if text.is_empty() {
        Err(TextFault::Empty)
    } else if text.chars().count() > TEXT_CHARS_MAX {
        Err(TextFault::TooLong)
    } else {
        Ok(text.to_owned())
    }
}

impl From<TextFault> for SendError {
    fn from(fault: TextFault) -> Self {
        match fault {
            TextFault::Empty => Self::Empty,
            TextFault::TooLong => Self::TooLong { chars_max: TEXT_CHARS_MAX },
        }
    }
}

impl From<TextFault> for DirectError {
    fn from(fault: TextFault) -> Self {
        match fault {
            TextFault::Empty => Self::Empty,
            TextFault::TooLong => Self::TooLong { chars_max: TEXT_CHARS_MAX },
        }
    }
}
