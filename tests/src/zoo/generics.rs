//! Types with parameters.

use arbitrary::Arbitrary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Specimen, enums::Size, fields::Leaf};

pub(super) fn specimens() -> Vec<Specimen> {
    specimens![Page<Leaf>, Page<u32>, Page<Option<Size>>, Either<Leaf, Size>, Sized<4>, Page<Page<Leaf>>]
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "PageOf{T}")]
struct Page<T> {
    items: Vec<T>,
    next: Option<u32>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "{L}Or{R}")]
#[serde(tag = "side", content = "value")]
enum Either<L, R> {
    Left(L),
    Right(R),
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Sized<const N: usize> {
    digest: Digest<N>,
}

type Digest<const N: usize> = Vec<[u8; 4]>;
