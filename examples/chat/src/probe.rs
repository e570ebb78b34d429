//! How far away everybody is: the server asks all clients at once and takes the time.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use wigwag::{Io, SocketId};

use crate::app::App;
use crate::contract::Channel;
use crate::contract::chat::{self, Emit as _};

/// From one question to the next.
pub const PROBE_INTERVAL: Duration = Duration::from_secs(3);

/// Who answers later than this counts as not having answered.
pub const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// Asks again and again, and tells each room about its members. Runs until it is dropped.
pub async fn run(io: Io, app: App) {
    let everybody = io.of::<chat::Ns>();
    let mut ticks = tokio::time::interval(PROBE_INTERVAL);
    for nonce in (0..=u32::MAX).cycle() {
        ticks.tick().await;
        let round_trips = round_trips(&io, nonce).await;
        let latencies = app.state().latencies(&round_trips);
        for (room, latencies) in latencies {
            everybody.to(Channel(room.clone())).latencies(&room, &latencies);
        }
    }
}

/// The milliseconds until each client's answer; `None` for who did not answer.
async fn round_trips(io: &Io, nonce: u32) -> HashMap<SocketId, Option<u32>> {
    let asked_at = Instant::now();
    let mut answers = io.of::<chat::Ns>().probe(nonce).timeout(PROBE_TIMEOUT);
    let mut round_trips = HashMap::new();
    while let Some((socket, answer)) = answers.next().await {
        let elapsed_ms = u32::try_from(asked_at.elapsed().as_millis()).unwrap_or(u32::MAX);
        let is_answered = answer.is_ok_and(|echo| echo == nonce);
        round_trips.insert(socket, is_answered.then_some(elapsed_ms));
    }
    round_trips
}
