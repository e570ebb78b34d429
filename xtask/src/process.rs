//! Programs that a command runs, all of them in the workspace's root.

use std::{
    env,
    error::Error,
    ffi::OsStr,
    io::{self, BufRead, BufReader, Write as _, stderr, stdout},
    iter,
    path::{Path, PathBuf},
    process::{Command, ExitCode, ExitStatus, Stdio},
};

use crate::Result;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    // Cargo sets the variable for `cargo xtask`; a path compiled in would be wrong once the folder moves.
    let xtask = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    match xtask.as_deref().and_then(Path::parent) {
        Some(root) => root.to_owned(),
        None => PathBuf::from("."),
    }
}

/// A program to run in the workspace's root.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Cargo, the same that runs this command.
pub(crate) fn cargo<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args);
    command
}

/// Builds the binaries of the workspace and gives the path of one of them.
pub(crate) fn binary(name: &str) -> Result<PathBuf> {
    // All at once: with a package picked out, cargo would build its dependencies a second time with
    // fewer features.
    succeed(&mut cargo(["build", "--quiet", "--workspace", "--bins"]))?;
    let path = env::current_exe()?.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX));
    if path.exists() { Ok(path) } else { Err(format!("{} was not built", path.display()).into()) }
}

/// Runs a program whose failure ends the command.
pub(crate) fn succeed(command: &mut Command) -> Result {
    announce(command);
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed", shown(command)).into()) }
}

/// Runs a program whose failure ends the command, and gives what it writes to its standard output.
pub(crate) fn output_of(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(format!("{} failed", shown(command)).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs a program, passes its output on and gives each line of it to `read`.
pub(crate) fn follow(command: &mut Command, mut read: impl FnMut(&str)) -> Result<ExitStatus> {
    announce(command);
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| not_started(command, &error))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            writeln!(stdout(), "{line}")?;
            read(&line);
        }
    }
    Ok(child.wait()?)
}

/// Runs a program as the last thing that the command does, and ends as it ends.
///
/// On Unix the program takes the place of this process, so that a signal reaches it and nothing stays
/// behind.
pub(crate) fn become_program(command: &mut Command) -> Result<ExitCode> {
    announce(command);
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        let error = command.exec();
        Err(not_started(command, &error).into())
    }
    #[cfg(not(unix))]
    {
        let status = command.status().map_err(|error| not_started(command, &error))?;
        Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Tells the person at the terminal something.
pub(crate) fn say(text: &str) {
    // Nobody is left to hear that the terminal is gone.
    let _ = writeln!(stderr(), "{text}");
}

/// Tells the person at the terminal what went wrong, down to the first cause.
pub(crate) fn say_error(error: &dyn Error) {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    say(&format!("error: {text}"));
}

fn announce(command: &Command) {
    say(&format!("$ {}", shown(command)));
}

fn not_started(command: &Command, error: &io::Error) -> String {
    format!("cannot start {}: {error}", command.get_program().to_string_lossy())
}

/// The command as it would be typed, without the folders of the program.
fn shown(command: &Command) -> String {
    let program = command.get_program();
    let name = Path::new(program).file_name().unwrap_or(program);
    let words = iter::once(name).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
