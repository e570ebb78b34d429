//! Coming into rooms and going out of them.

use gungraun::prelude::*;
use wigwag::socket::Socket;

use crate::crowd::Crowd;

/// A socket that comes or goes, and the others.
struct Visitor {
    crowd: Crowd,
    socket: Socket,
}

impl Visitor {
    /// So many others are in the rooms `0` to `9`. The visitor has been there and left again.
    fn outside(n_others: usize) -> Self {
        let crowd = Crowd::of(n_others + 1);
        let mut sockets = crowd.io.namespace("/").expect("it is mounted").sockets();
        let socket = sockets.pop().expect("the visitor");
        for other in &sockets {
            ROOMS.iter().for_each(|room| drop(other.join(*room)));
        }
        let visitor = Self { crowd, socket };
        visitor.join_all();
        visitor.leave_all();
        visitor
    }

    fn inside(n_others: usize) -> Self {
        let visitor = Self::outside(n_others);
        visitor.join_all();
        visitor
    }

    /// Inside of all rooms but the last.
    fn at_the_door(n_others: usize) -> Self {
        let visitor = Self::inside(n_others);
        visitor.socket.leave(LAST_ROOM);
        visitor
    }

    fn join_all(&self) {
        ROOMS.iter().for_each(|room| drop(self.socket.join(*room)));
        assert_eq!(self.n_in_last_room(), self.crowd.clients.len());
    }

    fn leave_all(&self) {
        ROOMS.iter().for_each(|room| self.socket.leave(*room));
        assert_eq!(self.n_in_last_room(), self.crowd.clients.len() - 1);
    }

    /// How many are in the room that is joined, left and counted.
    fn n_in_last_room(&self) -> usize {
        self.socket.namespace().everybody().to(LAST_ROOM).sockets().len()
    }

    #[track_caller]
    fn check(&self, is_inside: bool) {
        let expected = self.crowd.clients.len() - usize::from(!is_inside);
        assert_eq!(self.n_in_last_room(), expected);
    }
}

const ROOMS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const LAST_ROOM: &str = "9";

#[library_benchmark(teardown = inside)]
#[bench::of_10(Visitor::at_the_door(10))]
#[bench::of_1000(Visitor::at_the_door(1_000))]
fn join(visitor: Visitor) -> Visitor {
    drop(visitor.socket.join(LAST_ROOM));
    visitor
}

#[library_benchmark(teardown = outside)]
#[bench::of_10(Visitor::inside(10))]
#[bench::of_1000(Visitor::inside(1_000))]
fn leave(visitor: Visitor) -> Visitor {
    visitor.socket.leave(LAST_ROOM);
    visitor
}

#[library_benchmark(teardown = outside)]
#[bench::from_10_rooms_of_10(Visitor::inside(10))]
#[bench::from_10_rooms_of_1000(Visitor::inside(1_000))]
fn disconnect(visitor: Visitor) -> Visitor {
    visitor.socket.disconnect();
    visitor
}

fn inside(visitor: Visitor) {
    visitor.check(true);
}

fn outside(visitor: Visitor) {
    visitor.check(false);
}

library_benchmark_group!(name = membership, benchmarks = [join, leave, disconnect]);
