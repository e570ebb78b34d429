//! The processor time that a process has used, as the kernel counts it.

use std::time::Duration;

use nix::{
    time::{ClockId, clock_getcpuclockid},
    unistd::Pid,
};

/// The clock that runs while a thread of a process runs, in nanoseconds. Threads that have ended stay counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProcessClock(ClockId);

impl ProcessClock {
    /// The clock of this process.
    pub(crate) fn own() -> Self {
        Self(ClockId::CLOCK_PROCESS_CPUTIME_ID)
    }

    /// The clock of another process.
    pub(crate) fn of(process: Pid) -> nix::Result<Self> {
        clock_getcpuclockid(process).map(Self)
    }

    /// The processor time until now.
    pub(crate) fn now(self) -> nix::Result<Duration> {
        self.0.now().map(Duration::from)
    }
}

#[cfg(test)]
mod tests {
    use std::{hint::black_box, thread, time::Instant};

    use super::*;

    #[test]
    fn threads_that_ended_stay_counted() {
        let clock = ProcessClock::of(Pid::this()).unwrap();
        let before = clock.now().unwrap();
        let used = thread::spawn(|| {
            let thread = ClockId::CLOCK_THREAD_CPUTIME_ID;
            let enough = Instant::now();
            while thread.now().is_ok_and(|used| Duration::from(used).as_millis() < 20) {
                black_box(enough);
            }
        });
        used.join().unwrap();
        assert!(clock.now().unwrap() - before >= Duration::from_millis(20));
    }
}
