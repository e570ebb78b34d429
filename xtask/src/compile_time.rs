//! What contracts cost the compiler: a program with 100 events and 200 payload types, against the same program without them, and against
//! the same types with serde alone.

use std::{
    fmt::{self, Write as _},
    fs,
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use crate::{
    Result,
    process::{cargo, root, say},
    test::Totals,
};

/// Where the programs are.
const FOLDER: &str = "target/compile-time";

const CONTRACTS: usize = 4;
const EVENTS: usize = 25;

/// Each is measured so often, in turns; the quickest counts, since all that disturbs only adds.
const ROUNDS: usize = 3;

/// What is too slow is measured so often: on a machine that does other things, three rounds may all have been disturbed.
const ROUNDS_MAX: usize = 9;

/// A command of cargo, and how many times the processor time of serde's own derives the contracts may take. Seconds would be those of
/// one machine, and of what else it does: these are 2 and 4 seconds where serde takes 1.4 for the same types, with a little room.
const BUDGETS: [(&str, f64); 2] = [("check", 1.5), ("build", 2.9)];

/// Measures, says what came out, and compares it with the budgets.
pub(crate) fn run() -> Result<Totals> {
    let bare = Program::write("bare", SERVER)?;
    let serde = Program::write("serde", &with_serde())?;
    let contracts = Program::write("contracts", &with_contracts())?;
    let mut totals = Totals::default();
    for (command, budget) in BUDGETS {
        let programs = [&bare, &serde, &contracts];
        // Once for the dependencies.
        for program in programs {
            program.compile(command)?;
        }
        let mut taken = [Taken::MAX; 3];
        for round in 1..=ROUNDS_MAX {
            for (program, taken) in programs.iter().zip(&mut taken) {
                *taken = taken.min(program.compile(command)?);
            }
            if round >= ROUNDS && ratio(taken) <= budget {
                break;
            }
        }
        let ratio = ratio(taken);
        let [by_serde, by_contracts] = beyond_bare(taken);
        say(&format!(
            "cargo {command}: {} events with {} payload types add {by_contracts}, the types with serde alone {by_serde}: {ratio:.2} times, at \
             most {budget}",
            CONTRACTS * EVENTS,
            2 * CONTRACTS * EVENTS,
        ));
        totals += if ratio <= budget { Totals::PASSED } else { Totals::FAILED };
    }
    Ok(totals)
}

/// What serde's derives and what contracts add to the bare program.
fn beyond_bare([bare, serde, contracts]: [Taken; 3]) -> [Taken; 2] {
    [serde.beyond(bare), contracts.beyond(bare)]
}

/// How many times what serde's derives take the contracts take.
fn ratio(taken: [Taken; 3]) -> f64 {
    let [serde, contracts] = beyond_bare(taken).map(|taken| taken.processor.as_secs_f64());
    contracts / serde
}

/// What one run of cargo took.
#[derive(Clone, Copy)]
struct Taken {
    elapsed: Duration,
    /// Of all processors.
    processor: Duration,
}

impl Taken {
    const MAX: Self = Self { elapsed: Duration::MAX, processor: Duration::MAX };

    fn min(self, other: Self) -> Self {
        Self {
            elapsed: self.elapsed.min(other.elapsed),
            processor: self.processor.min(other.processor),
        }
    }

    fn beyond(self, other: Self) -> Self {
        Self {
            elapsed: self.elapsed.saturating_sub(other.elapsed),
            processor: self.processor.saturating_sub(other.processor),
        }
    }
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2?} ({:.2?} of processor time)", self.elapsed, self.processor)
    }
}

struct Program {
    folder: PathBuf,
}

impl Program {
    /// Writes a package that is a workspace of its own, with the versions of ours and a profile that can use what was built for ours.
    fn write(name: &str, main: &str) -> Result<Self> {
        let folder = root().join(FOLDER).join(name);
        fs::create_dir_all(folder.join("src"))?;
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let runtime = root().join("runtime");
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[package]\nname = \"compile-time-{name}\"\nedition = \"2024\"\n\n[workspace]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n\n\
                 [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
                 tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\nwigwag = {{ path = {runtime:?} }}\n"
            ),
        )?;
        fs::write(folder.join("src/main.rs"), main)?;
        Ok(Self { folder })
    }

    /// Compiles the package anew.
    fn compile(&self, command: &str) -> Result<Taken> {
        let main = self.folder.join("src/main.rs");
        fs::write(&main, fs::read(&main)?)?;
        let mut cargo = cargo([command, "--quiet", "--offline"]);
        cargo.current_dir(&self.folder).env("CARGO_INCREMENTAL", "0");
        cargo.env("CARGO_TARGET_DIR", root().join("target"));
        let (start, before) = (Instant::now(), children_time()?);
        let output = cargo.stdin(Stdio::null()).output()?;
        let processor = children_time()?.saturating_sub(before);
        match output.status.success() {
            true => Ok(Taken { elapsed: start.elapsed(), processor }),
            false => Err(String::from_utf8_lossy(&output.stderr).into()),
        }
    }
}

/// The processor time of all programs that this one has started and that have ended, as Linux tells it.
fn children_time() -> Result<Duration> {
    const TICK: Duration = Duration::from_millis(10);
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in parentheses, can hold spaces.
    let (_, fields) = stat.rsplit_once(')').ok_or("not the form that Linux writes")?;
    let mut fields = fields.split_whitespace().skip(13);
    let mut ticks = || -> Result<u32> { Ok(fields.next().ok_or("too few fields")?.parse()?) };
    Ok(TICK * (ticks()? + ticks()?))
}

/// A server of no namespace.
const SERVER: &str = r#"
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let io = wigwag::Io::builder().build()?;
    Ok(io.serve("127.0.0.1:0").await?)
}
"#;

/// The same with the payload types, which are for nothing.
fn with_serde() -> String {
    const STRUCT: &str =
        "#[derive(serde::Serialize, serde::Deserialize)] #[serde(rename_all = \"camelCase\")]";
    const ENUM: &str = "#[derive(serde::Serialize, serde::Deserialize)] \
                        #[serde(rename_all = \"camelCase\", rename_all_fields = \"camelCase\", tag = \"kind\")]";
    let types: String = (0..CONTRACTS)
        .flat_map(|contract| (0..EVENTS).map(move |event| format!("{contract}x{event}")))
        .map(|id| payloads(&id, STRUCT, ENUM))
        .collect();
    format!("#![allow(dead_code)]\n{types}{SERVER}")
}

fn with_contracts() -> String {
    let mut program = String::from(
        "#![allow(dead_code)]\n\nuse wigwag::{payload, socket_events};\n\nstruct App;\n",
    );
    let mut mounts = String::new();
    for index in 0..CONTRACTS {
        program += &contract(index);
        // Text is written without fail.
        let _ = write!(mounts, ".mount(contract{index}::serve(App))");
    }
    program + &SERVER.replace(".build()", &format!("{mounts}.build()"))
}

/// Two types under these attributes.
fn payloads(id: &str, structs: &str, enums: &str) -> String {
    format!(
        "{structs} pub struct Request{id} {{ id: u32, text: String, flags: Vec<bool>, reply_to: Option<u64> }}\n\
         {enums} pub enum Reply{id} {{ Done {{ id: u32, at: f64 }}, Queued {{ place: u32 }}, Ignored }}\n"
    )
}

/// A contract with events of every form, its payloads and its handlers.
fn contract(index: usize) -> String {
    let (mut types, mut events, mut handlers) = (String::new(), String::new(), String::new());
    for event in 0..EVENTS {
        let id = format!("{index}x{event}");
        types += &payloads(&id, "#[payload]", "#[payload(tag = \"kind\")]");
        match event % 4 {
            0 | 1 => {
                let signature = format!(
                    "async fn event{event}(&self, cx: contract{index}::Cx<Self>, request: Request{id}) -> Result<Reply{id}, String>"
                );
                events += &format!("/// Event {event}.\n{signature};\n");
                handlers += &format!(
                    "{signature} {{ use contract{index}::Emit as _; cx.broadcast().event2(&request{index}(), &Reply{index}x2::Ignored); \
                     Ok(Reply{id}::Done {{ id: request.id, at: 0.5 }}) }}\n"
                );
            }
            2 => {
                events += &format!(
                    "#[to_client] fn event{event}(request: &Request{id}, reply: &Reply{id});\n"
                )
            }
            _ => {
                events += &format!(
                    "#[to_client] async fn event{event}(request: &Request{id}) -> Reply{id};\n"
                )
            }
        }
    }
    format!(
        "{types}\nfn request{index}() -> Request{index}x2 {{ Request{index}x2 {{ id: 1, text: String::new(), flags: Vec::new(), reply_to: None }} }}\n\
         #[socket_events(namespace = \"/{index}\")]\npub trait Contract{index} {{\n{events}}}\nimpl Contract{index} for App {{\n{handlers}}}\n"
    )
}
