//! Every load against one server, each with few clients and for a moment: whether server and generator still mean the same.

use std::{io, path::Path, time::Duration};

use crate::{
    command::raise_file_limit,
    growth,
    modes::{self, Measure, Scale},
    roster::Entry,
    server::Server,
    window::Span,
};

const SPAN: Span = Span { warm_up: Duration::from_millis(20), window: Duration::from_millis(80) };

/// Has wigwag's fixture asked everything that is measured, and says what was wrong about its answers. How fast they were does not matter.
pub fn rehearse(fixture: &Path) -> io::Result<Vec<String>> {
    raise_file_limit()?;
    let server = Entry::wigwag("wigwag", fixture);
    let modes = modes::all(Scale::Rehearsal).into_iter();
    let modes = modes.map(|mode| (mode.name, mode.threads, mode.settings, mode.load));
    let growth = growth::all().into_iter();
    let growth =
        growth.map(|series| (series.name.to_owned(), 1, &growth::SETTINGS[..], series.small()));
    let faults = modes.chain(growth).filter_map(|(name, threads, settings, load)| {
        let fault = try_out(&server, threads, settings, &*load).err()?;
        Some(format!("{name}: {fault}"))
    });
    Ok(faults.collect())
}

fn try_out(
    server: &Entry,
    threads: usize,
    settings: &[&str],
    load: &dyn Measure,
) -> Result<(), String> {
    let server = Server::start(server.command(threads).args(settings), &[]);
    let server = server.map_err(|error| error.to_string())?;
    load.measure(&server.target(), &SPAN).map(drop).map_err(|fault| fault.to_string())
}
