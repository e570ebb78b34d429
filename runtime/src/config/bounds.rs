//! The bounds of what a client can make the server keep.

use std::time::Duration;

use super::Config;
use crate::codec::Format;

impl Config {
    /// Sets how many binary attachments one packet of a client may have. Default: 10, the limit of the official parser. A packet that
    /// announces more closes its session with reason `forced close`, before any of them is kept.
    ///
    /// A value above 10 (at most 99,999 count) is also how many the server sends in one event or acknowledgement; beyond it, emitting is
    /// [an error](crate::EncodeError::TooManyAttachments). Official clients since `socket.io-parser` 4.2.6 close their connection when they
    /// get more than 10, unless their parser was told otherwise; those before it take any number.
    #[must_use]
    pub fn max_attachments(mut self, count: usize) -> Self {
        self.max_attachments = count;
        if let Format::Text { .. } = self.format {
            self.format = Format::text(count);
        }
        self
    }

    /// Sets how many bytes may wait for one client that does not read. Default: 16 MiB.
    ///
    /// A packet counts with the memory that it takes, also where others share it: some 150 bytes, and its length when that is more
    /// than 126.
    ///
    /// A packet that would exceed it closes the session with reason `transport error`; nothing is left out of the middle.
    #[must_use]
    pub fn outbox_bytes_max(mut self, bytes: usize) -> Self {
        self.outbox_bytes_max = bytes;
        self
    }

    /// Sets how many events of one socket may wait for its running handler before the server stops reading from the client.
    /// Default: 64. The client's heartbeat is not held against it while reading is stopped.
    ///
    /// While the socket owes an acknowledgement, 16 times as many may wait: a handler may be waiting for it, and it comes behind them.
    #[must_use]
    pub fn handler_queue_max(mut self, events: usize) -> Self {
        self.handler_queue_max = events;
        self
    }

    /// Sets how many bytes the events of one socket may hold while they wait for its running handler, before the server stops reading
    /// from the client. Default: 4 MiB. The event that reaches it is taken whole.
    #[must_use]
    pub fn handler_queue_bytes_max(mut self, bytes: usize) -> Self {
        self.handler_queue_bytes_max = bytes;
        self
    }

    /// Sets how long the peer of a WebSocket may take nothing while bytes wait for it. Default: 30 s.
    ///
    /// Whatever it takes starts the time anew, so that a slow peer lives and a stuck one does not. At the bound the connection is
    /// dropped without a goodbye, which nobody would read, and the session ends with reason `transport error`. The default is longer
    /// than a pong may take (`ping_timeout`, 20 s), which is all that a peer has that answers at all, and shorter than it takes the
    /// heartbeat to notice (`ping_interval + ping_timeout`, 45 s); a peer that sends pongs and reads nothing escapes the heartbeat
    /// for good. Zero is refused when the server is built.
    ///
    /// A client that polls is bounded otherwise: what waits for it is one answer of at most
    /// [`outbox_bytes_max`](Self::outbox_bytes_max), and when it has not read that and sent a pong within
    /// `ping_interval + ping_timeout`, its session ends with `ping timeout`. The HTTP connection with that one answer is the HTTP server's:
    /// [`HttpServer`](crate::HttpServer) drops it after 30 s in which the client takes nothing, others until TCP gives it up.
    #[must_use]
    pub fn write_timeout(mut self, write_timeout: Duration) -> Self {
        self.write_timeout = write_timeout;
        self
    }

    /// Sets how many sessions there may be. Default: no bound. Zero is refused when the server is built.
    ///
    /// A session counts until its last handler has finished, so that this bounds the server's tasks as well. At the bound a handshake
    /// is answered with status 503 and `Retry-After: 5`; official clients try again after their own delay of 1 to 5 s.
    #[must_use]
    pub fn max_sessions(mut self, sessions: usize) -> Self {
        self.max_sessions = Some(sessions);
        self
    }

    /// Sets how many sessions there may be from one address. Default: no bound. Zero is refused when the server is built.
    ///
    /// The address is that of [`Handshake::address`](crate::Handshake::address). Of IPv6, all addresses of a /64 are one: that is what
    /// one customer gets, and within it a client changes addresses at will. All clients whose address is not known are one as well; see
    /// [`PeerAddr`](crate::PeerAddr) for how it becomes known.
    /// Mind that a company or a mobile network may stand behind one IPv4 address. Otherwise as [`max_sessions`](Self::max_sessions).
    #[must_use]
    pub fn max_sessions_per_address(mut self, sessions: usize) -> Self {
        self.max_sessions_per_address = Some(sessions);
        self
    }

    /// Sets how many WebSockets there may be that were accepted for an upgrade and do not carry their session yet. Default: 10,000.
    /// Zero is refused when the server is built.
    ///
    /// A client in order needs two round trips for its upgrade, and one out of order has
    /// [`upgrade_timeout`](Self::upgrade_timeout): at the default, a thousand dead upgrades each second leave room for others. At the
    /// bound an upgrade is answered with status 503; official clients then go on polling. A session may have 4 WebSockets at a time,
    /// and before it is upgraded none may say more than 16 bytes at once: a longer message closes it with code 1009.
    #[must_use]
    pub fn max_half_open_upgrades(mut self, upgrades: usize) -> Self {
        self.max_half_open_upgrades = upgrades;
        self
    }

    /// Sets how many handshakes are answered before everybody else has a turn, and how many sessions end whose WebSocket has broken.
    /// Default: 4. Zero is refused when the server is built.
    ///
    /// After a restart, or when a network breaks, thousands of clients come back in the same second, and each is some 50 µs of work, or
    /// more where `connect` is. The messages of those who stayed are not behind all of them, but behind this many: in a turn the runtime
    /// goes once through all that have something to do. The others wait in the order in which they have come. A client that stops in the
    /// middle of its handshake holds up nobody. Less is gentler to those who stay; more spares about a microsecond for each client.
    ///
    /// The first four messages on a session's WebSocket each need such a turn as well, among themselves, because those who came together
    /// join together.
    ///
    /// In a server with more to do than it can a turn is long, and this many would be nearly nobody. There one of them passes for every
    /// 16 messages that have come in the turn, and one first message for each.
    ///
    /// [`HttpServer`](crate::HttpServer) gives a connection its turn, with whatever its first request is, before it reads anything, and
    /// accepts in the same turns, behind the connections that wait. What is behind those waits in the queue of the listening socket and
    /// costs nothing there: up to 4,096 connections, where the system allows that many. Whose connection finds it full tries again after
    /// a second, as TCP does. In other HTTP servers, and over TLS, handshakes wait when their requests have been read.
    #[must_use]
    pub fn handshakes_per_turn(mut self, handshakes: usize) -> Self {
        self.handshakes_per_turn = handshakes;
        self
    }

    /// Sets how many handshakes may wait for their turn, see [`handshakes_per_turn`](Self::handshakes_per_turn). Default: 10,000. Zero is
    /// refused when the server is built.
    ///
    /// Each takes up the memory of an HTTP connection. At the bound a handshake is answered as by
    /// [`max_sessions`](Self::max_sessions). Connections that wait before anything of them is read are not counted: they cost hardly
    /// more than one that is silent.
    #[must_use]
    pub fn max_waiting_handshakes(mut self, handshakes: usize) -> Self {
        self.max_waiting_handshakes = handshakes;
        self
    }

    /// Sets how many sessions there may be that have joined no namespace yet. Default: no bound. Zero is refused when the server is
    /// built.
    ///
    /// Nobody knows who such a client is; [`connect_timeout`](Self::connect_timeout) bounds how long it may stay so. At the bound a
    /// handshake is answered as by [`max_sessions`](Self::max_sessions). After a restart all clients join at the same time: leave room
    /// for those that do within one round trip and the time that `connect` takes. Of an `EngineServer` without namespaces this bounds
    /// nothing.
    #[must_use]
    pub fn max_unjoined_sessions(mut self, sessions: usize) -> Self {
        self.max_unjoined_sessions = Some(sessions);
        self
    }

    /// Sets how many bytes a client may send before it has joined a namespace, in all its messages together. Default: 1,000,000, one
    /// message of the default [`max_http_buffer_size`](Self::max_http_buffer_size).
    ///
    /// That is what its CONNECT packets with their `auth` may take up. Beyond it the session is closed with reason
    /// `forced server close`. Of an `EngineServer` without namespaces this bounds nothing.
    #[must_use]
    pub fn unjoined_bytes_max(mut self, bytes: usize) -> Self {
        self.unjoined_bytes_max = bytes;
        self
    }

    /// Sets how long a packet may wait for its next attachment. Default: 60 s. Zero is refused when the server is built.
    ///
    /// Each attachment that comes starts the time anew, so that a slow client may send large ones; all of them take at most
    /// [`max_attachments`](Self::max_attachments) times as long. Beyond it the session is closed with reason `forced server close`.
    /// While the server itself reads nothing, because handlers lag, the time stands still.
    #[must_use]
    pub fn attachments_timeout(mut self, attachments_timeout: Duration) -> Self {
        self.attachments_timeout = attachments_timeout;
        self
    }

    /// Sets how many bytes the keys and values of one [`Socket::data`](crate::socket::Socket::data) may take together. Default: 64 KiB.
    ///
    /// It is encoded whole whenever another server asks for the socket, and kept while the socket may be recovered. A value beyond it is
    /// refused where it is set.
    #[must_use]
    pub fn socket_data_bytes_max(mut self, bytes: usize) -> Self {
        self.socket_data_bytes_max = bytes;
        self
    }

    /// Sets how many namespaces one client may be in at a time, or wait for. Default: 100. Zero is refused when the server is built.
    ///
    /// At the bound another namespace is refused with the message `too many namespaces`, and in `data` the code
    /// `wigwag.too_many_namespaces`; the connection stays open.
    #[must_use]
    pub fn max_namespaces_per_session(mut self, namespaces: usize) -> Self {
        self.max_namespaces_per_session = namespaces;
        self
    }

    /// Sets how many bytes of JSON a client may present to one namespace: its `auth` option. Default: 64 KiB.
    ///
    /// The server keeps it for as long as the client is in the namespace. Beyond it the client is refused with the message
    /// `auth is too large`, and in `data` the code `wigwag.too_large`; the connection stays open.
    #[must_use]
    pub fn auth_bytes_max(mut self, bytes: usize) -> Self {
        self.auth_bytes_max = bytes;
        self
    }

    /// Sets how long the name of a namespace may be that is made for a client, see [`Mount::dynamic`](crate::Mount::dynamic). Default:
    /// 256 bytes.
    ///
    /// Nobody is asked for longer ones: they are refused as `Invalid namespace`. Names that a program has mounted may be longer.
    #[must_use]
    pub fn namespace_name_bytes_max(mut self, bytes: usize) -> Self {
        self.namespace_name_bytes_max = bytes;
        self
    }

    /// Sets how many rooms one socket may join besides its own. Default: 10,000, about 2 MB.
    ///
    /// An application that joins whatever rooms its clients name would keep as many as they like. At the bound
    /// [`Socket::join`](crate::socket::Socket::join) does nothing and tells the hooks for errors, and
    /// [`Socket::try_join`](crate::socket::Socket::try_join) returns an error.
    #[must_use]
    pub fn max_rooms_per_socket(mut self, rooms: usize) -> Self {
        self.max_rooms_per_socket = rooms;
        self
    }
}
