//! Those who stay, and what they feel.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::error::Error;
use std::net::SocketAddr;
use std::process::Stdio;
use std::rc::Rc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use super::crowd::Returned;
use super::report::{Latencies, Report};
use super::{Options, Return};
use crate::client::{Fault, Received, WebSocket, expect};
use crate::process::{peak_resident_kib, resident_kib};
use crate::server::Server;

/// How long it takes until the server is at rest after the crowd has come.
const REST: Duration = Duration::from_secs(2);

/// How long those who stay are watched when all are back: what a storm has left to do is felt then.
const AFTER: Duration = Duration::from_secs(1);

/// Runs the storm. It is an error when an answer was wrong, or when somebody who stays was not let stay.
pub(super) async fn run(
    options: &Options,
    way: Return,
    server: &Server,
) -> Result<Report, Box<dyn Error>> {
    let staying = Rc::new(Staying::default());
    let period = Duration::from_secs(1) * options.staying / options.rate;
    let address = server.target().address;
    LocalSet::new()
        .run_until(async {
            let mut clients = JoinSet::new();
            for index in 0..options.staying {
                let staying = Rc::clone(&staying);
                let offset = period * index / options.staying;
                clients.spawn_local(async move {
                    sleep(offset).await;
                    staying.client(index, address, period).await
                });
            }
            tokio::select! {
                Some(ended) = clients.join_next() => {
                    Err(ended?.err().map_or_else(|| "a client has ended".into(), Into::into))
                }
                report = measure(options, way, server, &staying) => report,
            }
        })
        .await
}

async fn measure(
    options: &Options,
    way: Return,
    server: &Server,
    staying: &Staying,
) -> Result<Report, Box<dyn Error>> {
    let mut crowd = CrowdProcess::start(server, options.clients, way).await?;
    sleep(REST).await;
    staying.take();
    sleep(Duration::from_secs_f64(options.calm)).await;
    let calm = staying.take();
    let memory_before_kib = resident_kib(server.process())?;
    let returned = crowd.cut_off().await?;
    let storm = staying.take();
    sleep(AFTER).await;
    let after = staying.take();
    crowd.end().await?;
    Ok(Report {
        clients: options.clients,
        is_at_once: way == Return::AtOnce,
        calm,
        storm,
        after,
        returned,
        memory_before_kib,
        memory_peak_kib: peak_resident_kib(server.process())?,
    })
}

/// What those who stay have measured since it was last taken.
#[derive(Debug, Default)]
struct Staying {
    latencies: RefCell<Vec<Duration>>,
}

impl Staying {
    fn take(&self) -> Latencies {
        Latencies::of(self.latencies.take())
    }

    /// Sends at fixed times, whatever has been answered by then.
    async fn client(&self, index: u32, server: SocketAddr, period: Duration) -> Result<(), Fault> {
        let mut socket = WebSocket::join(TcpStream::connect(server).await?).await?;
        let mut ticks = interval(period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut sent: VecDeque<(u64, Instant)> = VecDeque::new();
        let mut n_sent = 0_u64;
        loop {
            tokio::select! {
                biased;
                received = socket.receive() => {
                    let received = received?;
                    let Some((number, sent_at)) = sent.pop_front() else {
                        return Err(Fault::Wrong(format!("{received:?} came for nothing")));
                    };
                    match received {
                        Received::Text(answer) => {
                            let expected = format!("3{number}[{{\"data\":\"I stay {index}.{number}\"}}]");
                            expect(expected.as_bytes(), &answer)?;
                        }
                        Received::Binary(other) => return Err(Fault::wrong("a text", &other)),
                    }
                    self.latencies.borrow_mut().push(sent_at.elapsed());
                }
                _ = ticks.tick() => {
                    sent.push_back((n_sent, Instant::now()));
                    let event = format!("42{n_sent}[\"echo\",{{\"data\":\"I stay {index}.{n_sent}\"}}]");
                    socket.send_text(event.as_bytes()).await?;
                    n_sent += 1;
                }
            }
        }
    }
}

/// The process of those who are cut off.
struct CrowdProcess {
    process: Child,
    orders: ChildStdin,
    news: Lines<BufReader<ChildStdout>>,
}

impl CrowdProcess {
    /// Starts this program as the crowd, and waits until all are there.
    async fn start(server: &Server, clients: usize, way: Return) -> Result<Self, Box<dyn Error>> {
        let way = match way {
            Return::AtOnce => "at-once",
            Return::Official => "official",
        };
        let mut process = Command::new("chrt")
            .args(["--idle", "0"])
            .arg(std::env::current_exe()?)
            .args(["crowd", &server.target().address.to_string(), &clients.to_string(), way])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let orders = process.stdin.take().ok_or("no way to give orders")?;
        let news = BufReader::new(process.stdout.take().ok_or("no way to hear")?).lines();
        let mut this = Self { process, orders, news };
        this.news.next_line().await?.ok_or("the crowd did not get together")?;
        Ok(this)
    }

    /// Cuts them off, and waits until all are back.
    async fn cut_off(&mut self) -> Result<Returned, Box<dyn Error>> {
        self.orders.write_all(b"go\n").await?;
        let line = self.news.next_line().await?.ok_or("the crowd is gone")?;
        Ok(serde_json::from_str(&line)?)
    }

    async fn end(self) -> Result<(), Box<dyn Error>> {
        let Self { mut process, orders, .. } = self;
        drop(orders);
        process.wait().await?;
        Ok(())
    }
}
