//! `cargo xtask chat`: the example program, from sources to a page in the browser.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use crate::{
    Result, npm,
    process::{become_program, binary, program, root},
};

/// The folder of the chat's front end.
pub(crate) const CLIENT: &str = "examples/chat/client";

/// Serves the chat until it is told to end.
pub(crate) fn run(listen: Option<SocketAddr>) -> Result<ExitCode> {
    let assets = bundle()?;
    let mut server = program(binary("chat")?);
    server.arg("--assets").arg(assets);
    if let Some(listen) = listen {
        server.arg("--listen").arg(listen.to_string());
    }
    become_program(&mut server)
}

/// Bundles the front end and gives the folder of the bundle.
pub(crate) fn bundle() -> Result<PathBuf> {
    npm::install(CLIENT)?;
    npm::run(CLIENT, "build")?;
    Ok(root().join(CLIENT).join("dist"))
}
