//! The server that the official client is tested against.
//!
//! Listens on `PORT` of the loopback interface (default: any free port) and prints where.

mod annex;
mod lab;

use std::{
    env,
    error::Error,
    io::{Write as _, stdout},
    net::Ipv4Addr,
};

use tokio::net::TcpListener;
use wigwag::Io;
use wigwag_tests::{
    Untyped,
    contract::{annex as annex_contract, lab as lab_contract},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = env::var("PORT").map_or(Ok(0), |port| port.parse())?;
    let io = Io::builder()
        .mount(lab_contract::serve(lab::Bench))
        .mount(annex_contract::serve(annex::Hall))
        .namespace("/untyped", Untyped::default())
        .build()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    writeln!(stdout(), "listening on http://{}", listener.local_addr()?)?;
    io.serve_listener(listener).await;
    Ok(())
}
