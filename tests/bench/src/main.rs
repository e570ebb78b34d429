//! The load generator: see [`wigwag_bench`].

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    match wigwag_bench::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    fail("it measures with the clocks of Linux, and this is another system")
}

fn fail(why: &str) -> ExitCode {
    use std::io::{Write as _, stderr};
    // Nobody is left to hear that the terminal is gone; the exit code still says it.
    let _ = writeln!(stderr(), "error: {why}");
    ExitCode::FAILURE
}
