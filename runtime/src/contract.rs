//! What a contract is to the compiler: the part that front-end tooling needs too, without a server.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A type that a client may send: an argument of a handled event, `Auth`, or the acknowledgement of an emitted event.
///
/// Implemented for every type that is [`serde::de::DeserializeOwned`] and [`schemars::JsonSchema`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be received from a client",
    label = "this type needs `serde::Deserialize` and `schemars::JsonSchema`",
    note = "add `#[derive(serde::Deserialize, schemars::JsonSchema)]` to `{Self}`, without borrowed fields"
)]
pub trait Received {}

impl<T: DeserializeOwned + JsonSchema> Received for T {}

/// A type that the server may send: an argument of an emitted event, `Reject`, or the acknowledgement of a handled event.
///
/// Implemented for every type that is [`serde::Serialize`] and [`schemars::JsonSchema`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent to a client",
    label = "this type needs `serde::Serialize` and `schemars::JsonSchema`",
    note = "add `#[derive(serde::Serialize, schemars::JsonSchema)]` to `{Self}`"
)]
pub trait Emitted {}

impl<T: Serialize + JsonSchema + ?Sized> Emitted for T {}

/// Compiles when `T` can be received.
pub const fn assert_received<T: Received + ?Sized>() {}

/// Compiles when `T` can be emitted.
pub const fn assert_emitted<T: Emitted + ?Sized>() {}

/// Lists the contracts of a project, for the document and everything that is made from it.
///
/// ```
/// # use wigwag::socket_events;
/// # #[socket_events]
/// # pub trait Chat { async fn say(&self, cx: chat::Cx<Self>, text: String); }
/// wigwag::api! {
///     /// Everything that the front end speaks to.
///     pub fn api() -> Api { title: "Chat", version: "1.0.0", [chat::Ns] }
/// }
///
/// # fn main() {
/// assert_eq!(api().title(), "Chat");
/// # }
/// ```
#[macro_export]
macro_rules! api {
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident() -> Api {
            title: $title:expr, version: $version:expr, [$($namespace:ty),* $(,)?] $(,)?
        }
    ) => {
        $(#[$attribute])*
        $visibility fn $name() -> $crate::Api {
            $crate::Api::new($title, $version)$(.namespace::<$namespace>())*
        }
    };
}
