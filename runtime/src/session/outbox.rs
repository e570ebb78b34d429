use crate::codec::frame::Frame;
use std::collections::VecDeque;

/// A queue that once held more frames than this gives its memory back when it has drained: 1 KiB.
const IDLE_FRAMES_MAX: usize = 128;

/// The frames that wait for a transport, bounded by what they cost in memory.
#[derive(Debug)]
pub(crate) struct Outbox {
    frames: VecDeque<Frame>,
    bytes: usize,
    bytes_max: usize,
    is_writable: bool,
    is_closed: bool,
}

/// What became of frames that were pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Push {
    /// All of them are queued, next to each other.
    Queued,
    /// They would exceed the bound; none of them is queued.
    Full,
    /// The session takes no more frames; none of them is queued.
    Closed,
}

impl Outbox {
    /// An empty outbox for frames that cost at most `bytes_max` bytes.
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self { frames: VecDeque::new(), bytes: 0, bytes_max, is_writable: false, is_closed: false }
    }

    /// Queues the frames of one packet: all or none of them, with nothing in between.
    ///
    /// A packet larger than the bound is always refused.
    pub(crate) fn push(&mut self, frames: impl IntoIterator<Item = Frame>) -> Push {
        if self.is_closed {
            return Push::Closed;
        }
        let (len_before, bytes_before) = (self.frames.len(), self.bytes);
        frames.into_iter().for_each(|frame| self.push_control(frame));
        if self.bytes > self.bytes_max {
            self.frames.truncate(len_before);
            self.bytes = bytes_before;
            return Push::Full;
        }
        Push::Queued
    }

    /// Queues the frames of a volatile packet if they can leave at once: the transport is writable
    /// and nothing is ahead of them. Otherwise drops them and returns false.
    pub(crate) fn push_volatile(&mut self, frames: impl IntoIterator<Item = Frame>) -> bool {
        self.is_writable && self.is_empty() && self.push(frames) == Push::Queued
    }

    /// Queues a frame of the session itself, past the bound and after the close: there is only a
    /// handful of them, and the peer needs them.
    pub(crate) fn push_control(&mut self, frame: Frame) {
        self.bytes += cost(&frame);
        self.frames.push_back(frame);
    }

    /// Moves frames from the front of the queue to the end of `batch` until they reach `bytes_max` or none is left; at least one, if
    /// there is one.
    pub(crate) fn drain_into(&mut self, batch: &mut VecDeque<Frame>, bytes_max: usize) {
        if batch.is_empty() && self.bytes <= bytes_max {
            // All of them: both sides keep a queue with room, and nobody looks at a frame.
            std::mem::swap(&mut self.frames, batch);
            self.bytes = 0;
            return;
        }
        let mut drained = 0;
        while drained < bytes_max.max(1)
            && let Some(frame) = self.frames.pop_front()
        {
            drained += cost(&frame);
            batch.push_back(frame);
        }
        self.bytes -= drained;
        give_back_burst(&mut self.frames);
    }

    /// Takes every frame, for the answer of a GET.
    pub(crate) fn take_all(&mut self) -> VecDeque<Frame> {
        self.bytes = 0;
        std::mem::take(&mut self.frames)
    }

    /// Gives back the room for frames that have left.
    pub(crate) fn give_back(&mut self) {
        self.frames.shrink_to_fit();
    }

    /// Says whether a frame would leave at once: a GET is pending, or the WebSocket keeps up.
    pub(crate) fn set_writable(&mut self, is_writable: bool) {
        self.is_writable = is_writable;
    }

    /// What the frames that wait cost.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// True when nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Refuses frames from now on. Those that are queued may still leave.
    pub(crate) fn close(&mut self) {
        self.is_closed = true;
    }
}

/// A burst must not cost an idle connection its memory.
pub(crate) fn give_back_burst(frames: &mut VecDeque<Frame>) {
    if frames.is_empty() && frames.capacity() > IDLE_FRAMES_MAX {
        *frames = VecDeque::new();
    }
}

/// What a queued frame costs: all of its memory and not only its bytes, so that many tiny frames are bounded too. A frame that is
/// shared with other sessions counts in full.
fn cost(frame: &Frame) -> usize {
    frame.memory_len()
}
