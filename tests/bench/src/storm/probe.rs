//! Those who stay, and what they feel.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::error::Error;
use std::net::SocketAddr;
use std::ops::Range;
use std::process::Stdio;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::sleep;

use super::crowd::Returned;
use super::report::{Felt, Latencies, Report};
use super::{Options, Return, pace};
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
    let address = server.target().address;
    LocalSet::new()
        .run_until(async {
            let (mut clients, mut dues) = (JoinSet::new(), Vec::new());
            for index in 0..options.staying {
                let (send, due) = mpsc::unbounded_channel();
                dues.push(send);
                let staying = Rc::clone(&staying);
                clients.spawn_local(async move { staying.client(index, address, due).await });
            }
            pace::begin(dues, Duration::from_secs(1) / options.rate);
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
    let calm_at = Instant::now();
    sleep(Duration::from_secs_f64(options.calm)).await;
    let memory_before_kib = resident_kib(server.process())?;
    let cut_at = Instant::now();
    let returned = crowd.cut_off().await?;
    let back_at = Instant::now();
    sleep(AFTER).await;
    let end_at = Instant::now();
    let messages = staying.messages.borrow().clone();
    let due = |during: Range<Instant>| {
        let due = messages.iter().filter(|message| during.contains(&message.due));
        Latencies::of(due.map(|message| message.felt(during.start, end_at)).collect())
    };
    crowd.end().await?;
    Ok(Report {
        clients: options.clients,
        way,
        calm: due(calm_at..cut_at),
        storm: due(cut_at..back_at),
        after: due(back_at..end_at),
        returned,
        memory_before_kib,
        memory_peak_kib: peak_resident_kib(server.process())?,
    })
}

/// A message of one who stays.
#[derive(Debug, Clone)]
struct Message {
    due: Instant,
    /// How late it was sent.
    late: Duration,
    /// How long after it was due its answer had come. `None` when it has not.
    took: Option<Duration>,
}

impl Message {
    /// What its sender felt of a time that began at `since`. One that has not been answered at `end` has taken that long.
    fn felt(&self, since: Instant, end: Instant) -> Felt {
        let took = self.took.unwrap_or(end - self.due);
        Felt { at: self.due - since, late: self.late, took }
    }
}

/// What those who stay have measured.
#[derive(Debug, Default)]
struct Staying {
    messages: RefCell<Vec<Message>>,
}

impl Staying {
    /// Sends when it is told to, and compares what comes.
    async fn client(
        &self,
        index: u32,
        server: SocketAddr,
        mut dues: UnboundedReceiver<Instant>,
    ) -> Result<(), Fault> {
        let mut socket = WebSocket::join(TcpStream::connect(server).await?).await?;
        let mut awaited = VecDeque::new();
        let mut n_sent = 0_u64;
        loop {
            tokio::select! {
                biased;
                received = socket.receive() => {
                    let received = received?;
                    let Some((number, message)) = awaited.pop_front() else {
                        return Err(Fault::Wrong(format!("{received:?} came for nothing")));
                    };
                    match received {
                        Received::Text(answer) => {
                            let expected = format!("3{number}[{{\"data\":\"I stay {index}.{number}\"}}]");
                            expect(expected.as_bytes(), &answer)?;
                        }
                        Received::Binary(other) => return Err(Fault::wrong("a text", &other)),
                    }
                    self.note_answer(message);
                }
                Some(due) = dues.recv() => {
                    awaited.push_back((n_sent, self.note_sending(due)));
                    let event = format!("42{n_sent}[\"echo\",{{\"data\":\"I stay {index}.{n_sent}\"}}]");
                    socket.send_text(event.as_bytes()).await?;
                    n_sent += 1;
                }
            }
        }
    }

    /// Gives the place of the message among all.
    fn note_sending(&self, due: Instant) -> usize {
        let mut messages = self.messages.borrow_mut();
        messages.push(Message { due, late: due.elapsed(), took: None });
        messages.len() - 1
    }

    fn note_answer(&self, message: usize) {
        let message = &mut self.messages.borrow_mut()[message];
        message.took = Some(message.due.elapsed());
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
