use super::*;

const OWN: &str = "00f3a1c0b5d2e4f6";

fn hash(text: &str) -> ContractHash {
    text.parse().unwrap()
}

/// A hash that is not the server's.
fn foreign(number: u64) -> ContractHash {
    hash(&format!("{number:016x}"))
}

fn cohorts() -> Cohorts {
    Cohorts::new(vec![hash(OWN)])
}

#[test]
fn a_hash_is_sixteen_digits() {
    assert_eq!(hash(OWN).to_string(), OWN);
    assert_eq!(hash("00F3A1C0B5D2E4F6"), hash(OWN));
    let no_hashes =
        ["", "0", "00f3a1c0b5d2e4f", "00f3a1c0b5d2e4f60", "+0f3a1c0b5d2e4f6", "00f3a1c0b5d2e4fé"];
    for text in no_hashes {
        assert_eq!(text.parse::<ContractHash>(), Err(ParseContractHashError), "{text}");
    }
}

#[test]
fn clients_are_counted_while_they_are_there() {
    let cohorts = cohorts();
    let (_, own) = cohorts.enter(Some(hash(OWN)));
    let (_, old) = cohorts.enter(Some(foreign(1)));
    let (_, another_old) = cohorts.enter(Some(foreign(1)));
    let (_, unknown) = cohorts.enter(None);
    let clients = || {
        let stats = cohorts.stats();
        let by_hash = stats.by_hash.iter().map(|(hash, used)| (hash.to_string(), used.clients));
        (by_hash.collect::<Vec<_>>(), stats.unknown.clients, stats.other.clients)
    };
    let named = |own, old| vec![("0000000000000001".to_owned(), old), (OWN.to_owned(), own)];
    assert_eq!(clients(), (named(1, 2), 1, 0));
    drop((own, old, unknown));
    assert_eq!(clients(), (named(0, 1), 0, 0));
    drop(another_old);
    assert_eq!(clients(), (named(0, 0), 0, 0));
}

#[test]
fn what_clients_use_is_counted_for_their_contract() {
    let cohorts = cohorts();
    let (old, _held) = cohorts.enter(Some(foreign(1)));
    old.note_deprecated("/chat/{room}", "say");
    old.note_deprecated("/chat/{room}", "say");
    old.note_alias("/chat/{room}", "talk");
    old.note_rejected_payload();
    let stats = cohorts.stats();
    let event = |event| EventName { namespace: "/chat/{room}", event };
    let expected = ContractUse {
        clients: 1,
        refused: 0,
        payloads_rejected: 1,
        deprecated: [(event("say"), 2)].into(),
        aliases: [(event("talk"), 1)].into(),
    };
    assert_eq!(stats.by_hash.get(&foreign(1)), Some(&expected));
    assert_eq!(stats.by_hash.get(&hash(OWN)), Some(&ContractUse::default()));
    assert_eq!(event("say").to_string(), "/chat/{room} say");
}

#[test]
fn more_hashes_than_are_told_apart_are_summed_up() {
    let cohorts = cohorts();
    let mut held: Vec<_> = (0..64).map(|number| cohorts.enter(Some(foreign(number))).1).collect();
    let (late, _held) = cohorts.enter(Some(foreign(64)));
    late.note_rejected_payload();
    let stats = cohorts.stats();
    assert_eq!((stats.by_hash.len(), stats.other.clients), (65, 1));
    assert_eq!(stats.other.payloads_rejected, 1);

    // The server's own have their place in any case.
    let (_, _own) = cohorts.enter(Some(hash(OWN)));
    assert_eq!(cohorts.stats().by_hash[&hash(OWN)].clients, 1);

    // One that has no clients any more makes room, and nothing that it has done is lost.
    let (cohort, _) = cohorts.enter(Some(foreign(7)));
    cohort.note_rejected_payload();
    drop(held.swap_remove(7));
    let (_, _held) = cohorts.enter(Some(foreign(65)));
    let stats = cohorts.stats();
    assert_eq!((stats.by_hash.len(), stats.other.clients), (65, 1));
    assert_eq!(stats.other.payloads_rejected, 2);
    assert_eq!(stats.by_hash.get(&foreign(7)), None);
    assert_eq!(stats.by_hash[&foreign(65)].clients, 1);
}

#[test]
fn a_hook_that_panics_refuses_nobody() {
    let skew = Skew::new(vec![hash(OWN)], Some(Box::new(|_| panic!("no idea"))));
    let (origin, _held) = skew.enter(&Handshake::of_nobody());
    assert!(skew.admit(&origin).is_ok());
}
