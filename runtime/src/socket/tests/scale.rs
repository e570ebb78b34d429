//! Large rooms, and many of them.

use super::crowd::{Crowd, take_packets};

#[test]
fn room_of_100_000_is_reached_and_left() {
    let crowd = Crowd::of(100_000);
    for socket in &crowd.sockets {
        socket.join("all");
    }
    crowd.everybody().to("all").emit("hello", &());
    assert_eq!(crowd.reached(), 100_000);

    for socket in &crowd.sockets[1..] {
        socket.disconnect();
        take_packets(socket);
    }
    crowd.everybody().to("all").emit("hello", &());
    assert_eq!(crowd.reached(), 1);
}

#[test]
fn rooms_of_one_are_many_and_leave_nothing() {
    let crowd = Crowd::of(1_000);
    let room = |socket: usize, room: usize| format!("{socket}/{room}");
    for (number, socket) in crowd.sockets.iter().enumerate() {
        (0..100).for_each(|n| drop(socket.join(room(number, n))));
    }
    let namespace = crowd.sockets[0].of_namespace();
    assert_eq!(namespace.rooms().len(), 100_000);
    crowd.everybody().to(room(567, 89)).emit("hello", &());
    assert_eq!(crowd.reached(), 1);

    for socket in &crowd.sockets[..500] {
        socket.disconnect();
    }
    for (number, socket) in crowd.sockets.iter().enumerate().skip(500) {
        (0..100).for_each(|n| socket.leave(room(number, n)));
    }
    assert_eq!(namespace.rooms().len(), 0);
}
