//! One client against the clock, in virtual time.

mod broadcast;
mod crowd;
mod leaving;
mod namespaces;
mod recovery;
mod scale;

use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;

use super::{Auth, BoxFuture, Client, Event, Mount, NamespaceHandler, Namespaces, Refusal, Socket};
use crate::codec::Message;
use crate::config::Config;
use crate::handshake::Handshake;
use crate::session::{
    Close, CloseReason, Connection, Counters, SessionHandler as _, TransportName,
};

/// Admits everybody. Handlers of `slow` never end.
struct Slow;

impl NamespaceHandler for Slow {
    fn event(self: Arc<Self>, _: Socket, event: Event) -> Option<BoxFuture<()>> {
        (event.name() == "slow").then(|| Box::pin(std::future::pending()) as BoxFuture<()>)
    }
}

/// A client, and what its session's task would see of it.
struct Rig {
    client: Client,
    connection: Connection,
    namespaces: Arc<Namespaces>,
}

impl Rig {
    fn new(config: Config) -> Self {
        let namespaces = Namespaces::new(config, None, None);
        namespaces.mount(Mount::new("/", Slow)).unwrap();
        let counters = Arc::<Counters>::default();
        let connection =
            Connection::new("sid".into(), TransportName::WebSocket, usize::MAX, counters);
        let namespaces = Arc::new(namespaces);
        let client =
            Client::new(Arc::clone(&namespaces), connection.clone(), Handshake::of_nobody(), None);
        Self { client, connection, namespaces }
    }

    async fn work(&mut self) {
        std::future::poll_fn(|cx| {
            let _ = self.client.poll_work(cx);
            Poll::Ready(())
        })
        .await;
    }

    async fn receives(&mut self, text: &str) {
        self.client.message(Message::text(text));
        self.work().await;
    }

    async fn receives_attachment(&mut self) {
        self.client.message(Message::binary(Bytes::from_static(b"\x01")));
        self.work().await;
    }

    async fn waits(&mut self, seconds: u64) {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        self.work().await;
    }

    fn closes(&self) -> Option<CloseReason> {
        match self.connection.wake_up()?.close? {
            Close::Graceful(reason) | Close::Abort(reason) => Some(reason),
        }
    }
}

/// Joins a room and listens, then panics before there is a future.
struct Panics;

impl NamespaceHandler for Panics {
    fn connect(self: Arc<Self>, socket: Socket, _: Auth) -> BoxFuture<Result<(), Refusal>> {
        socket.join("room");
        panic!("a test asked for this panic");
    }

    fn event(self: Arc<Self>, _: Socket, _: Event) -> Option<BoxFuture<()>> {
        None
    }
}

#[tokio::test]
async fn socket_whose_connect_handler_panics_at_once_leaves_nothing_behind() {
    let mut rig = Rig::new(Config::new());
    rig.namespaces.mount(Mount::new("/panics", Panics)).unwrap();
    let namespace = rig.namespaces.get("/panics").unwrap();
    rig.receives("0/panics,").await;
    assert_eq!(namespace.rooms().len(), 0);
    assert_eq!(rig.closes(), None);
}

const TWO_ATTACHMENTS: &str =
    r#"52-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#;

#[tokio::test(start_paused = true)]
async fn client_that_joins_no_namespace_has_its_time() {
    let mut rig = Rig::new(Config::new());
    rig.work().await;
    rig.waits(44).await;
    assert_eq!(rig.closes(), None);
    rig.waits(1).await;
    assert_eq!(rig.closes(), Some(CloseReason::ForcedServerClose));
    assert_eq!(rig.connection.counters().unjoined_timeouts.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn client_that_has_joined_may_wait() {
    let mut rig = Rig::new(Config::new());
    rig.receives("0").await;
    rig.waits(3_600).await;
    assert_eq!(rig.closes(), None);
}

#[tokio::test(start_paused = true)]
async fn client_in_no_namespace_may_send_so_many_bytes_in_all() {
    let mut rig = Rig::new(Config::new().unjoined_bytes_max(20));
    rig.receives("0/a,{\"t\":1}").await;
    rig.receives("0/longer,").await;
    assert_eq!(rig.closes(), None);
    rig.receives("0").await;
    assert_eq!(rig.closes(), Some(CloseReason::ForcedServerClose));
    assert_eq!(rig.connection.counters().unjoined_overflows.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn client_that_has_joined_may_send_as_much_as_it_likes() {
    let mut rig = Rig::new(Config::new().unjoined_bytes_max(1));
    rig.receives("0").await;
    rig.receives(r#"2["hello"]"#).await;
    assert_eq!(rig.closes(), None);
}

#[tokio::test(start_paused = true)]
async fn attachment_that_does_not_come_closes_the_session() {
    let mut rig = Rig::new(Config::new());
    rig.receives("0").await;
    rig.receives(TWO_ATTACHMENTS).await;
    rig.waits(59).await;
    rig.receives_attachment().await;
    rig.waits(59).await;
    assert_eq!(rig.closes(), None);
    rig.waits(1).await;
    assert_eq!(rig.closes(), Some(CloseReason::ForcedServerClose));
    assert_eq!(rig.connection.counters().attachments_timeouts.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn packet_that_is_complete_has_no_deadline() {
    let mut rig = Rig::new(Config::new());
    rig.receives("0").await;
    rig.receives(TWO_ATTACHMENTS).await;
    rig.receives_attachment().await;
    rig.receives_attachment().await;
    rig.waits(3_600).await;
    assert_eq!(rig.closes(), None);
}

#[tokio::test(start_paused = true)]
async fn time_for_an_attachment_stands_still_while_the_server_does_not_read() {
    let mut rig = Rig::new(Config::new().handler_queue_max(1));
    rig.receives("0").await;
    rig.receives(r#"2["slow"]"#).await;
    rig.receives(r#"2["waits"]"#).await;
    rig.receives(TWO_ATTACHMENTS).await;
    assert!(rig.client.is_saturated());
    rig.waits(3_600).await;
    assert_eq!(rig.closes(), None);
}
