//! wigwag's server. Starts one for each behaviour, with the application that it asks for. `reference/main.ts` answers the same requests.

mod answers;
mod application;
mod control;
mod doors;
mod families;
mod handshake;
mod journal;
mod listeners;
mod middleware;
mod recovery;
mod rooms;
mod stubborn;
mod talk;
mod upgrades;
mod values;
mod volatile;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::runtime;
use wigwag::parser::Msgpack;
use wigwag::{Config, Recovery, TransportName};

use self::application::Application;
use self::journal::Journal;
use super::Result;

/// An application by its name. `reference/applications.ts` has the same table.
fn application(name: &str, journal: &Journal) -> Option<Application> {
    let (base, variant) = name.split_once(", ").unwrap_or((name, ""));
    let config = match variant {
        "" | "kept" | "brief" | "with middlewares" => Config::new(),
        // As many as the reference takes, which has no bound for this form.
        "msgpack" => Config::new().parser(Msgpack).max_attachments(100),
        "polling only" => Config::new().transports([TransportName::Polling]),
        "impatient" => Config::new().connect_timeout(Duration::from_millis(400)),
        "for small messages" => Config::new().max_http_buffer_size(1000),
        "with a quick heartbeat" => Config::new()
            .ping_interval(Duration::from_millis(300))
            .ping_timeout(Duration::from_millis(300)),
        _ => return None,
    };
    Some(match base {
        "answers" => answers::application(config, journal),
        "doors" => doors::application(config, journal),
        "families" => families::application(config, journal, variant == "kept"),
        "handshake" => handshake::application(config, journal),
        "listeners" => listeners::application(config, journal),
        "middleware" => middleware::application(config, journal),
        "recovery" => recovery::application(config, journal, recovery_of(variant)),
        "rooms" => rooms::application(config, journal),
        "stubborn" => stubborn::application(config, journal),
        "talk" => talk::application(config, journal),
        "upgrades" => upgrades::application(config, journal),
        "volatile" => volatile::application(config, journal),
        _ => return None,
    })
}

fn recovery_of(variant: &str) -> Recovery {
    match variant {
        // Shorter than the client's delay.
        "brief" => Recovery::new().max_disconnection_duration(Duration::from_millis(50)),
        "with middlewares" => Recovery::new().skip_middlewares(false),
        _ => Recovery::new(),
    }
}

/// Starts the server and gives the URL of its control.
pub(crate) fn start() -> Result<String> {
    let (listening, url) = mpsc::channel();
    let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    thread::spawn(move || {
        runtime.block_on(async {
            match control::listen().await {
                Ok((listener, url)) => {
                    // Nobody is left to hear it when the test has ended already.
                    let _ = listening.send(Ok(url));
                    control::serve(listener).await;
                }
                Err(error) => _ = listening.send(Err(error)),
            }
        });
    });
    Ok(url.recv()??)
}
