//! A zoo of payload types: every way in which serde and schemars let a value be written, as
//! specimens of which random values can be made.
//!
//! A test that holds for each of them holds for what people will declare. Each specimen travels both
//! ways in [`Zoo`], as the only argument of the events that are named after it.

/// One specimen for each type.
macro_rules! specimens {
    ($($type:ty),* $(,)?) => {
        vec![$($crate::zoo::Specimen::of::<$type>(stringify!($type))),*]
    };
}
mod collections;
mod enums;
mod fields;
mod flattened;
mod generics;
mod scalars;
mod standard;
mod values;

use arbitrary::{Arbitrary, Unstructured};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use wigwag::{Args, ArgsError, EncodeError};
use wigwag_schema::{Api, Describe, NamespaceBuilder, Validator};

/// A type of the zoo.
#[derive(Clone, Copy, Debug)]
pub struct Specimen {
    /// The type as it is written in Rust, and the name of its events.
    pub name: &'static str,
    /// Adds the events to a contract.
    pub describe: fn(&mut NamespaceBuilder, name: &str),
    /// Makes a random value and writes it as the argument of an event.
    pub write: fn(&mut Unstructured<'_>) -> arbitrary::Result<Result<Args, EncodeError>>,
    /// What the audit of a server holds written values against.
    pub audit: fn() -> Validator,
    /// Reads a value as the argument of an event.
    pub read: fn(&Args) -> Result<(), ArgsError>,
}

impl Specimen {
    fn of<T>(name: &'static str) -> Self
    where
        T: Serialize + DeserializeOwned + JsonSchema + for<'a> Arbitrary<'a> + 'static,
    {
        Self {
            name,
            describe: |ns, name| {
                ns.client_event(name).arg::<T>("value");
                ns.server_event(name).arg::<T>("value");
            },
            write: |random| Ok(Args::of(&(T::arbitrary(random)?,))),
            audit: Validator::of_sent::<T>,
            read: |args| args.read::<(T,)>().map(drop),
        }
    }
}

/// All types of the zoo.
pub fn specimens() -> Vec<Specimen> {
    [
        collections::specimens(),
        enums::specimens(),
        fields::specimens(),
        flattened::specimens(),
        generics::specimens(),
        scalars::specimens(),
        standard::specimens(),
    ]
    .concat()
}

/// The contract in which each specimen travels both ways.
#[derive(Debug)]
pub enum Zoo {}

impl Describe for Zoo {
    const NAME: &'static str = "Zoo";
    const NAMESPACE: &'static str = "/zoo";
    const VERSION: Option<&'static str> = None;

    fn describe(ns: &mut NamespaceBuilder) {
        for specimen in specimens() {
            (specimen.describe)(ns, specimen.name);
        }
    }
}

/// The API of the zoo's contract.
pub fn api() -> Api {
    Api::new("Zoo", "1.0.0").namespace::<Zoo>()
}
