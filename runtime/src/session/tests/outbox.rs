use std::collections::VecDeque;

use crate::codec::frame::Frame;
use crate::session::Outbox;
use crate::session::outbox::{Push, give_back_burst};

fn frame(text: &str) -> Frame {
    Frame::packet(text)
}

fn drain(outbox: &mut Outbox, bytes_max: usize) -> VecDeque<Frame> {
    let mut batch = VecDeque::new();
    outbox.drain_into(&mut batch, bytes_max);
    batch
}

/// What one frame with a packet of five bytes costs.
fn cost() -> usize {
    frame("4five").memory_len()
}

#[test]
fn frames_leave_in_order() {
    let mut outbox = Outbox::new(usize::MAX);
    assert_eq!(outbox.push([frame("4one"), frame("4two")]), Push::Queued);
    outbox.push_control(frame("2"));
    assert_eq!(outbox.push([frame("4three")]), Push::Queued);
    let all = [frame("4one"), frame("4two"), frame("2"), frame("4three")];
    assert_eq!(outbox.take_all(), all);
    assert!(outbox.is_empty());
}

#[test]
fn packet_that_exceeds_the_bound_leaves_no_part_behind() {
    let mut outbox = Outbox::new(3 * cost());
    assert_eq!(outbox.push([frame("4aaaa"), frame("4bbbb")]), Push::Queued);
    assert_eq!(outbox.push([frame("4cccc"), frame("4dddd")]), Push::Full);
    assert_eq!(outbox.push([frame("4eeee")]), Push::Queued);
    assert_eq!(outbox.push([frame("4")]), Push::Full);
    assert_eq!(outbox.take_all(), [frame("4aaaa"), frame("4bbbb"), frame("4eeee")]);
    assert_eq!(outbox.push([frame("4ffff")]), Push::Queued);
}

#[test]
fn many_tiny_frames_are_bounded_by_the_memory_they_take() {
    let mut outbox = Outbox::new(1000);
    let n_queued = (0..1000).filter(|_| outbox.push([frame("4")]) == Push::Queued).count();
    assert!((1..=25).contains(&n_queued), "{n_queued}");
}

#[test]
fn control_frames_pass_the_bound_and_the_close() {
    let mut outbox = Outbox::new(0);
    outbox.close();
    outbox.push_control(frame("2"));
    assert_eq!(outbox.take_all(), [frame("2")]);
}

#[test]
fn closed_outbox_refuses_frames_and_gives_out_the_queued_ones() {
    let mut outbox = Outbox::new(usize::MAX);
    outbox.set_writable(true);
    assert_eq!(outbox.push([frame("4one")]), Push::Queued);
    outbox.close();
    assert_eq!(outbox.push([frame("4two")]), Push::Closed);
    assert_eq!(outbox.take_all(), [frame("4one")]);
    assert!(!outbox.push_volatile([frame("4three")]));
    assert!(outbox.is_empty());
}

#[test]
fn volatile_packet_is_dropped_when_the_transport_is_not_writable() {
    let mut outbox = Outbox::new(usize::MAX);
    assert!(!outbox.push_volatile([frame("4one")]));
    outbox.set_writable(true);
    assert!(outbox.push_volatile([frame("4two")]));
    assert_eq!(outbox.take_all(), [frame("4two")]);
    outbox.set_writable(false);
    assert!(!outbox.push_volatile([frame("4three")]));
    assert!(outbox.is_empty());
}

#[test]
fn volatile_packet_is_dropped_behind_others() {
    let mut outbox = Outbox::new(usize::MAX);
    outbox.set_writable(true);
    assert_eq!(outbox.push([frame("4one")]), Push::Queued);
    assert!(!outbox.push_volatile([frame("4two")]));
    assert_eq!(outbox.take_all(), [frame("4one")]);
}

#[test]
fn volatile_packet_is_dropped_when_it_exceeds_the_bound() {
    let mut outbox = Outbox::new(cost());
    outbox.set_writable(true);
    assert!(!outbox.push_volatile([frame("4aaaa"), frame("4bbbb")]));
    assert!(outbox.is_empty());
    assert!(outbox.push_volatile([frame("4aaaa")]));
}

#[test]
fn batch_ends_with_the_frame_that_reaches_the_limit() {
    let mut outbox = Outbox::new(3 * cost());
    let all = [frame("4aaaa"), frame("4bbbb"), frame("4cccc")];
    assert_eq!(outbox.push(all.clone()), Push::Queued);
    assert_eq!(drain(&mut outbox, cost() + 1), &all[..2]);
    assert_eq!(outbox.push([frame("4dddd"), frame("4eeee"), frame("4ffff")]), Push::Full);
    assert_eq!(drain(&mut outbox, cost() + 1), &all[2..]);
    assert_eq!(outbox.push([frame("4dddd"), frame("4eeee"), frame("4ffff")]), Push::Queued);
    assert_eq!(drain(&mut outbox, cost()), [frame("4dddd")]);
    assert_eq!(drain(&mut outbox, usize::MAX), [frame("4eeee"), frame("4ffff")]);
    assert_eq!(drain(&mut outbox, usize::MAX), []);
}

#[test]
fn batch_has_one_frame_even_when_that_exceeds_the_limit() {
    let mut outbox = Outbox::new(usize::MAX);
    assert_eq!(outbox.push([frame("4one"), frame("4two")]), Push::Queued);
    assert_eq!(drain(&mut outbox, 0), [frame("4one")]);
    assert_eq!(drain(&mut outbox, 1), [frame("4two")]);
}

#[test]
fn batch_goes_behind_what_is_there() {
    let mut outbox = Outbox::new(usize::MAX);
    let mut batch = VecDeque::from([frame("4one")]);
    assert_eq!(outbox.push([frame("4two"), frame("4three")]), Push::Queued);
    outbox.drain_into(&mut batch, usize::MAX);
    assert_eq!(batch, [frame("4one"), frame("4two"), frame("4three")]);
    assert_eq!(outbox.bytes(), 0);
}

#[test]
fn queue_keeps_its_room_but_not_that_of_a_burst() {
    let mut outbox = Outbox::new(usize::MAX);
    let mut batch = VecDeque::with_capacity(100);
    outbox.drain_into(&mut batch, usize::MAX);
    let mut kept = drain(&mut outbox, usize::MAX);
    assert!(kept.capacity() >= 100, "the queues change places");
    kept.extend((0..1000).map(|_| frame("4")));
    give_back_burst(&mut kept);
    assert_eq!(kept.len(), 1000);
    kept.clear();
    give_back_burst(&mut kept);
    assert_eq!(kept.capacity(), 0);
}
