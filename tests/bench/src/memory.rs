//! The memory of a process, as the kernel adds it up.

use std::{fs, io};

use nix::unistd::Pid;

use crate::results::Footprint;

/// What a process holds of the memory.
pub(crate) fn footprint(process: Pid) -> io::Result<Footprint> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    parse(&rollup).ok_or_else(|| io::Error::other("not the form that Linux writes"))
}

fn parse(rollup: &str) -> Option<Footprint> {
    let bytes = |name: &str| {
        let line = rollup.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kibibytes * 1024)
    };
    Some(Footprint { pss: bytes("Pss:")?, rss: bytes("Rss:")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilobytes_of_the_kernel_are_kibibytes() {
        let rollup = "5598831b9000-7fff21baf000 ---p 00000000 00:00 0   [rollup]\n\
                      Rss:                1708 kB\nPss:                 266 kB\nPss_Dirty:           112 kB\n";
        assert_eq!(parse(rollup), Some(Footprint { pss: 272_384, rss: 1_748_992 }));
        assert_eq!(parse("Rss: 1 kB\n"), None);
    }

    #[test]
    fn this_process_has_memory() {
        let footprint = footprint(Pid::this()).unwrap();
        assert!(footprint.pss > 0 && footprint.rss >= footprint.pss);
    }
}
