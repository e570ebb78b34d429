//! What Linux tells of a process.

use std::fs;
use std::io;

/// The memory of a process, where it shares pages its part of them.
pub(crate) fn pss_kib(pid: u32) -> io::Result<u64> {
    number_in(&format!("/proc/{pid}/smaps_rollup"), "Pss:")
}

/// The memory of a process right now, and the most that it has had; cheaper to find out than the above.
pub(crate) fn resident_kib(pid: u32) -> io::Result<u64> {
    number_in(&format!("/proc/{pid}/status"), "VmRSS:")
}

pub(crate) fn peak_resident_kib(pid: u32) -> io::Result<u64> {
    number_in(&format!("/proc/{pid}/status"), "VmHWM:")
}

pub(crate) fn threads(pid: u32) -> io::Result<u64> {
    number_in(&format!("/proc/{pid}/status"), "Threads:")
}

pub(crate) fn files(pid: u32) -> io::Result<u64> {
    Ok(fs::read_dir(format!("/proc/{pid}/fd"))?.count() as u64)
}

/// User and system time of a process.
pub(crate) fn cpu_ms(pid: u32) -> io::Result<u64> {
    // Clock ticks, of which Linux shows user space 100 in a second on every machine.
    const TICK_MS: u64 = 10;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name of the process may contain anything but a parenthesis behind its own.
    let fields = stat.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    let ticks: u64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    Ok(ticks * TICK_MS)
}

/// The number behind a word at the beginning of a line of a file.
fn number_in(path: &str, word: &str) -> io::Result<u64> {
    let text = fs::read_to_string(path)?;
    let number = text.lines().find_map(|line| line.strip_prefix(word));
    let number = number.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| io::Error::other(format!("no {word} in {path}")))
}
