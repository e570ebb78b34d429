//! Whether what is generated tells the truth: random values of the zoo's types against the document,
//! the schema bundle and the TypeScript compiler.
//!
//! It needs the npm packages of `tests`: `cargo xtask test truth` installs them and runs this. The
//! values are the same in every run; `WIGWAG_SEED` gives others.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod exceptions;
mod growth;
mod literals;
mod mutation;
mod random;
mod schemas;

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::Value;
use wigwag::Args;
use wigwag_tests::zoo::{self, Specimen};

use self::{
    growth::Growth,
    literals::Literals,
    mutation::mutated,
    random::Seed,
    schemas::{Direction, Schemas},
};

/// How many values of each type are made for a schema.
const VALUES: u64 = 200;

/// How many values of each type the TypeScript compiler is shown.
const LITERALS: u64 = 30;

/// What does not hold, by specimen. The first few of each say enough.
#[derive(Default)]
struct Faults(BTreeMap<&'static str, Vec<String>>);

impl Faults {
    fn add(&mut self, specimen: &Specimen, fault: String) {
        self.0.entry(specimen.name).or_default().push(fault);
    }

    #[track_caller]
    fn report(&self) {
        let mut report = String::new();
        for (name, faults) in &self.0 {
            _ = writeln!(report, "{name}: {} faults", faults.len());
            faults.iter().take(3).for_each(|fault| _ = writeln!(report, "    {fault}"));
        }
        assert!(report.is_empty(), "{} (WIGWAG_SEED={})\n{report}", self.0.len(), Seed::root());
    }
}

/// A value of the specimen's type as it travels to clients.
fn written(specimen: &Specimen, index: u64) -> Value {
    let bytes = Seed::of(specimen.name, index).bytes(200);
    let args = (specimen.write)(&mut arbitrary::Unstructured::new(&bytes));
    let args = args.expect("there are enough bytes").expect("the zoo writes only what may travel");
    serde_json::from_str(args.json_list()).unwrap()
}

/// Values that the schema for clients allows.
fn grown<'a>(
    schemas: &'a Schemas,
    specimen: &'a Specimen,
    count: u64,
) -> impl Iterator<Item = Value> + 'a {
    let validator = schemas.validator(specimen.name, Direction::ClientToServer);
    let schema = schemas.schema(specimen.name, Direction::ClientToServer);
    (0..count).filter_map(move |index| {
        let value = Growth::new(schemas, Seed::of(specimen.name, index)).value(schema)?;
        validator.is_valid(&value).then_some(value)
    })
}

/// The values of [`grown`], each with one thing changed.
fn mutants<'a>(
    schemas: &'a Schemas,
    specimen: &'a Specimen,
    count: u64,
) -> impl Iterator<Item = Value> + 'a {
    let values = (0..count).zip(grown(schemas, specimen, count));
    values.map(|(index, value)| mutated(&value, Seed::of(specimen.name, index)))
}

fn read(specimen: &Specimen, value: &Value) -> Result<(), wigwag::ArgsError> {
    let attachments = vec![wigwag::Binary::from(vec![1, 2]).into_bytes(); growth::ATTACHMENTS];
    let args = Args::from_json(format!("[{value}]"), attachments).unwrap();
    (specimen.read)(&args)
}

#[test]
fn what_the_server_writes_is_what_the_schema_says() {
    let schemas = Schemas::of_the_zoo();
    let mut faults = Faults::default();
    for specimen in &zoo::specimens() {
        let validator = schemas.validator(specimen.name, Direction::ServerToClient);
        for value in (0..VALUES).map(|index| written(specimen, index)) {
            if let Err(error) = validator.validate(&value) {
                faults.add(specimen, format!("{value}: {error}"));
            }
        }
    }
    faults.report();
}

/// The audit has a validator of its own, which also refuses what the schema does not list.
#[test]
fn what_the_server_writes_passes_its_audit() {
    let mut faults = Faults::default();
    for specimen in &zoo::specimens() {
        let audit = (specimen.audit)();
        for value in (0..VALUES).map(|index| written(specimen, index)) {
            if let Err(mismatch) = audit.check(&value) {
                faults.add(specimen, format!("{value}: {mismatch}"));
            }
        }
    }
    faults.report();
}

#[test]
fn what_the_schema_allows_is_what_the_server_reads() {
    let schemas = Schemas::of_the_zoo();
    let mut faults = Faults::default();
    for specimen in &zoo::specimens() {
        let mut count = 0;
        for value in grown(&schemas, specimen, VALUES) {
            count += 1;
            if let Err(error) = read(specimen, &value)
                && !exceptions::is_wider(specimen.name, &error)
            {
                faults.add(specimen, format!("{value}: {error}"));
            }
        }
        if count < VALUES / 4 {
            faults.add(specimen, format!("only {count} values grew of {VALUES}"));
        }
    }
    faults.report();
}

#[test]
fn typescript_accepts_what_is_written_and_what_may_be_sent() {
    let schemas = Schemas::of_the_zoo();
    let mut literals = Literals::default();
    for specimen in &zoo::specimens() {
        for value in (0..LITERALS).map(|index| written(specimen, index)) {
            literals.add(specimen.name, Direction::ServerToClient, &value);
        }
        for value in grown(&schemas, specimen, LITERALS) {
            literals.add(specimen.name, Direction::ClientToServer, &value);
        }
    }
    let module = zoo::api().document().unwrap().typescript();
    assert_eq!(literals.check("right", &module), "");
}

#[test]
fn what_the_schema_refuses_is_what_the_server_refuses() {
    let schemas = Schemas::of_the_zoo();
    let mut faults = Faults::default();
    for specimen in &zoo::specimens() {
        let validator = schemas.validator(specimen.name, Direction::ClientToServer);
        for value in mutants(&schemas, specimen, VALUES) {
            let is_unexpected =
                !validator.is_valid(&value) && !exceptions::is_narrower(specimen.name);
            if is_unexpected && read(specimen, &value).is_ok() {
                faults.add(specimen, value.to_string());
            }
        }
    }
    faults.report();
}

#[test]
fn typescript_refuses_what_no_schema_allows() {
    let schemas = Schemas::of_the_zoo();
    let mut literals = Literals::default();
    let specimens = zoo::specimens();
    let exact = |specimen: &&Specimen| !exceptions::is_wider_in_typescript(specimen.name);
    for specimen in specimens.iter().filter(exact) {
        let loose = schemas.loose_validator(specimen.name, Direction::ClientToServer);
        for value in mutants(&schemas, specimen, LITERALS) {
            if !loose.is_valid(&value) {
                literals.add_wrong(specimen.name, Direction::ClientToServer, &value);
            }
        }
    }
    let module = zoo::api().document().unwrap().typescript();
    assert_eq!(literals.check("wrong", &module), "");
}

#[test]
fn the_bundle_says_what_the_document_says() {
    let schemas = Schemas::of_the_zoo();
    jsonschema::meta::validate(schemas.bundle()).unwrap();
    let values: Vec<_> = zoo::specimens()
        .iter()
        .flat_map(|specimen| {
            let values = grown(&schemas, specimen, 10).chain(mutants(&schemas, specimen, 10));
            values.collect::<Vec<_>>()
        })
        .collect();
    for (name, by_document, by_bundle) in schemas.named_types() {
        for value in &values {
            assert_eq!(by_document.is_valid(value), by_bundle.is_valid(value), "{name}: {value}");
        }
    }
}
