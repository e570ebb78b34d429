//! Numbers, texts, and what has a form of its own.

use arbitrary::Arbitrary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wigwag::{Binary, I64, U64, U128};

use super::{
    Specimen,
    values::{
        binaries, binary, date_time, finite_f32, finite_f64, json, safe_i64, safe_u64, some_binary,
        uuid,
    },
};

pub(super) fn specimens() -> Vec<Specimen> {
    specimens![
        bool,
        u8,
        i8,
        u16,
        i16,
        u32,
        i32,
        char,
        String,
        (),
        Integers,
        Exact,
        Floats,
        Finite,
        UserName,
        Meters,
        Stamped,
        Anything,
        Attachment,
        Attachments,
        Attached,
    ]
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Integers {
    #[arbitrary(with = safe_u64)]
    unsigned: u64,
    #[arbitrary(with = safe_i64)]
    signed: i64,
    #[arbitrary(with = |random: &mut _| safe_i64(random).map(i128::from))]
    large: i128,
    #[arbitrary(with = |random: &mut _| safe_u64(random).map(u128::from))]
    large_unsigned: u128,
    #[arbitrary(with = |random: &mut _| safe_u64(random).map(|number| number as usize))]
    size: usize,
}

/// Integers that travel as texts, as large as they are.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Exact {
    #[arbitrary(with = |random: &mut _| u64::arbitrary(random).map(U64::from))]
    unsigned: U64,
    #[arbitrary(with = |random: &mut _| i64::arbitrary(random).map(I64::from))]
    signed: I64,
    #[arbitrary(with = |random: &mut _| u128::arbitrary(random).map(U128::from))]
    large: U128,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Floats {
    #[arbitrary(with = finite_f32)]
    single: f32,
    #[arbitrary(with = finite_f64)]
    double: f64,
}

/// A number in collections, which would have `NaN` in them otherwise.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(inline)]
pub(super) struct Finite(#[arbitrary(with = finite_f64)] f64);

#[derive(Arbitrary, Debug, Deserialize, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
pub(super) struct UserName(String);

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(transparent)]
struct Meters {
    #[arbitrary(with = finite_f64)]
    value: f64,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Stamped {
    #[arbitrary(with = date_time)]
    #[schemars(extend("format" = "date-time"))]
    at: String,
    #[arbitrary(with = uuid)]
    #[schemars(extend("format" = "uuid"))]
    id: String,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Anything {
    #[arbitrary(with = json)]
    value: Value,
    #[arbitrary(with = |random: &mut _| json(random).map(Some))]
    maybe: Option<Value>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Attachment(#[arbitrary(with = binary)] Binary);

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Attachments {
    name: String,
    #[arbitrary(with = binary)]
    bytes: Binary,
    #[arbitrary(with = some_binary)]
    thumbnail: Option<Binary>,
    #[arbitrary(with = binaries)]
    parts: Vec<Binary>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "kind")]
enum Attached {
    Text { text: String },
    File(AttachedFile),
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct AttachedFile {
    #[arbitrary(with = binary)]
    bytes: Binary,
}
