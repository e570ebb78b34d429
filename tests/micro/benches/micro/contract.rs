//! The contract of the server that is measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wigwag::{Binary, Io, socket_events};

/// What clients ask for, and what they are told.
#[socket_events]
pub(crate) trait Micro {
    /// Get the data back.
    async fn echo(&self, cx: micro::Cx<Self>, data: Data) -> Data;

    /// Get the bytes back.
    async fn echob(&self, cx: micro::Cx<Self>, bytes: Binary) -> Binary;

    /// Order something.
    async fn order(&self, cx: micro::Cx<Self>, order: Order) -> Order;

    /// Data for everybody.
    #[to_client]
    fn msg(data: &Data);
}

/// The data of load generators.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Data {
    pub(crate) data: String,
}

impl Data {
    /// Data that has so many bytes.
    pub(crate) fn of(len: usize) -> Self {
        Self { data: "x".repeat(len) }
    }
}

/// A typical structure of five fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Order {
    pub(crate) id: u32,
    pub(crate) article: String,
    pub(crate) count: u16,
    pub(crate) price: f64,
    pub(crate) is_gift: bool,
}

struct Handler;

impl Micro for Handler {
    async fn echo(&self, _cx: micro::Cx<Self>, data: Data) -> Data {
        data
    }

    async fn echob(&self, _cx: micro::Cx<Self>, bytes: Binary) -> Binary {
        bytes
    }

    async fn order(&self, _cx: micro::Cx<Self>, order: Order) -> Order {
        order
    }
}

/// Builds the server.
pub(crate) fn server() -> Io {
    Io::builder().mount(micro::serve(Handler)).build().expect("the contract is sound")
}
