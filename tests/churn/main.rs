//! Many sessions, each cut off in the middle of something: the server is as it was before, to the byte.
//!
//! Its own test program, because it counts what the whole process has allocated.

#![expect(clippy::expect_used, reason = "a test fails where it cannot go on")]
#![expect(clippy::print_stderr, reason = "a long run tells how far it is")]

mod application;
mod socket_stages;
mod stages;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use peak_alloc::PeakAlloc;
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use wigwag::{Config, Recovery};
use wigwag_tests::harness::{TestServer, eventually};

use crate::stages::{End, STAGES, Stage};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// How many clients are cut off at each stage by each kind of end, unless `WIGWAG_CHURN` says otherwise.
const CLIENTS: usize = 100;

/// How many clients there are at a time.
const AT_A_TIME: usize = 50;

/// What may be left: tables that keep some room, whatever the number of clients.
const SLACK_BYTES: usize = 16 * 1024;

#[tokio::test]
async fn clients_that_are_cut_off_at_any_stage_leave_nothing_behind() {
    let clients = std::env::var("WIGWAG_CHURN").map_or(CLIENTS, |count| {
        count.parse().expect("WIGWAG_CHURN is the number of clients at each stage")
    });
    let mut report = String::new();
    let plain = STAGES.iter().chain(socket_stages::STAGES).map(|stage| (stage, config()));
    let recovering = socket_stages::STAGES.iter().map(|stage| (stage, recovering()));
    for (stage, config) in plain.chain(recovering) {
        for end in [End::Fin, End::Reset] {
            if let Some(leak) = churn(stage, end, &config, clients).await {
                let _ = writeln!(report, "{} by {end:?}: {leak}", stage.name);
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

/// Where nothing on the connection tells that the client has gone, its heartbeat does.
fn config() -> Config {
    let beat = Duration::from_millis(500);
    Config::new().ping_interval(beat).ping_timeout(beat)
}

/// Keeps what clients leave behind in case that they come back: that of a few, which the first ones fill.
fn recovering() -> Config {
    let few = Recovery::new().max_saved_sessions(10).max_log_entries(10);
    config().connection_state_recovery(few)
}

/// Cuts so many clients off, and says what is left of them.
async fn churn(stage: &'static Stage, end: End, config: &Config, clients: usize) -> Option<String> {
    let io = application::server(config.clone()).expect("a valid configuration");
    let server = Arc::new(TestServer::start(&io).await);
    // What is allocated once is not counted.
    cut_off(&server, stage, end, clients.min(CLIENTS)).await;
    let (bytes_before, tasks_before) = at_rest(&server).await;
    cut_off(&server, stage, end, clients).await;
    let (bytes_after, tasks_after) = at_rest(&server).await;
    if std::env::var_os("WIGWAG_CHURN").is_some() {
        eprintln!(
            "{:40} {end:5?} {clients} clients: {bytes_before} -> {bytes_after} bytes, \
             {tasks_before} -> {tasks_after} tasks",
            stage.name
        );
    }
    let has_leaked = bytes_after > bytes_before + SLACK_BYTES || tasks_after > tasks_before;
    has_leaked.then(|| {
        format!(
            "{bytes_before} bytes became {bytes_after}, {tasks_before} tasks became {tasks_after}"
        )
    })
}

async fn cut_off(server: &Arc<TestServer>, stage: &'static Stage, end: End, clients: usize) {
    let mut running = JoinSet::new();
    for _ in 0..clients {
        if running.len() == AT_A_TIME {
            running.join_next().await.expect("one runs").expect("the client gets as far as that");
        }
        let server = Arc::clone(server);
        running.spawn(async move { stage.run(&server, end).await });
    }
    while let Some(ended) = running.join_next().await {
        ended.expect("the client gets as far as that");
    }
}

/// What the process holds when no session and no connection is left.
async fn at_rest(server: &TestServer) -> (usize, usize) {
    // The task that accepts.
    const TASKS: usize = 1;
    server.has_sessions(0).await;
    let tasks = || Handle::current().metrics().num_alive_tasks();
    eventually("the tasks to end", || tasks() <= TASKS).await;
    (ALLOCATED.current_usage(), tasks())
}
