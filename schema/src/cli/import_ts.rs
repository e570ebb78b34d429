//! `import-ts`: a contract's skeleton from event maps in TypeScript.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::fail;
use crate::import::{ImportError, Imported, Module, Request, import, parse};

/// As many files are read at most, with those that they import.
const FILES_MAX: usize = 1_000;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The TypeScript files. What they import from files beside them is read, too.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The namespace that clients connect to.
    #[arg(long, default_value = "/")]
    namespace: String,
    /// The name of the trait.
    #[arg(long, default_value = "Events")]
    name: String,
    /// The interface of the events that clients send.
    #[arg(long, value_name = "INTERFACE", default_value = "ClientToServerEvents")]
    client_to_server: String,
    /// The interface of the events that the server sends.
    #[arg(long, value_name = "INTERFACE", default_value = "ServerToClientEvents")]
    server_to_client: String,
    /// The interface of the events that servers send each other.
    #[arg(long, value_name = "INTERFACE", default_value = "InterServerEvents")]
    inter_server: String,
    /// Where to write the Rust; a file that is there already is left alone [default: the terminal].
    #[arg(long)]
    out: Option<PathBuf>,
}

pub(super) fn run(
    args: &Args,
    out: &mut impl Write,
    errors: &mut impl Write,
) -> io::Result<ExitCode> {
    let request = Request {
        name: args.name.clone(),
        namespace: args.namespace.clone(),
        client_to_server: args.client_to_server.clone(),
        server_to_client: args.server_to_client.clone(),
        inter_server: args.inter_server.clone(),
    };
    let imported = read(&args.files).and_then(|module| import(&module, &request));
    let Imported { rust, notes } = match imported {
        Ok(imported) => imported,
        Err(error) => return fail(&error, errors),
    };
    match &args.out {
        None => write!(out, "{rust}")?,
        Some(path) => {
            if let Err(error) = create(path, &rust) {
                return fail(&error, errors);
            }
            writeln!(out, "written  {}", path.display())?;
        }
    }
    for note in notes {
        writeln!(errors, "note: {note}")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn create(path: &Path, rust: &str) -> Result<(), ImportError> {
    let file = fs::File::create_new(path).and_then(|mut file| file.write_all(rust.as_bytes()));
    file.map_err(|error| ImportError(format!("{}: {error}", path.display())))
}

/// Reads the files, and what they import from files beside them.
fn read(files: &[PathBuf]) -> Result<Module, ImportError> {
    let mut module = Module::default();
    let mut seen = BTreeSet::new();
    let mut open: Vec<PathBuf> = files.iter().rev().cloned().collect();
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) || seen.len() > FILES_MAX {
            continue;
        }
        let file = path.display().to_string();
        let text =
            fs::read_to_string(&path).map_err(|error| ImportError(format!("{file}: {error}")))?;
        let parsed = parse(&file, &text)?;
        open.extend(parsed.imports.iter().filter_map(|import| beside(&path, import)));
        module.add(parsed);
    }
    Ok(module)
}

/// The file that `import` means in the file `from`; nothing for packages.
fn beside(from: &Path, import: &str) -> Option<PathBuf> {
    if !import.starts_with('.') {
        return None;
    }
    let path = from.parent()?.join(import);
    let base = import.strip_suffix(".js").map(|import| from.parent().map(|to| to.join(import)));
    let base = base.flatten().unwrap_or_else(|| path.clone());
    let with = |end: &str| PathBuf::from(format!("{}{end}", base.display()));
    [path, with(".ts"), with(".tsx"), with(".d.ts"), base.join("index.ts")]
        .into_iter()
        .find(|path| path.is_file())
}
