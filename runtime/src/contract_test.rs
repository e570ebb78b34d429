//! The test that generated files are what the contracts say, in one line of a user's crate.

use std::error::Error as _;

use wigwag_schema::Project;

#[cfg(test)]
mod tests;

/// Writes a test that fails when the generated files of an API are not what its contracts say. It prints the difference, and the command
/// that repairs it.
///
/// The test generates in memory and compares; it writes nothing and needs no `xtask`, only the files in the repository. It belongs into the
/// crate that lists the contracts, so that `cargo test` of that crate alone notices a contract that was changed, added to
/// [`api!`](crate::api!) or taken off it.
///
/// | Argument | Meaning |
/// | --- | --- |
/// | `my_api::api` | the function that [`api!`](crate::api!) has written |
/// | `asyncapi = "…"`, `schema = "…"`, `typescript = "…"`, `validators = "…"` | the files to compare, from the root of the workspace; the others are not looked at. Default: those of `[generate]` in `wigwag.toml`, and without that `api/asyncapi.json`, `api/schema.json` and `api/client.gen.ts`. Only for an `xtask` that names its files itself. |
///
/// Its name is `generated_files_are_fresh`: two of them stand in modules of their own.
///
/// ```
/// # use wigwag::socket_events;
/// # #[socket_events]
/// # pub trait Chat { async fn say(&self, cx: chat::Cx<Self>, text: String); }
/// wigwag::api! {
///     pub fn api() -> Api { title: "Chat", version: "1.0.0", [chat::Ns] }
/// }
///
/// wigwag::contract_test!(api);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! contract_test {
    ($api:path $(,)?) => {
        #[test]
        fn generated_files_are_fresh() {
            $crate::__private::assert_fresh($crate::__private::Project::from($api()));
        }
    };
    ($api:path, $($file:ident = $path:expr),+ $(,)?) => {
        #[test]
        fn generated_files_are_fresh() {
            let files = $crate::__private::Outputs::new()$(.$file($path))+;
            $crate::__private::assert_fresh($crate::__private::Project::new().api($api(), files));
        }
    };
}

/// What the test of [`contract_test!`](crate::contract_test!) does.
///
/// # Panics
/// When a file is stale, or cannot be generated or read.
#[track_caller]
pub fn assert_fresh(project: Project) {
    match project.configured().and_then(|project| project.check()) {
        Ok(report) => assert!(report.is_fresh(), "\n{report}"),
        Err(error) => match error.source() {
            Some(source) => panic!("{error}: {source}"),
            None => panic!("{error}"),
        },
    }
}
