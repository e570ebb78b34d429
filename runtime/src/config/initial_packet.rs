//! What every client is told first.

use super::Config;
use crate::engine::Message;

impl Config {
    /// Sets a message that every client gets together with the open packet, before anything else. Default: none (`initialPacket`).
    ///
    /// It saves a round trip to protocols of your own on top of [`EngineServer`](crate::engine::EngineServer). Socket.IO has no use for
    /// it: since its revision 5 the client speaks first, and official clients close the connection when something else comes.
    ///
    /// # Wire
    /// Polling: one answer with both packets, `0{"sid":…}`, the separator `\x1e`, `4hello`. WebSocket: a frame behind that of the open
    /// packet.
    #[must_use]
    pub fn initial_packet(mut self, message: impl Into<Message>) -> Self {
        self.initial_packet = Some(message.into());
        self
    }
}
