//! Where a client can be cut off, as far as Socket.IO goes.

use std::sync::atomic::{AtomicUsize, Ordering};

use wigwag_tests::harness::{RawPolling, RawWebSocket, TestServer};

use crate::stages::{Open, Stage, stage};

/// Connects to `/` and has an event handled there.
async fn after(server: &TestServer, event: &str) -> RawWebSocket {
    let (mut client, _) = server.join().await;
    ask(&mut client, "", event).await;
    client
}

/// Emits an event and waits for its acknowledgement; what else comes is not looked at.
async fn ask(client: &mut RawWebSocket, namespace: &str, event: &str) {
    client.send(&format!(r#"42{namespace}7["{event}"]"#)).await;
    let acknowledgement = format!("43{namespace}7[]");
    while client.text().await != acknowledgement {}
}

/// Connects to `/` beside a namespace that does not answer.
async fn beside(server: &TestServer, connect: &str) -> RawWebSocket {
    let mut client = server.websocket().await;
    client.send(connect).await;
    client.join("40").await;
    client
}

/// The name of a namespace that no other client makes.
fn own_namespace() -> String {
    static CLIENTS: AtomicUsize = AtomicUsize::new(0);
    format!("/rooms/{},", CLIENTS.fetch_add(1, Ordering::Relaxed))
}

pub(crate) const STAGES: &[Stage] = &[
    stage!("in a middleware", |server| {
        vec![Open::WebSocket(beside(server, "40/middleware,").await)]
    }),
    stage!("in a middleware, polling", |server| {
        let client = RawPolling::open(server).await;
        client.send("40/middleware,").await;
        vec![Open::Http(client.start_get().await)]
    }),
    stage!("in connect", |server| {
        vec![Open::WebSocket(beside(server, r#"40/connect,{"token":"x"}"#).await)]
    }),
    stage!("in connected", |server| {
        let (mut client, _) = server.join().await;
        client.join("40/connected,").await;
        vec![Open::WebSocket(client)]
    }),
    stage!("refused", |server| {
        let mut client = server.websocket().await;
        client.send("40/refusal,").await;
        assert!(client.text().await.starts_with("44/refusal,"));
        vec![Open::WebSocket(client)]
    }),
    stage!("refused where nobody is", |server| {
        let mut client = server.websocket().await;
        client.send("40/nowhere,").await;
        assert!(client.text().await.starts_with("44/nowhere,"));
        vec![Open::WebSocket(client)]
    }),
    stage!("in an event middleware", |server| {
        let mut client = server.websocket().await;
        client.join("40/event-middleware,").await;
        client.send(r#"42/event-middleware,7["event","x"]"#).await;
        client.send(r#"42/event-middleware,8["waits behind it"]"#).await;
        client.join("40").await;
        vec![Open::WebSocket(client)]
    }),
    stage!("between attachments of several namespaces", |server| {
        let (mut client, _) = server.join().await;
        client.join("40/rooms/shared,").await;
        client.send(r#"452-/rooms/shared,["echo",{"_placeholder":true,"num":0}]"#).await;
        client.send_binary(&[7; 10_000]).await;
        vec![Open::WebSocket(client)]
    }),
    stage!("between attachments, polling", |server| {
        let (client, _) = RawPolling::join(server).await;
        client.send("452-[\"echo\",{\"_placeholder\":true,\"num\":0}]\u{1e}bAAAA").await;
        vec![Open::Http(client.start_get().await)]
    }),
    stage!("in 100 rooms", |server| vec![Open::WebSocket(after(server, "rooms").await)]),
    stage!("in 100 rooms, polling", |server| {
        let (client, _) = RawPolling::join(server).await;
        client.send(r#"427["rooms"]"#).await;
        assert_eq!(client.poll().await, "437[]");
        vec![Open::Http(client.start_get().await)]
    }),
    stage!("with values kept for it", |server| {
        vec![Open::WebSocket(after(server, "keep").await)]
    }),
    stage!("with listeners that know it", |server| {
        vec![Open::WebSocket(after(server, "listen").await)]
    }),
    stage!("asked by a handler", |server| vec![Open::WebSocket(after(server, "ask").await)]),
    stage!("asked by a handler that collects", |server| {
        vec![Open::WebSocket(after(server, "ask-all").await)]
    }),
    stage!("asked by one who does not wait", |server| {
        vec![Open::WebSocket(after(server, "drop-answers").await)]
    }),
    stage!("waiting for an answer", |server| {
        let (mut client, _) = server.join().await;
        client.send(r#"427["hold"]"#).await;
        assert!(client.text().await.starts_with(r#"42["held""#));
        vec![Open::WebSocket(client)]
    }),
    stage!("asking and asked", |server| {
        let mut client = after(server, "ask").await;
        client.send(r#"428["echo"]"#).await;
        client.send(r#"429["hold"]"#).await;
        vec![Open::WebSocket(client)]
    }),
    stage!("in a namespace of its own", |server| {
        let mut client = server.websocket().await;
        client.join(&format!("40{}", own_namespace())).await;
        vec![Open::WebSocket(client)]
    }),
    stage!("in rooms of a namespace of its own", |server| {
        let mut client = server.websocket().await;
        let namespace = own_namespace();
        client.join(&format!("40{namespace}")).await;
        ask(&mut client, &namespace, "rooms").await;
        vec![Open::WebSocket(client)]
    }),
    stage!("in a namespace that comes and goes", |server| {
        let mut client = server.websocket().await;
        client.join("40/rooms/shared,").await;
        ask(&mut client, "/rooms/shared,", "rooms").await;
        vec![Open::WebSocket(client)]
    }),
    stage!("after leaving a namespace of its own", |server| {
        let (mut client, _) = server.join().await;
        let namespace = own_namespace();
        client.join(&format!("40{namespace}")).await;
        client.send(&format!("41{namespace}")).await;
        ask(&mut client, "", "echo").await;
        vec![Open::WebSocket(client)]
    }),
    stage!("in many namespaces", |server| {
        let (mut client, _) = server.join().await;
        for _ in 0..10 {
            client.join(&format!("40{}", own_namespace())).await;
        }
        vec![Open::WebSocket(client)]
    }),
];
