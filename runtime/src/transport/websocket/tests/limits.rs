//! What is refused for its size, and what memory a peer can have.

use super::super::message::Content;
use super::*;

fn header(head: u8, len: u64) -> Vec<u8> {
    [&[head, 0xff][..], &len.to_be_bytes(), &[0; 4]].concat()
}

#[test]
fn limit_of_a_message_is_inclusive() {
    check(&[frame(BINARY, &[7; 1000])], &[binary(&[7; 1000])]);
    check(&[frame(FIRST_OF_BINARY, &[7; 400]), frame(LAST, &[7; 600])], &[binary(&[7; 1000])]);
    check_fault(&[frame(BINARY, &[7; 1001])], Fault::TooBig);
    check_fault(&[frame(FIRST_OF_BINARY, &[7; 400]), frame(LAST, &[7; 601])], Fault::TooBig);
}

#[test]
fn message_too_big_is_refused_by_its_header() {
    for len in [1001, 1 << 31, 1 << 32, 1 << 53, 1 << 62, 1 << 63, u64::MAX] {
        check_fault(&[header(BINARY, len)], Fault::TooBig);
        check_fault(&[header(FIRST_OF_TEXT, len)], Fault::TooBig);
        check_fault(&[frame(FIRST_OF_TEXT, b"a"), header(MIDDLE, len)], Fault::TooBig);
    }
}

#[test]
fn fragments_are_counted() {
    let mut frames = vec![frame(FIRST_OF_TEXT, b"a")];
    frames.resize(9, frame(MIDDLE, b""));
    let ten = [&frames[..], &[frame(LAST, b"b")]].concat();
    check(&ten, &[text("ab")]);
    frames.push(frame(MIDDLE, b""));
    frames.push(frame(MIDDLE, b""));
    check_fault(&frames, Fault::TooManyFragments);
}

#[test]
fn control_frames_count_neither_as_fragments_nor_as_bytes() {
    let mut frames = vec![frame(FIRST_OF_BINARY, &[7; 500])];
    frames.resize(30, frame(PONG, &[0; 125]));
    frames.push(frame(LAST, &[7; 500]));
    check(&frames, &[binary(&[7; 1000])]);
}

#[test]
fn announced_bytes_cost_nothing_until_they_come() {
    let mut content = Content::binary();
    content.push(&[0; 100], Some(1 << 40)).unwrap();
    assert_eq!(content.capacity(), 100);
    content.push(&[0; 50], Some(1 << 40)).unwrap();
    assert_eq!(content.capacity(), 200);
}

#[test]
fn message_of_one_frame_ends_without_room_to_spare() {
    for mut content in [Content::binary(), Content::text()] {
        for rest in (0..10).rev() {
            content.push(&[b'x'; 100], Some(rest * 100)).unwrap();
        }
        assert_eq!(content.capacity(), 1000);
    }
}

#[test]
fn many_tiny_fragments_do_not_move_the_message_each_time() {
    let mut content = Content::binary();
    let mut moves = 0;
    let mut capacity = 0;
    for _ in 0..100_000 {
        content.push(&[0], None).unwrap();
        if content.capacity() != capacity {
            capacity = content.capacity();
            moves += 1;
        }
    }
    assert!(moves < 25, "{moves}");
}

#[test]
fn limit_can_change_between_messages() {
    let mut decoder = Decoder::new(Limits { message: 4, fragments: 1 }, None);
    let mut bytes = [frame(TEXT, b"four"), frame(TEXT, b"sixsix")].concat();
    let mut input = &mut bytes[..];
    assert_eq!(decoder.decode(&mut input), Ok(Some(text("four"))));
    decoder.limits.message = 6;
    assert_eq!(decoder.decode(&mut input), Ok(Some(text("sixsix"))));
}
