//! How the cost of an operation grows with what there is: the same load with more and more connections, members or bytes.

mod course;
mod page;

use std::{
    fs,
    io::{self, Write as _, stdout},
    path::Path,
    time::Duration,
};

use self::course::{Course, Point};
use crate::{
    cores,
    modes::{
        Measure,
        echo::{Echo, Kind},
        fanout::{Audience, Fanout},
    },
    results::Measured,
    roster::{self, Entry},
    server::Server,
    window::Span,
};

/// The servers whose growth is compared: what grows at the limit as well is the kernel's or the processor's.
pub(crate) const SERVERS: [&str; 2] = ["wigwag", "limit"];

/// Short, since there are many points.
const SPAN: Span = Span { warm_up: Duration::from_millis(250), window: Duration::from_millis(700) };

/// Something that grows, and the load for each size of it.
struct Series {
    name: &'static str,
    about: &'static str,
    /// What there is more and more of.
    unit: &'static str,
    /// The exponent up to which an operation may grow with it.
    allowed: f64,
    sizes: &'static [usize],
    load: fn(usize) -> Box<dyn Measure>,
}

const SERIES: [Series; 5] = [
    Series {
        name: "connections",
        about: "an echo of 64 bytes",
        unit: "connections",
        allowed: 0.0,
        sizes: &[10, 100, 1_000, 10_000],
        load: |connections| Box::new(Echo { connections, ..ECHO }),
    },
    Series {
        name: "audience",
        about: "a delivery of a broadcast",
        unit: "connections",
        allowed: 0.0,
        sizes: &[10, 100, 1_000, 10_000],
        load: |members| fanout(members, Audience::Everybody { copies: 1 }),
    },
    Series {
        name: "room",
        about: "a delivery to a room",
        unit: "members",
        allowed: 0.0,
        sizes: &[2, 10, 100, 1_000, 10_000],
        load: |members| fanout(members, Audience::Room),
    },
    Series {
        name: "text",
        about: "an echo of text, 10 connections",
        unit: "bytes",
        allowed: 1.0,
        sizes: &[10, 100, 1_000, 10_000, 100_000, 900_000],
        load: |size| Box::new(Echo { connections: 10, size, ..ECHO }),
    },
    Series {
        name: "attachment",
        about: "an echo of an attachment, 10 connections",
        unit: "bytes",
        allowed: 1.0,
        sizes: &[10, 100, 1_000, 10_000, 100_000, 900_000],
        load: |size| Box::new(Echo { connections: 10, size, kind: Kind::Binary, ..ECHO }),
    },
];

const ECHO: Echo = Echo { connections: 100, in_flight: 1, size: 64, kind: Kind::Text };

fn fanout(members: usize, audience: Audience) -> Box<dyn Measure> {
    Box::new(Fanout { groups: 1, members, audience })
}

/// Measures all series, prints them, and writes their page and plots.
pub(crate) fn run(server_core: usize, generator_core: usize, root: &Path) -> io::Result<()> {
    cores::pin(&[generator_core])?;
    let servers =
        roster::all().into_iter().filter(|server| SERVERS.contains(&server.name.as_str()));
    let servers: Vec<Entry> = servers.collect();
    let mut courses = Vec::new();
    for series in &SERIES {
        for server in &servers {
            let course = course(series, server, server_core);
            write!(stdout(), "{}", course.table())?;
            courses.push(course);
        }
    }
    let plots = root.join(page::PLOTS);
    fs::create_dir_all(&plots)?;
    for of_one in courses.chunk_by(|a, b| a.series == b.series) {
        fs::write(plots.join(format!("growth-{}.svg", of_one[0].series)), page::plot(of_one))?;
    }
    fs::write(root.join(page::PAGE), page::page(&courses))
}

fn course(series: &Series, server: &Entry, core: usize) -> Course {
    let points = series.sizes.iter().map(|&size| {
        let measured = Server::start(&mut server.command(1), &[core])
            .map_err(|error| error.to_string())
            .and_then(|server| {
                let load = (series.load)(size);
                load.measure(&server.target(), &SPAN).map_err(|fault| fault.to_string())
            });
        Point { size, micros: measured.as_ref().map(Measured::server_micros).map_err(Clone::clone) }
    });
    Course {
        series: series.name,
        about: series.about,
        unit: series.unit,
        allowed: series.allowed,
        server: server.name.clone(),
        points: points.collect(),
    }
}
