//! The answers to the events of the contract: asks [`State`], then tells everybody concerned.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use wigwag::{Binary, DisconnectReason, Namespace, SocketId};

use crate::contract::chat::{self, Emit as _};
use crate::contract::{
    Channel, Chat, Credentials, DirectError, DirectMessage, ImageError, ImageGone, JoinError,
    Joined, LeaveError, Message, NewDirect, NewImage, NewMessage, Refusal, SendError, Welcome,
};
use crate::state::{Departure, State, UnixMillis};

/// The chat. Clones share one state.
#[derive(Debug, Clone)]
pub struct App {
    state: Arc<Mutex<State<SocketId>>>,
}

/// What the server keeps for each connection.
#[derive(Debug)]
pub struct Session {
    nickname: String,
}

impl App {
    /// A chat without people and rooms.
    pub fn new() -> Self {
        Self { state: Arc::new(Mutex::new(State::new(now()))) }
    }

    /// The state, for a few lines without `await`.
    pub(crate) fn state(&self) -> MutexGuard<'_, State<SocketId>> {
        // A panic elsewhere leaves at worst one member too many: no reason to end the chat.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells who stayed in the rooms that somebody left.
    fn announce(&self, everybody: &Namespace<chat::Ns>, departure: &Departure<SocketId>) {
        for members in &departure.rooms {
            everybody.to(Channel(members.room.clone())).room_members(members);
        }
        if !departure.rooms.is_empty() {
            everybody.room_list(&self.state().room_list());
        }
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}

impl Chat for App {
    type Session = Session;

    async fn connect(&self, cx: chat::ConnectCx, auth: Credentials) -> Result<Session, Refusal> {
        let nickname = auth.nickname.clone();
        let replaced = self.state().sign_in(cx.socket().id(), auth)?;
        if let Some(departure) = replaced {
            if let Some(socket) = cx.namespace().socket(departure.connection) {
                socket.replaced();
                socket.disconnect();
            }
            self.announce(&cx.namespace(), &departure);
        }
        Ok(Session { nickname })
    }

    async fn start(&self, cx: chat::Cx<Self>) -> Welcome {
        self.state().welcome(&cx.session().nickname)
    }

    async fn join_room(&self, cx: chat::Cx<Self>, room: String) -> Result<Joined, JoinError> {
        self.state().join(cx.socket().id(), &room)?;
        let channel = Channel(room.clone());
        cx.socket().join(&channel);
        // Read after the socket listens: what is posted meanwhile arrives twice rather than not at
        // all, and the page knows a message by its id.
        let joined = self.state().joined(&room).ok_or(JoinError::SignedOut)?;
        let rooms = self.state().room_list();
        cx.to(channel).except_self().room_members(&joined.members);
        cx.namespace().room_list(&rooms);
        Ok(joined)
    }

    async fn leave_room(&self, cx: chat::Cx<Self>, room: String) -> Result<(), LeaveError> {
        let members = self.state().leave(cx.socket().id(), &room)?;
        cx.socket().leave(Channel(room));
        let departure = Departure { connection: cx.socket().id(), rooms: vec![members] };
        self.announce(&cx.namespace(), &departure);
        Ok(())
    }

    async fn send(&self, cx: chat::Cx<Self>, message: NewMessage) -> Result<Message, SendError> {
        let message = self.state().post(cx.socket().id(), &message, now())?;
        cx.to(Channel(message.room.clone())).except_self().message(&message);
        Ok(message)
    }

    async fn send_image(&self, cx: chat::Cx<Self>, image: NewImage) -> Result<Message, ImageError> {
        let NewImage { room, alt, bytes } = image;
        let connection = cx.socket().id();
        let message =
            self.state().post_image(connection, &room, &alt, bytes.into_bytes(), now())?;
        cx.to(Channel(room)).except_self().message(&message);
        Ok(message)
    }

    async fn image(&self, cx: chat::Cx<Self>, image: u64) -> Result<Binary, ImageGone> {
        self.state().image(cx.socket().id(), image).map(Binary::from)
    }

    async fn send_direct(
        &self,
        cx: chat::Cx<Self>,
        message: NewDirect,
    ) -> Result<DirectMessage, DirectError> {
        let delivery = self.state().direct(&cx.session().nickname, &message, now())?;
        let receiver = cx.namespace().socket(delivery.connection);
        receiver.ok_or(DirectError::NotHere)?.direct(&delivery.message);
        Ok(delivery.message)
    }

    async fn typing(&self, cx: chat::Cx<Self>, room: String) {
        if self.state().is_member(cx.socket().id(), &room) {
            cx.to(Channel(room.clone())).except_self().is_typing(&room, &cx.session().nickname);
        }
    }

    async fn disconnect(&self, cx: chat::Cx<Self>, _reason: DisconnectReason) {
        let departure = self.state().sign_out(cx.socket().id());
        self.announce(&cx.namespace(), &departure);
    }
}

fn now() -> UnixMillis {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis::try_from(since_1970.as_millis()).unwrap_or(UnixMillis::MAX)
}
