use wigwag_schema::{Api, Describe, NamespaceBuilder};

use super::*;

struct Echo;

impl Describe for Echo {
    const NAME: &'static str = "Echo";
    const NAMESPACE: &'static str = "/echo";
    const VERSION: Option<&'static str> = None;

    fn describe(namespace: &mut NamespaceBuilder) {
        namespace.client_event("echo");
    }
}

fn api() -> Api {
    Api::new("Echo", "1.0.0").namespace::<Echo>()
}

#[test]
#[should_panic(expected = "To generate them again: cargo xtask gen-ts")]
fn a_stale_file_fails_the_test_with_the_command() {
    assert_fresh(Project::from(api()).root("no such folder"));
}

#[test]
#[should_panic(expected = "the contracts of \"Echo\" do not fit together: the API has no contract")]
fn a_fault_of_the_contracts_fails_the_test_with_its_cause() {
    assert_fresh(Project::from(Api::new("Echo", "1.0.0")));
}
