//! An hour of everything at once: whether memory, tasks, threads and files stay what they are.
//!
//! The load is light on purpose: a leak shows in how often something happens, and a machine that is not busy has no other reason for
//! what it keeps.

mod churn;
mod plot;
mod sampling;
mod steady;
mod stuck;
mod traffic;
mod verdict;
mod world;

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _, stdout};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use clap::Args;
use tokio::runtime;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use self::sampling::{Observer, Sample};
use self::verdict::Verdict;
use self::world::World;
use crate::client::Fault;
use crate::server::Server;
use crate::trial::Place;

/// How long what clients leave behind may take: a session that polls is noticed to be gone by its heartbeat, 45 s after the last one,
/// and a connection without a request after 60 s.
const REST_TIMEOUT: Duration = Duration::from_secs(90);

/// Put a light load of every kind on wigwag for an hour, and see whether memory, tasks and files stay what they are.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How long the load lasts.
    #[arg(long, default_value_t = 60.0)]
    minutes: f64,
    /// How often the server is looked at, in seconds.
    #[arg(long, default_value_t = 10.0)]
    every: f64,
    /// Where the samples go, one JSON object in a line.
    #[arg(long, value_name = "FILE", default_value = "target/bench/soak.jsonl")]
    samples: PathBuf,
    /// Where the plot goes.
    #[arg(long, value_name = "FILE", default_value = "tests/bench/plots/soak.svg")]
    plot: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Runs the load, and prints what became of the server.
pub(crate) fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let server = options.place.start()?;
    if let Some(folder) = options.samples.parent() {
        fs::create_dir_all(folder)?;
    }
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let verdict = runtime.block_on(soak(options, &server))?;
    writeln!(stdout(), "{verdict}")?;
    match verdict.complaints().is_empty() {
        true => Ok(()),
        false => Err("not flat".into()),
    }
}

async fn soak(options: &Options, server: &Server) -> Result<Verdict, Box<dyn Error>> {
    let world = Rc::new(World::new(server.target().address));
    let mut observer = Observer::new(&world, server.process()).await?;
    let mut log = BufWriter::new(File::create(&options.samples)?);
    let before = observer.sample(&world).await?;
    let mut samples = Vec::new();
    LocalSet::new()
        .run_until(async {
            let mut load = JoinSet::new();
            steady::begin(&world, &mut load);
            churn::begin(&world, &mut load);
            stuck::begin(&world, &mut load);
            let until = Instant::now() + Duration::from_secs_f64(options.minutes * 60.0);
            let mut ticks = interval(Duration::from_secs_f64(options.every));
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            ticks.tick().await;
            while ticks.tick().await < until {
                let sample = observer.sample(&world).await?;
                write(&mut log, &sample)?;
                samples.push(sample);
            }
            load.shutdown().await;
            Ok::<_, Box<dyn Error>>(())
        })
        .await?;
    let after = at_rest(&mut observer, &world, &before).await?;
    write(&mut log, &after)?;
    fs::write(&options.plot, plot::plot(&samples, verdict::warm_at(&samples)))?;
    let world = Rc::into_inner(world).ok_or("a client outlived its load")?;
    Ok(Verdict::of(before, samples, after, world.into_tally()))
}

fn write(log: &mut BufWriter<File>, sample: &Sample) -> Result<(), Box<dyn Error>> {
    serde_json::to_writer(&mut *log, sample)?;
    log.write_all(b"\n")?;
    Ok(log.flush()?)
}

/// Waits until the server has nobody left but the observer, or has had enough time for that.
async fn at_rest(observer: &mut Observer, world: &World, before: &Sample) -> Result<Sample, Fault> {
    let until = Instant::now() + REST_TIMEOUT;
    loop {
        let sample = observer.sample(world).await?;
        if sample.counted.is_as_at_rest(&before.counted) || Instant::now() > until {
            return Ok(sample);
        }
        sleep(Duration::from_secs(1)).await;
    }
}
