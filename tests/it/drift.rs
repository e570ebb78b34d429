//! A contract that is taken off the list: a server that serves it does not start, and the test of the generated files fails. What
//! `gen-ts` says about it is tested where it is.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use wigwag::{Api, Cx, Io, Mount, socket_events};
use wigwag_schema::Project;

#[socket_events(namespace = "/front")]
trait Front {
    async fn knock(&self, cx: front::Cx<Self>);
}

#[socket_events(namespace = "/back/{door}")]
trait Back {
    type Params = Door;

    async fn knock(&self, cx: back::Cx<Self>);
}

#[derive(Debug, Clone, wigwag::Params)]
struct Door {
    door: u8,
}

struct House;

impl Front for House {
    async fn knock(&self, _cx: Cx<front::Ns, ()>) {}
}

impl Back for House {
    async fn knock(&self, _cx: Cx<back::Ns, ()>) {}
}

wigwag::api! { fn listed() -> Api { title: "House", version: "1.0.0", [front::Ns, back::Ns] } }

/// The same list, from which somebody has taken a contract.
fn shortened() -> Api {
    Api::new("House", "1.0.0").namespace::<front::Ns>()
}

fn build(api: Api, mounts: impl IntoIterator<Item = Mount>) -> Result<Io, wigwag::BuildError> {
    mounts.into_iter().fold(Io::builder().api(api), wigwag::Builder::mount).build()
}

#[test]
fn a_server_that_serves_what_is_not_listed_does_not_start() {
    let mounts = || [front::serve(House), back::serve(House)];
    assert!(build(listed(), mounts()).is_ok());
    let error = build(shortened(), mounts()).unwrap_err();
    assert_eq!(error.to_string(), "mounted and not listed in `api!`: `Back` (/back/{door})");
    let error = build(listed(), [front::serve(House)]).unwrap_err();
    assert_eq!(error.to_string(), "listed in `api!` and not mounted: `Back` (/back/{door})");
}

#[test]
fn a_running_server_mounts_nothing_that_is_not_listed() {
    let io = build(shortened(), [front::serve(House)]).unwrap();
    let error = io.mount(back::serve(House)).unwrap_err();
    assert_eq!(error.to_string(), "not listed in `api!`: `Back` (/back/{door})");
}

#[test]
fn the_test_of_generated_files_shows_what_is_missing() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drift");
    let project = |api| Project::from(api).root(&root);
    project(listed()).write().unwrap();
    wigwag::__private::assert_fresh(project(listed()));

    let failure = AssertUnwindSafe(|| wigwag::__private::assert_fresh(project(shortened())));
    let message = catch_unwind(failure).unwrap_err();
    let message = message.downcast::<String>().unwrap();
    assert!(message.contains("\n-export interface BackClientToServer {\n"), "{message}");
    assert!(message.ends_with("To generate them again: cargo xtask gen-ts\n"), "{message}");
}
