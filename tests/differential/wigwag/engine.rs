//! The application over Engine.IO alone, as in `reference.mjs`.

use wigwag::engine::{CloseReason, Connection, Message, SessionHandler};

use super::reasons::Reasons;

/// An Engine.IO application: an echo, and a few messages that ask for more.
pub(super) struct Echo {
    pub(super) connection: Connection,
    pub(super) reasons: Reasons,
}

impl SessionHandler for Echo {
    fn message(&mut self, message: Message) {
        let Self { connection, .. } = self;
        let Message::Text(asked) = &message else { return connection.send(message) };
        match &**asked {
            "do:close" => connection.close(),
            "do:bye" => {
                connection.send("bye");
                connection.close();
            }
            "do:burst" => ["one", "two", "three"].into_iter().for_each(|it| connection.send(it)),
            "do:binary" => connection.send(vec![0, 1, 2, 0xff]),
            "do:big" => connection.send("x".repeat(3000)),
            _ => connection.send(message),
        }
    }

    fn closed(&mut self, reason: CloseReason) {
        let text = match reason.description() {
            Some(description) => format!("{reason}: {description}"),
            None => reason.to_string(),
        };
        self.reasons.ended(self.connection.id(), text);
    }
}
