//! The TypeScript compiler on generated clients, on what uses them, and on the chat's front end.
//!
//! It needs the npm packages of `tests` and of the chat's front end: `cargo xtask test types` installs
//! them and runs this.

mod compilers;
mod front_end;

use std::path::{Path, PathBuf};

use self::compilers::{IN_BROWSERS, V5_0, V5_9, V6_0, V7_0};

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

// The project has the generated clients, uses of them that must pass, and mistakes that must not.

#[test]
fn typescript_5_0() {
    assert_eq!(V5_0.check(&[]), "");
}

#[test]
fn typescript_5_9() {
    assert_eq!(V5_9.check(&[]), "");
}

#[test]
fn typescript_6_0() {
    assert_eq!(V6_0.check(&[]), "");
}

#[test]
fn typescript_7_0() {
    assert_eq!(V7_0.check(&[]), "");
}

#[test]
fn typescript_5_0_in_browsers() {
    assert_eq!(V5_0.check(&IN_BROWSERS), "");
}

#[test]
fn typescript_7_0_in_browsers() {
    assert_eq!(V7_0.check(&IN_BROWSERS), "");
}
