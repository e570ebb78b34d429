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
mod outbox;
mod session;
mod websocket;

use std::{env, error::Error, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    runtime,
    signal::unix::{SignalKind, signal},
    time::interval,
};

use self::hub::Hub;

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse(env::args().skip(1))?;
    let runtime = match options.workers {
        1 => runtime::Builder::new_current_thread().enable_all().build(),
        workers => {
            runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build()
        }
    };
    runtime?.block_on(run(options.port))
}

struct Options {
    port: u16,
    workers: usize,
}

impl Options {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut options = Self { port: 0, workers: 1 };
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            match word.as_str() {
                "--port" => options.port = value.parse()?,
                "--workers" => options.workers = value.parse()?,
                _ => return Err(format!("{word} is unknown: --port N, --workers N").into()),
            }
        }
        Ok(options)
    }
}

async fn run(port: u16) -> Result<(), Box<dyn Error>> {
    let mut terminated = signal(SignalKind::terminate())?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let hub = Arc::new(Hub::default());
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
