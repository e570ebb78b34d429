//! What contracts cost the compiler: a program with events and payload types, against the same program without them, and against the same
//! types with serde alone. Instructions are counted, which are the same on any machine and whatever else it does.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use crate::{
    Result, debian,
    process::{cargo, output_of, program, root, say},
    test::Totals,
};

/// Where the programs are.
const FOLDER: &str = "target/compile-time";

/// Cargo calls it with the compiler and its arguments, in the folder of the program. It is there because valgrind takes the name of its
/// tool from nowhere but its own arguments.
const COUNTED_COMPILER: &str = r#"#!/bin/sh
exec "$VALGRIND" --quiet --tool=cachegrind --cache-sim=no --cachegrind-out-file=instructions "$@"
"#;

/// A quarter of what the budgets are meant for, because counting is slow; four of these contracts take the same ratios, within a
/// twentieth.
const CONTRACTS: usize = 1;
const EVENTS: usize = 25;

/// A command of cargo, and how many times the instructions of serde's own derives the contracts may take.
///
/// Users are to wait at most 2 seconds for the check of 100 events with 200 types and 4 for their build, where serde takes 1.4 for the
/// types: 1.43 and 2.86 times the time, and a little room. A check takes the same ratio in instructions; in a build those of the code
/// generator, which are quick ones, count for more: 3.05 times the instructions were 2.55 times the time.
const BUDGETS: [(&str, f64); 2] = [("check", 1.5), ("build", 3.3)];

/// Counts, says what came out, and compares it with the budgets. Left out where valgrind is not.
pub(crate) fn run() -> Result<Totals> {
    let Some(compiler) = Compiler::find()? else {
        return Ok(Totals::SKIPPED);
    };
    let bare = Program::write("bare", SERVER)?;
    let serde = Program::write("serde", &with_serde())?;
    let contracts = Program::write("contracts", &with_contracts())?;
    let mut totals = Totals::default();
    for (command, budget) in BUDGETS {
        let bare = compiler.count(command, &bare)?;
        let by_serde = compiler.count(command, &serde)? - bare;
        let by_contracts = compiler.count(command, &contracts)? - bare;
        let ratio = by_contracts / by_serde;
        say(&format!(
            "cargo {command}: {} events with {} payload types add {by_contracts:.2} billion instructions, the types with serde alone \
             {by_serde:.2}: {ratio:.2} times, at most {budget}",
            CONTRACTS * EVENTS,
            2 * CONTRACTS * EVENTS,
        ));
        totals += if ratio <= budget { Totals::PASSED } else { Totals::FAILED };
    }
    Ok(totals)
}

/// The compiler, and what counts its instructions.
struct Compiler {
    rustc: PathBuf,
    valgrind: PathBuf,
    /// The one run by the other.
    counted: PathBuf,
}

impl Compiler {
    fn find() -> Result<Option<Self>> {
        let Some((_, valgrind)) = debian::VALGRIND.find_or_install()? else {
            return Ok(None);
        };
        // What is called `rustc` may be a program that only chooses one.
        let toolchain = output_of(program("rustc").args(["--print", "sysroot"]))?;
        let rustc = format!("rustc{}", env::consts::EXE_SUFFIX);
        let rustc = Path::new(toolchain.trim_end()).join("bin").join(rustc);
        let counted = root().join(FOLDER).join("rustc");
        fs::create_dir_all(root().join(FOLDER))?;
        fs::write(&counted, COUNTED_COMPILER)?;
        make_executable(&counted)?;
        Ok(Some(Self { rustc, valgrind, counted }))
    }

    /// Compiles a program anew, its dependencies if need be, and gives what the program took, in billions of instructions.
    fn count(&self, command: &str, program: &Program) -> Result<f64> {
        let main = program.folder.join("src/main.rs");
        fs::write(&main, fs::read(&main)?)?;
        let mut cargo = cargo([command, "--quiet", "--offline"]);
        cargo.current_dir(&program.folder).env("CARGO_INCREMENTAL", "0");
        cargo.env("CARGO_TARGET_DIR", root().join("target"));
        cargo.env("RUSTC", &self.rustc).env("RUSTC_WORKSPACE_WRAPPER", &self.counted);
        cargo.env("VALGRIND", &self.valgrind);
        let output = cargo.stdin(Stdio::null()).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        program.counted()
    }
}

/// Where there is valgrind, this is needed and possible.
fn make_executable(script: &Path) -> Result {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(script, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
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

    /// The last count, in billions.
    fn counted(&self) -> Result<f64> {
        let report = fs::read_to_string(self.folder.join("instructions"))?;
        let sum = report.lines().find_map(|line| line.strip_prefix("summary: "));
        Ok(sum.ok_or("valgrind wrote no sum")?.trim().parse::<f64>()? / 1e9)
    }
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
