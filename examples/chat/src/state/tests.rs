use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use bytes::Bytes;

use super::{Departure, State};
use crate::contract::{
    Body, Credentials, DirectError, ImageError, ImageFormat, ImageGone, JoinError, Latency,
    LeaveError, Members, NewDirect, NewMessage, Refusal, RoomSummary, SendError,
};
use crate::limits::{
    HISTORY_MAX, IMAGE_BYTES_MAX, ROOM_MEMBERS_MAX, ROOMS_MAX, ROOMS_PER_USER_MAX, TEXT_CHARS_MAX,
    USERS_MAX,
};

const START: u64 = 1_000;
const NOW: u64 = 2_000;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";

fn credentials(nickname: &str, key: Option<&str>) -> Credentials {
    Credentials { nickname: nickname.to_owned(), key: key.map(str::to_owned) }
}

/// A chat with these people; each one's connection is called as the person.
fn chat_with(nicknames: &[&'static str]) -> State<&'static str> {
    let mut state = State::new(START);
    for &nickname in nicknames {
        state.sign_in(nickname, credentials(nickname, None)).unwrap();
    }
    state
}

fn text(room: &str, text: &str) -> NewMessage {
    NewMessage { room: room.to_owned(), text: text.to_owned() }
}

fn private(to: &str, text: &str) -> NewDirect {
    NewDirect { to: to.to_owned(), text: text.to_owned() }
}

fn members(room: &str, revision: u64, nicknames: &[&str]) -> Members {
    let nicknames = nicknames.iter().map(|&nickname| nickname.to_owned()).collect();
    Members { room: room.to_owned(), revision, nicknames }
}

fn members_of<Id: Copy + Eq + Hash>(state: &State<Id>, room: &str) -> Members {
    state.joined(room).unwrap().members
}

#[test]
fn a_nickname_belongs_to_one_person_whatever_its_case() {
    let mut state = chat_with(&["Ada"]);
    assert_eq!(state.sign_in("other", credentials("aDA", None)), Err(Refusal::NicknameTaken));

    state.sign_out("Ada");
    assert_eq!(state.sign_in("other", credentials("aDA", None)), Ok(None));
}

#[test]
fn an_unusable_nickname_or_key_is_refused() {
    let mut state = State::new(START);
    assert_eq!(
        state.sign_in("c", credentials("two words", None)),
        Err(Refusal::InvalidNickname { chars_max: 20 })
    );
    assert_eq!(
        state.sign_in("c", credentials("ada", Some(&"k".repeat(65)))),
        Err(Refusal::InvalidKey { chars_max: 64 })
    );
    assert_eq!(state.sign_in("c", credentials("ada", Some(&"k".repeat(64)))), Ok(None));
}

#[test]
fn the_same_key_takes_the_nickname_over() {
    let mut state = State::new(START);
    state.sign_in("lost", credentials("ada", Some("secret"))).unwrap();
    state.join("lost", "lobby").unwrap();

    for key in [None, Some("guess")] {
        let refused = state.sign_in("thief", credentials("ada", key));
        assert_eq!(refused, Err(Refusal::NicknameTaken));
    }
    let departure = Departure { connection: "lost", rooms: vec![members("lobby", 2, &[])] };
    assert_eq!(state.sign_in("new", credentials("ada", Some("secret"))), Ok(Some(departure)));

    // The lost connection is noticed later: its end concerns nobody any more.
    assert_eq!(state.sign_out("lost").rooms, []);
    assert_eq!(state.join("lost", "lobby"), Err(JoinError::SignedOut));
    assert_eq!(state.join("new", "lobby"), Ok(()));
    assert_eq!(members_of(&state, "lobby"), members("lobby", 3, &["ada"]));
}

#[test]
fn two_people_without_a_key_do_not_take_each_other_over() {
    let mut state = chat_with(&["ada"]);
    assert_eq!(state.sign_in("other", credentials("ada", None)), Err(Refusal::NicknameTaken));
}

#[test]
fn a_full_server_refuses_newcomers() {
    let mut state = State::new(START);
    for n in 0..USERS_MAX {
        state.sign_in(n, credentials(&format!("user{n}"), None)).unwrap();
    }
    let last = USERS_MAX;
    assert_eq!(state.sign_in(last, credentials("last", None)), Err(Refusal::ServerFull));

    state.sign_out(0);
    assert_eq!(state.sign_in(last, credentials("last", None)), Ok(None));
}

#[test]
fn a_newcomer_gets_members_and_history() {
    let mut state = chat_with(&["ada", "bob"]);
    state.join("ada", "lobby").unwrap();
    assert_eq!(members_of(&state, "lobby"), members("lobby", 1, &["ada"]));
    let message = state.post("ada", &text("lobby", " hello\n"), NOW).unwrap();
    assert_eq!(message.author, "ada");
    assert_eq!(message.sent_at, NOW);
    assert_eq!(message.body, Body::Text { text: "hello".to_owned() });

    state.join("bob", "lobby").unwrap();
    let joined = state.joined("lobby").unwrap();
    assert_eq!(joined.members, members("lobby", 2, &["ada", "bob"]));
    assert_eq!(joined.history, [Arc::new(message)]);
}

#[test]
fn joining_again_changes_nothing() {
    let mut state = chat_with(&["ada"]);
    for _ in 0..2 {
        state.join("ada", "lobby").unwrap();
        assert_eq!(members_of(&state, "lobby"), members("lobby", 1, &["ada"]));
        assert_eq!(state.room_list().revision, 1);
    }
}

#[test]
fn leaving_tells_those_who_stay() {
    let mut state = chat_with(&["ada", "bob"]);
    state.join("ada", "lobby").unwrap();
    state.join("bob", "lobby").unwrap();

    assert_eq!(state.leave("ada", "lobby"), Ok(members("lobby", 3, &["bob"])));
    assert_eq!(state.leave("ada", "lobby"), Err(LeaveError::NotAMember));
    assert_eq!(state.leave("ada", "nowhere"), Err(LeaveError::NotAMember));
    assert!(!state.is_member("ada", "lobby"));
    assert!(state.is_member("bob", "lobby"));
}

#[test]
fn signing_out_leaves_every_room() {
    let mut state = chat_with(&["ada", "bob"]);
    state.join("ada", "lobby").unwrap();
    state.join("bob", "lobby").unwrap();
    state.join("ada", "tea").unwrap();

    let rooms = state.sign_out("ada").rooms;
    assert_eq!(rooms, [members("lobby", 4, &["bob"]), members("tea", 5, &[])]);
}

#[test]
fn the_list_names_every_room_with_its_size() {
    let mut state = chat_with(&["ada", "bob"]);
    state.join("ada", "tea").unwrap();
    state.join("ada", "lobby").unwrap();
    state.join("bob", "lobby").unwrap();
    state.leave("ada", "tea").unwrap();

    let list = state.welcome("ada").rooms;
    let summary = |name: &str, member_count| RoomSummary { name: name.to_owned(), member_count };
    assert_eq!(list.rooms, [summary("lobby", 2), summary("tea", 0)]);
    assert_eq!(list.revision, 4);
}

#[test]
fn an_empty_room_keeps_its_history() {
    let mut state = chat_with(&["ada"]);
    state.join("ada", "lobby").unwrap();
    let message = state.post("ada", &text("lobby", "hello"), NOW).unwrap();
    state.leave("ada", "lobby").unwrap();

    assert_eq!(state.joined("lobby").unwrap().history, [Arc::new(message)]);
}

#[test]
fn history_forgets_the_oldest_message() {
    let mut state = chat_with(&["ada"]);
    state.join("ada", "lobby").unwrap();
    let ids: Vec<u64> = (0..=HISTORY_MAX)
        .map(|n| state.post("ada", &text("lobby", &n.to_string()), NOW).unwrap().id)
        .collect();

    let history = state.joined("lobby").unwrap().history;
    assert_eq!(history.iter().map(|message| message.id).collect::<Vec<_>>(), ids[1..]);
}

#[test]
fn ids_grow_over_a_restart() {
    let mut state = chat_with(&["ada"]);
    state.join("ada", "lobby").unwrap();
    assert_eq!(state.post("ada", &text("lobby", "1"), NOW).unwrap().id, START);
    assert_eq!(state.post("ada", &text("lobby", "2"), NOW).unwrap().id, START + 1);
}

#[test]
fn rooms_have_bounds() {
    let mut state = chat_with(&["ada"]);
    assert_eq!(state.join("ada", "Lobby"), Err(JoinError::InvalidRoomName { chars_max: 24 }));
    for n in 0..ROOMS_PER_USER_MAX {
        state.join("ada", &format!("room{n}")).unwrap();
    }
    let refused = JoinError::TooManyJoined { rooms_max: ROOMS_PER_USER_MAX };
    assert_eq!(state.join("ada", "one-more"), Err(refused));
    assert!(state.join("ada", "room0").is_ok());
    assert_eq!(state.room_list().rooms.len(), ROOMS_PER_USER_MAX);
}

#[test]
fn a_full_room_refuses_newcomers() {
    let mut state = State::new(START);
    for n in 0..ROOM_MEMBERS_MAX {
        state.sign_in(n, credentials(&format!("user{n}"), None)).unwrap();
        state.join(n, "lobby").unwrap();
    }
    let last = ROOM_MEMBERS_MAX;
    state.sign_in(last, credentials("last", None)).unwrap();
    let refused = JoinError::RoomFull { members_max: ROOM_MEMBERS_MAX };
    assert_eq!(state.join(last, "lobby"), Err(refused));
}

#[test]
fn a_new_room_takes_the_place_of_the_longest_empty_one() {
    let mut state = State::new(START);
    for n in 0..ROOMS_MAX {
        state.sign_in(n, credentials(&format!("user{n}"), None)).unwrap();
        state.join(n, &format!("room{n}")).unwrap();
    }
    let last = ROOMS_MAX;
    state.sign_in(last, credentials("last", None)).unwrap();
    assert_eq!(state.join(last, "new"), Err(JoinError::TooManyRooms));

    state.leave(7, "room7").unwrap();
    state.leave(3, "room3").unwrap();
    state.join(last, "new").unwrap();
    let names: Vec<String> = state.room_list().rooms.into_iter().map(|room| room.name).collect();
    assert_eq!(names.len(), ROOMS_MAX);
    assert!(!names.contains(&"room7".to_owned()));
    assert!(names.contains(&"room3".to_owned()));
}

#[test]
fn a_text_needs_a_member_and_a_size() {
    let mut state = chat_with(&["ada"]);
    assert_eq!(state.post("ada", &text("lobby", "hello"), NOW), Err(SendError::NotAMember));
    state.join("ada", "lobby").unwrap();
    assert_eq!(state.post("ada", &text("lobby", " \n"), NOW), Err(SendError::Empty));

    let longest = "é".repeat(TEXT_CHARS_MAX);
    assert!(state.post("ada", &text("lobby", &longest), NOW).is_ok());
    let too_long = SendError::TooLong { chars_max: TEXT_CHARS_MAX };
    assert_eq!(state.post("ada", &text("lobby", &format!("{longest}é")), NOW), Err(too_long));
}

#[test]
fn an_image_is_fetched_by_the_members_of_its_room() {
    let mut state = chat_with(&["ada", "bob", "eve"]);
    state.join("ada", "lobby").unwrap();
    state.join("bob", "lobby").unwrap();
    let message = state.post_image("ada", "lobby", "a cat", Bytes::from_static(PNG), NOW).unwrap();
    let Body::Image { id, format, alt } = &message.body else { panic!("{message:?}") };
    assert_eq!((format, alt.as_str()), (&ImageFormat::Png, "a cat"));

    assert_eq!(state.image("bob", *id), Ok(Bytes::from_static(PNG)));
    assert_eq!(state.image("eve", *id), Err(ImageGone::NotKept));
    assert_eq!(state.image("bob", id + 1), Err(ImageGone::NotKept));
}

#[test]
fn an_image_has_bounds() {
    let mut state = chat_with(&["ada"]);
    let mut post = |room: &str, alt: &str, bytes: &[u8]| {
        state.post_image("ada", room, alt, Bytes::copy_from_slice(bytes), NOW).map(|_| ())
    };
    assert_eq!(post("lobby", "", PNG), Err(ImageError::NotAMember));
    state.join("ada", "lobby").unwrap();
    let mut post = |alt: &str, bytes: &[u8]| {
        state.post_image("ada", "lobby", alt, Bytes::copy_from_slice(bytes), NOW).map(|_| ())
    };
    assert_eq!(post("", b"MZ"), Err(ImageError::UnknownFormat));
    assert_eq!(post(&"x".repeat(121), PNG), Err(ImageError::AltTooLong { chars_max: 120 }));

    let mut largest = PNG.to_vec();
    largest.resize(IMAGE_BYTES_MAX, 0);
    assert_eq!(post("", &largest), Ok(()));
    largest.push(0);
    assert_eq!(post("", &largest), Err(ImageError::TooLarge { bytes_max: IMAGE_BYTES_MAX }));
}

#[test]
fn a_private_text_goes_to_one_connection() {
    let mut state = chat_with(&["ada"]);
    state.sign_in("c2", credentials("Bob", None)).unwrap();

    let delivery = state.direct("ada", &private("bob", " psst "), NOW).unwrap();
    assert_eq!(delivery.connection, "c2");
    assert_eq!(delivery.message.from, "ada");
    assert_eq!(delivery.message.to, "Bob");
    assert_eq!(delivery.message.text, "psst");
    assert_eq!(delivery.message.sent_at, NOW);
}

#[test]
fn a_private_text_can_be_refused() {
    let mut state = chat_with(&["ada", "bob"]);
    assert_eq!(state.direct("ada", &private("Ada", "me"), NOW), Err(DirectError::ToYourself));
    assert_eq!(state.direct("ada", &private("eve", "hi"), NOW), Err(DirectError::NotHere));
    assert_eq!(state.direct("ada", &private("bob", ""), NOW), Err(DirectError::Empty));
    let too_long = DirectError::TooLong { chars_max: TEXT_CHARS_MAX };
    let text = "x".repeat(TEXT_CHARS_MAX + 1);
    assert_eq!(state.direct("ada", &private("bob", &text), NOW), Err(too_long));
}

#[test]
fn latencies_are_told_per_room_of_those_who_were_asked() {
    let mut state = chat_with(&["ada", "bob", "newcomer"]);
    for connection in ["ada", "bob", "newcomer"] {
        state.join(connection, "lobby").unwrap();
    }
    let latency =
        |nickname: &str, round_trip_ms| Latency { nickname: nickname.to_owned(), round_trip_ms };
    assert_eq!(
        state.latencies(&HashMap::from([("ada", Some(12)), ("bob", None)])),
        [("lobby".to_owned(), vec![latency("ada", Some(12)), latency("bob", None)])]
    );
}
