//! The clients that are cut off.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::io::{Write as _, stdout};
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;

use clap::Args;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, BufReader, stdin};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime;
use tokio::sync::{Notify, Semaphore};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Instant, sleep, timeout};

use super::Return;
use crate::client::{Fault, Received, WebSocket, expect};

/// How long an attempt to connect may take: the official client's `timeout`.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(20);

/// How long one tries to come back before it is given up.
const RETURN_TIMEOUT: Duration = Duration::from_secs(30);

/// How many come at a time in the beginning, when nothing is measured.
const GATHERING: usize = 50;

/// How many clients there are for each address that they come from.
const CLIENTS_PER_ADDRESS: usize = 1_000;

/// What became of the crowd.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Returned {
    /// When each was back, in milliseconds since all were cut off, in order.
    pub(super) back_ms: Vec<u32>,
    /// How long it took to cut all off, in milliseconds.
    pub(super) cut_ms: u32,
    /// Attempts that were answered with 503.
    pub(super) refused: usize,
    /// Attempts that failed otherwise, and how the first of them did.
    pub(super) failed: usize,
    pub(super) failure: Option<String>,
}

/// Be the clients that are cut off.
#[derive(Debug, Clone, Args)]
pub(crate) struct Crowd {
    /// Where the server listens.
    server: SocketAddr,
    /// How many.
    clients: usize,
    /// How they come back.
    way: Return,
}

impl Crowd {
    /// Gathers the crowd, says so by a line, cuts it off when it is told to by a line, and prints how it came back.
    pub(crate) fn run(self) -> Result<(), Box<dyn Error>> {
        runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(self))
    }
}

async fn run(options: Crowd) -> Result<(), Box<dyn Error>> {
    let crowd = Rc::new(Clients {
        options: options.clone(),
        gathering: Semaphore::new(GATHERING),
        n_gathered: Cell::new(0),
        n_connected: Cell::new(options.clients),
        change: Notify::new(),
        all_cut_off: Notify::new(),
        cut_off_at: Cell::new(None),
        returned: RefCell::default(),
    });
    let mut orders = BufReader::new(stdin()).lines();
    LocalSet::new()
        .run_until(async {
            let mut clients = JoinSet::new();
            for index in 0..options.clients {
                let crowd = Rc::clone(&crowd);
                clients.spawn_local(async move { crowd.client(index).await });
            }
            while crowd.n_gathered.get() < options.clients {
                if let Some(Ok(Err(fault))) = clients.try_join_next() {
                    return Err::<(), Box<dyn Error>>(fault.into());
                }
                sleep(Duration::from_millis(10)).await;
            }
            writeln!(stdout(), "gathered")?;
            orders.next_line().await?.ok_or("no order came")?;
            crowd.cut_off_at.set(Some(Instant::now()));
            crowd.change.notify_waiters();
            while let Some(client) = clients.join_next().await {
                client??;
            }
            Ok(())
        })
        .await?;
    let mut returned = crowd.returned.take();
    returned.back_ms.sort_unstable();
    writeln!(stdout(), "{}", serde_json::to_string(&returned)?)?;
    // Until the end of its orders the crowd stays.
    while orders.next_line().await?.is_some() {}
    Ok(())
}

struct Clients {
    options: Crowd,
    gathering: Semaphore,
    n_gathered: Cell<usize>,
    /// How many have not been cut off.
    n_connected: Cell<usize>,
    change: Notify,
    all_cut_off: Notify,
    cut_off_at: Cell<Option<Instant>>,
    returned: RefCell<Returned>,
}

impl Clients {
    /// One client, from its first connection to its last.
    async fn client(&self, index: usize) -> Result<(), Fault> {
        let address = Ipv4Addr::new(127, 0, 1, (1 + index / CLIENTS_PER_ADDRESS) as u8);
        let (cut_off, all_cut_off) = (self.change.notified(), self.all_cut_off.notified());
        let socket = {
            let _turn = self.gathering.acquire().await;
            WebSocket::join(self.connect(address).await?).await?
        };
        self.n_gathered.set(self.n_gathered.get() + 1);
        cut_off.await;
        let stream = socket.into_stream();
        stream.set_zero_linger()?;
        drop(stream);
        self.note_cut_off();
        all_cut_off.await;
        if let Ok(socket) = timeout(RETURN_TIMEOUT, self.come_back(address)).await {
            self.note_back();
            // It is forgotten, and not closed: it stays until the process ends.
            std::mem::forget(socket);
        }
        Ok(())
    }

    /// Tries until it is in.
    async fn come_back(&self, address: Ipv4Addr) -> WebSocket {
        let mut attempt = 0;
        loop {
            self.pause(attempt).await;
            attempt += 1;
            let outcome = timeout(ATTEMPT_TIMEOUT, self.attempt(address)).await;
            match outcome.unwrap_or_else(|_| Err(Fault::Wrong("not in time".to_owned()))) {
                Ok(socket) => return socket,
                Err(fault) => self.note_failure(&fault),
            }
        }
    }

    async fn pause(&self, attempt: i32) {
        if self.options.way == Return::Official {
            let delay = f64::min(2_f64.powi(attempt.min(8)), 5.0) * (0.5 + fastrand::f64());
            sleep(Duration::from_secs_f64(delay.min(5.0))).await;
        }
    }

    async fn attempt(&self, address: Ipv4Addr) -> Result<WebSocket, Fault> {
        let mut socket = WebSocket::join(self.connect(address).await?).await?;
        socket.send_text(b"420[\"echo\",{\"data\":\"back\"}]").await?;
        match socket.receive().await? {
            Received::Text(answer) => expect(b"30[{\"data\":\"back\"}]", &answer)?,
            Received::Binary(other) => return Err(Fault::wrong("a text", &other)),
        }
        Ok(socket)
    }

    async fn connect(&self, address: Ipv4Addr) -> Result<TcpStream, Fault> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((address, 0)))?;
        Ok(socket.connect(self.options.server).await?)
    }

    /// They are gone all before the first of them comes back.
    fn note_cut_off(&self) {
        self.n_connected.set(self.n_connected.get() - 1);
        if self.n_connected.get() == 0 {
            self.returned.borrow_mut().cut_ms = self.ms_since_cut();
            self.all_cut_off.notify_waiters();
        }
    }

    fn note_back(&self) {
        self.returned.borrow_mut().back_ms.push(self.ms_since_cut());
    }

    fn ms_since_cut(&self) -> u32 {
        let since = self.cut_off_at.get().map_or(Duration::ZERO, |at| at.elapsed());
        since.as_millis() as u32
    }

    fn note_failure(&self, fault: &Fault) {
        let mut returned = self.returned.borrow_mut();
        let text = fault.to_string();
        if text.contains("HTTP/1.1 503") {
            returned.refused += 1;
        } else {
            returned.failed += 1;
            returned.failure.get_or_insert(text);
        }
    }
}
