//! Reading and writing, on a stream whose every system call is scripted.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::super::deflate::Deflater;
use super::super::reader::{Error, Reader};
use super::super::writer::Writer;
use super::*;
use crate::codec::Frame;
use crate::session::Outbox;

/// Gives each of its pieces in one read, then has nothing for now.
#[derive(Default)]
struct Pieces {
    pieces: VecDeque<Vec<u8>>,
    reads: usize,
}

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.reads += 1;
        let Some(mut piece) = self.pieces.pop_front() else { return Poll::Pending };
        if piece.len() > buffer.remaining() {
            self.pieces.push_front(piece.split_off(buffer.remaining()));
        }
        buffer.put_slice(&piece);
        Poll::Ready(Ok(()))
    }
}

/// Takes so many bytes in each write.
struct Slow {
    step: usize,
    written: Vec<u8>,
    /// How long the slices of each write were.
    writes: Vec<Vec<usize>>,
    flushes: usize,
}

impl AsyncWrite for Slow {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[io::IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.writes.push(slices.iter().map(|slice| slice.len()).collect());
        let bytes: Vec<u8> = slices.iter().flat_map(|slice| slice.iter().copied()).collect();
        let len = bytes.len().min(self.step);
        self.written.extend_from_slice(&bytes[..len]);
        Poll::Ready(Ok(len))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.flushes += 1;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

fn slow(step: usize) -> Slow {
    Slow { step, written: Vec::new(), writes: Vec::new(), flushes: 0 }
}

/// Everything that can be read.
fn read(reader: &mut Reader, pieces: &mut Pieces) -> Vec<Result<Incoming, Error>> {
    let mut cx = Context::from_waker(Waker::noop());
    let mut all = Vec::new();
    while let Poll::Ready(next) = reader.poll_next(pieces, &mut cx) {
        all.push(next);
    }
    all
}

fn write(writer: &mut Writer, to: &mut Slow) {
    let mut cx = Context::from_waker(Waker::noop());
    assert!(matches!(writer.poll_write(to, &mut cx), Poll::Ready(Ok(()))));
    assert!(writer.is_idle());
}

#[test]
fn many_messages_take_one_read() {
    let mut reader = Reader::new(LIMITS, None, &Default::default());
    let frames: Vec<u8> = (0..100).flat_map(|number| frame(TEXT, &[b'0' + number % 10])).collect();
    let mut pieces = Pieces { pieces: [frames].into(), reads: 0 };
    let all = read(&mut reader, &mut pieces);
    assert_eq!(all.len(), 100);
    assert_eq!(all[13], Ok(text("3")));
    assert_eq!(pieces.reads, 2, "one with everything, one that finds nothing");
}

#[test]
fn nothing_is_kept_of_what_has_been_read() {
    let mut reader = Reader::new(LIMITS, None, &Default::default());
    assert_eq!(reader.buffered(), 0);
    let whole = [frame(TEXT, b"a"), frame(BINARY, &[0; 1000]), frame(PING, b"b")].concat();
    read(&mut reader, &mut Pieces { pieces: [whole].into(), reads: 0 });
    assert_eq!(reader.buffered(), 0);
    // A message that is not complete is kept as what it is, not as bytes that were received.
    let half = frame(BINARY, &[0; 900])[..500].to_vec();
    read(&mut reader, &mut Pieces { pieces: [half].into(), reads: 0 });
    assert_eq!(reader.buffered(), 0);
}

#[tokio::test]
async fn much_decompressed_data_lets_others_have_a_turn() {
    let limits = Limits { message: 1 << 20, fragments: 1 };
    let mut deflater = Deflater::new(&NEGOTIATED);
    let frames: Vec<u8> = (0..10)
        .flat_map(|_| {
            let compressed = deflater.encode(Frame::binary(&vec![0; 1 << 20]));
            frame(RSV1 | BINARY, &compressed.websocket()[4..])
        })
        .collect();
    assert!(frames.len() < 16 * 1024, "one read takes them all");
    let mut reader = Reader::new(limits, Some(Inflater::new(&NEGOTIATED)), &Default::default());
    let mut pieces = Pieces { pieces: [frames].into(), reads: 0 };
    let mut turns = Vec::new();
    std::future::poll_fn(|cx| {
        let mut taken = 0;
        while let Poll::Ready(next) = reader.poll_next(&mut pieces, cx) {
            assert!(next.is_ok());
            taken += 1;
        }
        turns.push(taken);
        if turns.iter().sum::<usize>() == 10 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    assert!(turns.len() > 2, "{turns:?}");
}

#[test]
fn what_came_with_the_handshake_is_read_first() {
    let mut reader = Reader::new(LIMITS, None, &frame(TEXT, b"first").into());
    let mut pieces = Pieces { pieces: [frame(TEXT, b"second")].into(), reads: 0 };
    assert_eq!(read(&mut reader, &mut pieces), [Ok(text("first")), Ok(text("second"))]);
}

#[test]
fn after_a_fault_everything_is_dropped_until_the_end() {
    let mut reader = Reader::new(LIMITS, None, &Default::default());
    let mut pieces = Pieces {
        pieces: [
            [frame(TEXT, b"a"), frame(0x83, b""), frame(TEXT, b"b")].concat(),
            frame(TEXT, b"c"),
            Vec::new(),
        ]
        .into(),
        reads: 0,
    };
    let mut cx = Context::from_waker(Waker::noop());
    let mut next = || reader.poll_next(&mut pieces, &mut cx);
    assert_eq!(next(), Poll::Ready(Ok(text("a"))));
    assert_eq!(next(), Poll::Ready(Err(Error::Fault(Fault::Protocol))));
    assert_eq!(next(), Poll::Ready(Err(Error::Disconnected)));
}

#[test]
fn batch_leaves_in_one_write_and_one_flush() {
    let mut writer = Writer::new(None, false);
    let mut outbox = Outbox::new(1 << 20);
    outbox.push([Frame::packet("4a"), Frame::binary(&[1]), Frame::packet("4b")]);
    writer.fill_from(&mut outbox);
    let mut to = slow(usize::MAX);
    write(&mut writer, &mut to);
    assert_eq!(to.written, b"\x81\x024a\x82\x01\x01\x81\x024b");
    assert_eq!((to.writes, to.flushes), (vec![vec![11]], 1));
}

#[test]
fn small_frames_leave_in_one_piece_and_large_ones_as_they_lie() {
    let large = vec![7; 5000];
    let frames = [&b"a"[..], b"bc", &large, b"def", &large].map(Frame::binary);
    let expected: Vec<u8> = frames.iter().flat_map(|frame| frame.websocket().to_vec()).collect();
    for (step, writes) in
        [(usize::MAX, Some(vec![vec![7, 5004, 5, 5004]])), (1000, None), (61, None)]
    {
        let mut writer = Writer::new(None, false);
        frames.iter().for_each(|frame| writer.push(frame.clone()));
        let mut to = slow(step);
        write(&mut writer, &mut to);
        assert!(to.written == expected, "{step} bytes at a time");
        assert!(writes.is_none_or(|writes| writes == to.writes));
    }
}

#[test]
fn what_one_piece_has_no_room_for_follows_it() {
    let mut writer = Writer::new(None, false);
    let frame = Frame::binary(&[7; 1000]);
    (0..40).for_each(|_| writer.push(frame.clone()));
    let mut to = slow(usize::MAX);
    write(&mut writer, &mut to);
    assert_eq!(to.written, frame.websocket().repeat(40));
    assert_eq!(to.writes.len(), 1);
    assert_eq!(to.writes[0][..2], [32 * 1004, 1004]);
}

#[test]
fn writing_goes_on_where_it_was() {
    for step in 1..12 {
        let mut writer = Writer::new(None, false);
        for packet in ["4a", "4bc", "4def"] {
            writer.push(Frame::packet(packet));
        }
        let mut to = slow(step);
        write(&mut writer, &mut to);
        assert_eq!(to.written, b"\x81\x024a\x81\x034bc\x81\x044def", "{step} bytes at a time");
        assert_eq!(writer.n_written(), 15);
    }
}

#[test]
fn compressed_and_plain_frames_leave_in_order() {
    let deflater = Deflater::new(&Negotiated { threshold: 5, ..NEGOTIATED });
    let mut writer = Writer::new(Some(deflater), false);
    let mut outbox = Outbox::new(1 << 20);
    outbox.push([Frame::packet("4a"), Frame::packet("Hello")]);
    writer.fill_from(&mut outbox);
    assert!(!writer.is_idle());
    writer.push(Frame::packet("4b"));
    writer.push_close(b"");
    let mut to = slow(usize::MAX);
    write(&mut writer, &mut to);
    let expected = b"\x81\x024a\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00\x81\x024b\x88\x00";
    assert_eq!(to.written, expected);
}

#[test]
fn pong_leaves_before_the_messages_behind_its_ping() {
    let deflater = Deflater::new(&Negotiated { threshold: 5, ..NEGOTIATED });
    let cases = [
        (None, b"\x81\x024a\x8a\x011\x81\x024b\x8a\x012"),
        // What is still to be compressed is overtaken.
        (Some(deflater), b"\x8a\x011\x8a\x012\x81\x024a\x81\x024b"),
    ];
    for (deflater, expected) in cases {
        let mut writer = Writer::new(deflater, false);
        writer.push(Frame::packet("4a"));
        writer.pong(b"1");
        let mut outbox = Outbox::new(1 << 20);
        outbox.push([Frame::packet("4b")]);
        writer.fill_from(&mut outbox);
        writer.pong(b"2");
        let mut to = slow(usize::MAX);
        write(&mut writer, &mut to);
        assert_eq!(to.written, expected);
    }
}

#[test]
fn nothing_comes_behind_a_close_frame() {
    let mut writer = Writer::new(None, false);
    writer.push(Frame::packet("4a"));
    writer.pong(b"1");
    writer.push_close(b"\x03\xe8");
    let mut to = slow(usize::MAX);
    write(&mut writer, &mut to);
    assert_eq!(to.written, b"\x81\x024a\x8a\x011\x88\x02\x03\xe8");
}

#[test]
fn pings_of_a_peer_that_does_not_read_are_answered_in_part() {
    let mut writer = Writer::new(None, false);
    for number in 0..100 {
        writer.pong(&[number]);
    }
    let mut to = slow(usize::MAX);
    write(&mut writer, &mut to);
    let expected: Vec<u8> = (84..100).flat_map(|number| [0x8a, 1, number]).collect();
    assert_eq!(to.written, expected, "the latest ones");
}

#[test]
fn connection_that_does_not_compress_is_small() {
    assert!(size_of::<Reader>() + size_of::<Writer>() <= 400);
}
