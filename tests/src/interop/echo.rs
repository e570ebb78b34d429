//! Engine.IO alone: an echo.

use wigwag::engine::{CloseReason, Connection, Message, SessionHandler};

/// Sends every message back, and ends the session that says `goodbye`.
#[derive(Debug)]
pub(crate) struct Echo(pub(crate) Connection);

impl SessionHandler for Echo {
    fn message(&mut self, message: Message) {
        match &message {
            Message::Text(text) if &**text == "goodbye" => self.0.close(),
            _ => self.0.send(&message),
        }
    }

    fn closed(&mut self, _reason: CloseReason) {}
}
