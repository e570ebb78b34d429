//! How the cost of an operation grows with what there is: the same load with more and more connections, rooms, members, namespaces or
//! bytes.

mod course;
mod page;

use std::{
    fs,
    io::{self, Write as _, stdout},
    path::Path,
    time::{Duration, SystemTime},
};

pub(crate) use self::course::Course;
use self::course::Point;
use crate::{
    cores,
    modes::{
        Measure,
        assembly::Assembly,
        connect::Connect,
        echo::{Echo, Kind},
        fanout::{Audience, Fanout},
        namespaces::Namespaces,
        rooms::{Deed, Rooms},
    },
    results::{Machine, Measured},
    roster::Entry,
    server::Server,
    window::Span,
};

/// The servers whose growth is compared: what grows at the limit as well is the kernel's or the processor's.
pub(crate) const SERVERS: [&str; 2] = ["wigwag", "limit"];

/// Short, since there are many points.
const SPAN: Span = Span { warm_up: Duration::from_millis(200), window: Duration::from_millis(500) };

/// Nobody is pinged while the largest crowd comes in.
pub(crate) const SETTINGS: [&str; 2] = ["--ping-interval", "300"];

/// Something that grows, and the load for each size of it.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) name: &'static str,
    about: &'static str,
    /// What there is more and more of.
    unit: &'static str,
    /// The exponent up to which an operation may grow with it.
    allowed: f64,
    sizes: &'static [usize],
    load: fn(usize) -> Box<dyn Measure>,
}

/// The bytes of a message: the largest is what fits into the 1,000,000 of a packet that servers take by default.
const BYTES: &[usize] = &[10, 100, 1_000, 10_000, 30_000, 100_000, 300_000, 999_900];

impl Series {
    /// The load with more than one of what grows, and not many more.
    pub(crate) fn small(&self) -> Box<dyn Measure> {
        (self.load)(self.sizes[1])
    }
}

/// Everything that grows.
pub(crate) fn all() -> Vec<Series> {
    vec![
        Series {
            name: "connections",
            about: "an echo of 64 bytes",
            unit: "connections",
            allowed: 0.0,
            sizes: &[10, 100, 1_000, 10_000],
            load: |connections| Box::new(Echo { connections, ..ECHO }),
        },
        Series {
            name: "arrivals",
            about: "one more connection, from TCP to the namespace",
            unit: "connections",
            allowed: 0.0,
            sizes: &[10, 100, 1_000, 10_000],
            load: |warm_up| Box::new(Connect { warm_up, connections: 2_000 }),
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
            sizes: &[1, 10, 100, 1_000, 10_000, 19_000],
            load: |members| fanout(members, Audience::Room),
        },
        Series {
            name: "assembly",
            about: "a delivery to a room of clients that poll, with the request that fetches it",
            unit: "members",
            allowed: 0.0,
            sizes: &[10, 100, 1_000, 10_000, 100_000],
            load: |members| Box::new(Assembly { members, deed: Deed::Tell }),
        },
        Series {
            name: "visits",
            about: "coming into a room of many, or going out of it",
            unit: "members",
            allowed: 0.0,
            sizes: &[1, 10, 100, 1_000, 10_000, 100_000],
            load: |members| Box::new(Assembly { members, deed: Deed::Visit }),
        },
        Series {
            name: "rooms",
            about: "a message to a room of one among many rooms",
            unit: "rooms",
            allowed: 0.0,
            sizes: &[1, 10, 100, 1_000, 10_000, 100_000],
            load: |rooms| Box::new(Rooms { rooms, deed: Deed::Tell }),
        },
        Series {
            name: "openings",
            about: "coming into a new room among many rooms, or going out of it as the last",
            unit: "rooms",
            allowed: 0.0,
            sizes: &[1, 10, 100, 1_000, 10_000, 100_000],
            load: |rooms| Box::new(Rooms { rooms, deed: Deed::Visit }),
        },
        Series {
            name: "namespaces",
            about: "an echo of 64 bytes to one namespace after the other, 100 connections in all of them",
            unit: "namespaces",
            allowed: 0.0,
            sizes: &[1, 3, 10, 30, 100],
            load: |namespaces| Box::new(Echo { kind: Kind::Across(namespaces), ..ECHO }),
        },
        Series {
            name: "entrances",
            about: "one more namespace on a connection, 1,000 connections",
            unit: "namespaces",
            allowed: 0.0,
            sizes: &[3, 10, 30, 100],
            load: |namespaces| Box::new(Namespaces { connections: 1_000, namespaces }),
        },
        Series {
            name: "text",
            about: "an echo of text, 10 connections",
            unit: "bytes",
            allowed: 1.0,
            sizes: BYTES,
            load: |size| Box::new(Echo { connections: 10, size, ..ECHO }),
        },
        Series {
            name: "attachment",
            about: "an echo of an attachment, 10 connections",
            unit: "bytes",
            allowed: 1.0,
            sizes: BYTES,
            load: |size| Box::new(Echo { connections: 10, size, kind: Kind::Binary, ..ECHO }),
        },
    ]
}

const ECHO: Echo = Echo { connections: 100, in_flight: 1, size: 64, kind: Kind::Text };

fn fanout(members: usize, audience: Audience) -> Box<dyn Measure> {
    Box::new(Fanout { groups: 1, members, audience })
}

/// Measures series and prints them.
pub(crate) fn run(
    series: &[Series],
    servers: &[Entry],
    generator_core: usize,
) -> io::Result<Vec<Course>> {
    cores::pin(&[generator_core])?;
    let server_core = usize::from(generator_core == 0);
    let mut courses = Vec::new();
    for series in series {
        for server in servers {
            let course = course(series, server, server_core);
            write!(stdout(), "{}", course.table())?;
            courses.push(course);
        }
    }
    Ok(courses)
}

/// Writes the page and the plots of all series. What was written by hand at the end of the page stays.
pub(crate) fn write(courses: &[Course], machine: &Machine, root: &Path) -> io::Result<()> {
    let plots = root.join(page::PLOTS);
    fs::create_dir_all(&plots)?;
    for of_one in courses.chunk_by(|a, b| a.series == b.series) {
        fs::write(plots.join(format!("growth-{}.svg", of_one[0].series)), page::plot(of_one))?;
    }
    let file = root.join(page::PAGE);
    let before = fs::read_to_string(&file).unwrap_or_default();
    let date = httpdate::fmt_http_date(SystemTime::now());
    fs::write(file, page::page(courses, &date, machine, page::by_hand(&before)))
}

fn course(series: &Series, server: &Entry, core: usize) -> Course {
    let points = series.sizes.iter().map(|&size| {
        let measured = Server::start(server.command(1).args(SETTINGS), &[core])
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
