//! The limit of the engine: hyper and fastwebsockets with answers by hand, and no Socket.IO layer.
//!
//! It answers the contract of the load generators with the very bytes that a Socket.IO server
//! answers, without reading JSON and without anything that the contract does not need. What a
//! server costs more than this one is the price of its layers.
//!
//! Nothing here is a trick that a server could not use: each message is answered when it is read,
//! a broadcast is framed once and shared, and what is due to a connection leaves in one write.

mod contract;
mod frame;
mod http;
mod hub;
#[path = "../../options.rs"]
mod options;
mod outbox;
mod session;
mod websocket;

use std::{error::Error, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    time::interval,
};

use self::{hub::Hub, options::Options};

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse()?;
    options.runtime()?.block_on(run(options))
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let mut terminated = signal(SignalKind::terminate())?;
    let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let hub = Arc::new(Hub::new(options.ping_interval));
    tokio::select! {
        _ = terminated.recv() => {}
        () = accept(&listener, &hub) => {}
        () = beat(&hub) => {}
    }
    Ok(())
}

async fn accept(listener: &TcpListener, hub: &Arc<Hub>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(http::serve(stream, hub.clone()))),
            Err(error) => eprintln!("a connection was not accepted: {error}"),
        }
    }
}

/// Turns the wheel of the heartbeats: one place a second.
async fn beat(hub: &Hub) {
    let mut seconds = interval(Duration::from_secs(1));
    loop {
        seconds.tick().await;
        hub.beat();
    }
}
