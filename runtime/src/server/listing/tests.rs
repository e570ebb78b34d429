use wigwag_schema::{Api, Describe, NamespaceBuilder};

use super::Listing;
use crate::socket::{Mount, on_connect};

struct Chat;
struct Desk;

impl Describe for Chat {
    const NAME: &'static str = "Chat";
    const NAMESPACE: &'static str = "/chat/{room}";
    const VERSION: Option<&'static str> = None;

    fn describe(_: &mut NamespaceBuilder) {}
}

impl Describe for Desk {
    const NAME: &'static str = "Desk";
    const NAMESPACE: &'static str = "/desk";
    const VERSION: Option<&'static str> = None;

    fn describe(_: &mut NamespaceBuilder) {}
}

const CHAT: (&str, &str) = ("Chat", "/chat/{room}");
const DESK: (&str, &str) = ("Desk", "/desk");

fn mount(contract: Option<(&'static str, &'static str)>) -> Mount {
    let mut mount = Mount::new("/anything", on_connect(|_| async {}));
    mount.contract = contract;
    mount
}

fn api() -> Api {
    Api::new("Test", "1.0.0")
}

#[track_caller]
fn check(apis: &[Api], mounted: &[(&'static str, &'static str)], expected: &str) {
    let mounts: Vec<_> = mounted.iter().map(|contract| mount(Some(*contract))).collect();
    let fault = Listing::of(apis).compare(&mounts).err().map(|error| error.to_string());
    assert_eq!(fault.as_deref().unwrap_or_default(), expected);
}

#[test]
fn what_is_listed_must_be_mounted_and_the_other_way_round() {
    let both = api().namespace::<Chat>().namespace::<Desk>();
    check(std::slice::from_ref(&both), &[DESK, CHAT], "");
    check(&[both], &[], "listed in `api!` and not mounted: `Chat` (/chat/{room}), `Desk` (/desk)");
    check(&[api()], &[CHAT], "mounted and not listed in `api!`: `Chat` (/chat/{room})");
    check(
        &[api().namespace::<Chat>()],
        &[DESK],
        "listed in `api!` and not mounted: `Chat` (/chat/{room}); \
         mounted and not listed in `api!`: `Desk` (/desk)",
    );
}

#[test]
fn contracts_of_one_name_are_told_apart_by_their_namespaces() {
    let fault = "listed in `api!` and not mounted: `Desk` (/desk); \
                 mounted and not listed in `api!`: `Desk` (/desk/v2)";
    check(&[api().namespace::<Desk>()], &[("Desk", "/desk/v2")], fault);
}

#[test]
fn several_apis_are_one_list() {
    check(&[api().namespace::<Chat>(), api().namespace::<Desk>()], &[CHAT, DESK], "");
}

#[test]
fn mounts_without_a_contract_are_not_looked_at() {
    let listing = Listing::of(&[api()]);
    assert_eq!(listing.compare(&[mount(None)]), Ok(()));
    assert_eq!(listing.check_late(&mount(None)), Ok(()));
}

#[test]
fn what_is_mounted_late_must_be_listed() {
    let listing = Listing::of(&[api().namespace::<Desk>()]);
    assert_eq!(listing.check_late(&mount(Some(DESK))), Ok(()));
    let fault = listing.check_late(&mount(Some(CHAT))).unwrap_err();
    assert_eq!(fault.to_string(), "not listed in `api!`: `Chat` (/chat/{room})");
}
