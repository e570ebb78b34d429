//! Whom a broadcast reaches, and in which order, also while others send and sockets come and go.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::crowd::{Crowd, take_packets};

/// The sockets of a crowd of five, all of which get one event, that do.
#[track_caller]
fn check_reached(crowd: &Crowd, expected: &[usize]) {
    let n_packets: Vec<_> = crowd.sockets.iter().map(|socket| take_packets(socket).len()).collect();
    let expected: Vec<_> = (0..5).map(|number| usize::from(expected.contains(&number))).collect();
    assert_eq!(n_packets, expected);
}

#[test]
fn rooms_are_joined_and_left_out() {
    let crowd = Crowd::of(5);
    let join = |number: usize, room: &str| drop(crowd.sockets[number].join(room));
    (0..3).for_each(|number| join(number, "a"));
    (1..4).for_each(|number| join(number, "b"));
    let own_room = crowd.sockets[4].id();
    let to = |rooms: &[&str]| crowd.everybody().to_any(rooms.iter().copied());

    to(&["a", "b", "c"]).emit("hello", &());
    check_reached(&crowd, &[0, 1, 2, 3]);
    to(&["b", "a"]).to(own_room).emit("hello", &());
    check_reached(&crowd, &[0, 1, 2, 3, 4]);
    to(&["a"]).except("b").emit("hello", &());
    check_reached(&crowd, &[0]);
    crowd.everybody().except("a").except(own_room).emit("hello", &());
    check_reached(&crowd, &[3]);
    to(&[]).emit("hello", &());
    check_reached(&crowd, &[]);
}

#[test]
fn sender_is_left_out_and_with_it_who_is_in_its_own_room() {
    let crowd = Crowd::of(5);
    let sender = crowd.sockets[2].id();
    crowd.everybody().without(sender).emit("hello", &());
    check_reached(&crowd, &[0, 1, 3, 4]);
    let _ = crowd.sockets[4].join(sender);
    crowd.everybody().without(sender).emit("hello", &());
    check_reached(&crowd, &[0, 1, 3]);
}

/// The numbers that a sender gave its events.
fn numbers_of(sender: usize, packets: &[String]) -> Vec<usize> {
    let prefix = format!(r#"42["hello",{sender},"#);
    let numbers = packets.iter().filter_map(|packet| packet.strip_prefix(&prefix));
    numbers.map(|number| number.trim_end_matches(']').parse().expect("a number")).collect()
}

#[test]
fn events_of_each_sender_keep_their_order() {
    const SENDERS: usize = 4;
    const EVENTS: usize = 200;
    let crowd = Crowd::of(300);
    for socket in &crowd.sockets {
        let _ = socket.join("a");
        let _ = socket.join("b");
    }
    thread::scope(|scope| {
        for sender in 0..SENDERS {
            let ways = [
                crowd.everybody(),
                crowd.everybody().to("a"),
                crowd.everybody().to("b").to("a"),
                crowd.everybody().except("c"),
            ];
            scope.spawn(move || {
                for (number, way) in (0..EVENTS).zip(ways.iter().cycle()) {
                    way.emit("hello", &(sender, number));
                }
            });
        }
    });
    for socket in &crowd.sockets {
        let packets = take_packets(socket);
        assert_eq!(packets.len(), SENDERS * EVENTS);
        for sender in 0..SENDERS {
            assert!(numbers_of(sender, &packets).into_iter().eq(0..EVENTS));
        }
    }
}

#[test]
fn who_stays_gets_everything_and_who_comes_and_goes_nothing_twice() {
    const EVENTS: usize = 300;
    let crowd = Crowd::of(300);
    for socket in &crowd.sockets {
        let _ = socket.join("room");
    }
    let (staying, restless) = crowd.sockets.split_at(150);
    let (leaving, restless) = restless.split_at(50);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            leaving.iter().for_each(|socket| socket.disconnect());
            while !is_over.load(Ordering::Relaxed) {
                for socket in restless {
                    socket.leave("room");
                    let _ = socket.join("room");
                }
            }
        });
        let room = crowd.everybody().to("room");
        (0..EVENTS).for_each(|number| room.emit("hello", &(0, number)));
        is_over.store(true, Ordering::Relaxed);
    });
    for socket in staying {
        assert!(numbers_of(0, &take_packets(socket)).into_iter().eq(0..EVENTS));
    }
    for socket in restless {
        assert!(numbers_of(0, &take_packets(socket)).is_sorted_by(|one, next| one < next));
    }
    for socket in leaving {
        let packets = take_packets(socket);
        assert_eq!(packets.last().map(String::as_str), Some("41"), "nothing comes behind the end");
        assert!(numbers_of(0, &packets).into_iter().eq(0..packets.len() - 1));
    }
}

#[test]
fn what_is_volatile_reaches_those_who_keep_up() {
    let crowd = Crowd::of(5);
    for number in [1, 3, 4] {
        crowd.sockets[number].connection().with_outbox(|outbox| outbox.set_writable(true));
    }
    crowd.sockets[4].emit("before", &());
    crowd.everybody().volatile().emit("hello", &());
    check_reached(&crowd, &[1, 3, 4]);
}

#[test]
fn listener_hears_from_the_moment_in_which_it_was_added() {
    let crowd = Crowd::of(5);
    let (heard, hearing) = std::sync::mpsc::channel();
    crowd.everybody().emit("hello", &(1,));
    crowd.sockets[3].on_any_outgoing(move |_, event| drop(heard.send(event.name().to_owned())));
    crowd.everybody().emit("again", &(2,));
    assert_eq!(hearing.try_iter().collect::<Vec<_>>(), ["again"]);
}
