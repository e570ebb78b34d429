//! Where it is measured.

use std::{fs, io, thread};

use crate::results::Machine;

/// Asks the kernel.
pub(crate) fn machine() -> io::Result<Machine> {
    let field = |file: &str, name: &str| -> io::Result<String> {
        let text = fs::read_to_string(file)?;
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let value = line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim());
        Ok(value.unwrap_or("unknown").to_owned())
    };
    let kibibytes = field("/proc/meminfo", "MemTotal")?;
    let kibibytes: u64 = kibibytes.trim_end_matches(" kB").parse().map_err(io::Error::other)?;
    Ok(Machine {
        processor: field("/proc/cpuinfo", "model name")?,
        cores: thread::available_parallelism()?.get(),
        memory_bytes: kibibytes * 1024,
        kernel: fs::read_to_string("/proc/sys/kernel/osrelease")?.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_says_where() {
        let machine = machine().unwrap();
        assert!(machine.cores > 0 && machine.memory_bytes > 1 << 20, "{machine:?}");
        assert!(machine.kernel.starts_with(|digit: char| digit.is_ascii_digit()), "{machine:?}");
    }
}
