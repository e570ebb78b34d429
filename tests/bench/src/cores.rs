//! Who runs on which core.

use nix::{
    sched::{CpuSet, sched_getaffinity, sched_setaffinity},
    unistd::Pid,
};

/// The calling thread.
const THIS: Pid = Pid::from_raw(0);

/// Does something on these cores and comes back; on any, where none is named. What is started there stays there.
pub(crate) fn on<T>(cores: &[usize], action: impl FnOnce() -> T) -> nix::Result<T> {
    if cores.is_empty() {
        return Ok(action());
    }
    let before = sched_getaffinity(THIS)?;
    pin(cores)?;
    let done = action();
    sched_setaffinity(THIS, &before)?;
    Ok(done)
}

/// Keeps the calling thread to these cores.
pub(crate) fn pin(cores: &[usize]) -> nix::Result<()> {
    let mut set = CpuSet::new();
    for &core in cores {
        set.set(core)?;
    }
    sched_setaffinity(THIS, &set)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_program_stays_on_the_cores_where_it_was_started() {
        let before = sched_getaffinity(THIS).unwrap();
        let allowed = |set: &CpuSet| {
            (0..CpuSet::count()).filter(|&core| set.is_set(core) == Ok(true)).count()
        };
        let first = (0..CpuSet::count()).find(|&core| before.is_set(core) == Ok(true)).unwrap();
        let output = on(&[first], || {
            assert_eq!(allowed(&sched_getaffinity(THIS).unwrap()), 1);
            Command::new("grep").args(["Cpus_allowed_list", "/proc/self/status"]).output()
        });
        let line = String::from_utf8(output.unwrap().unwrap().stdout).unwrap();
        assert_eq!(line.trim(), format!("Cpus_allowed_list:\t{first}"));
        assert_eq!(allowed(&sched_getaffinity(THIS).unwrap()), allowed(&before));
    }
}
