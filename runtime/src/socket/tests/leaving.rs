//! Sockets that are taken out while their session's task is awake.

use std::sync::mpsc;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use super::Rig;
use crate::config::Config;
use crate::session::SessionHandler as _;
use crate::socket::Room;

#[tokio::test]
async fn socket_that_another_thread_takes_out_leaves_all_of_its_rooms() {
    let mut rig = Rig::new(Config::new());
    rig.receives("0").await;
    let namespace = rig.namespaces.get("/").unwrap();
    let socket = namespace.sockets().pop().unwrap();
    socket.join("room");

    // The other thread stops in the middle of it.
    let held = namespace.hold_members();
    let leaving = thread::spawn({
        let socket = socket.clone();
        move || socket.disconnect()
    });
    while socket.disconnect_reason().is_none() {
        thread::yield_now();
    }
    let (tell, is_through) = mpsc::channel();
    let working = thread::spawn(move || {
        let _ = rig.client.poll_work(&mut Context::from_waker(Waker::noop()));
        let _ = tell.send(());
        rig
    });
    // As long as a task would need that does not wait for it.
    let _ = is_through.recv_timeout(Duration::from_millis(200));
    drop(held);
    leaving.join().unwrap();
    let _rig = working.join().unwrap();

    assert_eq!(namespace.rooms().len(), 0);
    assert_eq!(socket.rooms(), Vec::<Room>::new());
}
