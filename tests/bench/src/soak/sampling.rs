//! What the server's process takes up, and what the server says that it has to do.

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::world::World;
use crate::client::{Fault, Received, WebSocket};
use crate::process::{cpu_ms, files, pss_kib, threads};

/// Looks at the server: a client in the namespace `/census`, and a reader of the process's files.
#[derive(Debug)]
pub(super) struct Observer {
    socket: WebSocket,
    pid: u32,
    since: Instant,
}

/// One look at the server.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sample {
    pub(super) seconds: f64,
    /// Memory of the process, where it shares pages its part of them.
    pub(super) pss_kib: u64,
    pub(super) threads: u64,
    pub(super) files: u64,
    /// What the process has worked so far.
    pub(super) server_cpu_ms: u64,
    /// The same of the load.
    pub(super) load_cpu_ms: u64,
    pub(super) faults: u64,
    pub(super) counted: Counted,
}

/// What the server counts, see `Counted` of the fixture.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Counted {
    pub(super) tasks: usize,
    pub(super) sessions: usize,
    pub(super) polling: usize,
    pub(super) websocket: usize,
    pub(super) ending: usize,
    pub(super) unjoined: usize,
    pub(super) half_open_upgrades: usize,
    pub(super) sockets: usize,
    pub(super) rooms: usize,
    pub(super) opened: u64,
    pub(super) stalled: u64,
}

impl Counted {
    /// Whether nothing is left of those that came since `before`.
    pub(super) fn is_as_at_rest(&self, before: &Self) -> bool {
        let left = [
            (self.tasks, before.tasks),
            (self.sessions, before.sessions),
            (self.ending, before.ending),
            (self.unjoined, before.unjoined),
            (self.half_open_upgrades, before.half_open_upgrades),
            (self.sockets, before.sockets),
            (self.rooms, before.rooms),
        ];
        left.iter().all(|(after, before)| after <= before)
    }
}

impl Observer {
    pub(super) async fn new(world: &World, pid: u32) -> Result<Self, Fault> {
        let mut socket = WebSocket::open(world.connect().await?, None).await?;
        socket.receive_opening().await?;
        socket.send_text(b"40/census,").await?;
        socket.receive_joined("/census,").await?;
        Ok(Self { socket, pid, since: Instant::now() })
    }

    pub(super) async fn sample(&mut self, world: &World) -> Result<Sample, Fault> {
        let counted = self.count().await?;
        let pid = self.pid;
        Ok(Sample {
            seconds: self.since.elapsed().as_secs_f64(),
            pss_kib: pss_kib(pid)?,
            threads: threads(pid)?,
            files: files(pid)?,
            server_cpu_ms: cpu_ms(pid)?,
            load_cpu_ms: cpu_ms(std::process::id())?,
            faults: world.n_faults(),
            counted,
        })
    }

    async fn count(&mut self) -> Result<Counted, Fault> {
        self.socket.send_text(b"42/census,0[\"count\"]").await?;
        match self.socket.receive().await? {
            Received::Text(packet) => {
                let args = packet.strip_prefix(b"3/census,0").unwrap_or_default();
                let counted = serde_json::from_slice::<[Counted; 1]>(args);
                let [counted] = counted.map_err(|_| Fault::wrong("a census", &packet))?;
                Ok(counted)
            }
            Received::Binary(other) => Err(Fault::wrong("a census", &other)),
        }
    }
}
