//! Who may send an event.

use std::future::Future;

use super::Cx;
use crate::Contract;

/// Decides over events before their handler: `#[guard(CanPost)]` in the contract `N`, for handlers that keep an `S` for each socket.
///
/// The contract names the type; what it decides may be said where the session is known, also in another crate. An event that is
/// refused is answered with `wigwag.forbidden`, where its answer has a place for errors. Several guards are asked in the order in
/// which they are written, and the first that refuses ends it. A panic refuses the event with `wigwag.internal`.
///
/// ```
/// use wigwag::{Cx, Forbidden, Guard, socket_events};
///
/// pub struct CanPost;
///
/// #[socket_events(namespace = "/chat")]
/// pub trait Chat {
///     type Session;
///
///     /// Post a message.
///     #[guard(CanPost)]
///     async fn send(&self, cx: chat::Cx<Self>, text: String) -> Result<(), String>;
/// }
///
/// pub struct Session {
///     is_muted: bool,
/// }
///
/// impl Guard<chat::Ns, Session> for CanPost {
///     async fn check(cx: &Cx<chat::Ns, Session>, _event: &str) -> Result<(), Forbidden> {
///         if cx.session().is_muted { Err(Forbidden::new("you are muted")) } else { Ok(()) }
///     }
/// }
/// # fn main() {}
/// ```
///
/// # Cancel safety
/// The future is dropped where it waits when the session's task ends, as that of a handler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not guard the events of this contract",
    label = "a guard of the contract is not implemented for sessions of the type `{S}`",
    note = "implement `wigwag::Guard<{N}, {S}>` for `{Self}`"
)]
pub trait Guard<N: Contract, S>: 'static {
    /// Lets an event pass, or refuses it. `event` is its name in the contract, also where the client has used an alias.
    fn check(cx: &Cx<N, S>, event: &str) -> impl Future<Output = Result<(), Forbidden>> + Send;
}

/// An event that its sender may not send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    message: String,
}

impl Forbidden {
    /// With a text for people, which the client is told.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    pub(super) fn into_message(self) -> String {
        self.message
    }
}

/// `forbidden`, and nothing more.
impl Default for Forbidden {
    fn default() -> Self {
        Self::new("forbidden")
    }
}

/// The guards of one event: one and the rest of them, in the end `()`.
pub trait Guards<N: Contract, S>: 'static {
    /// Whether there is none.
    const IS_EMPTY: bool;

    /// Asks them all.
    ///
    /// # Errors
    /// Those of the first guard that refuses.
    fn check_all(cx: &Cx<N, S>, event: &str) -> impl Future<Output = Result<(), Forbidden>> + Send;
}

impl<N: Contract, S: Sync + Send> Guards<N, S> for () {
    const IS_EMPTY: bool = true;

    async fn check_all(_: &Cx<N, S>, _: &str) -> Result<(), Forbidden> {
        Ok(())
    }
}

impl<N, S, G, Rest> Guards<N, S> for (G, Rest)
where
    N: Contract,
    S: Send + Sync + 'static,
    G: Guard<N, S>,
    Rest: Guards<N, S>,
{
    const IS_EMPTY: bool = false;

    async fn check_all(cx: &Cx<N, S>, event: &str) -> Result<(), Forbidden> {
        G::check(cx, event).await?;
        Rest::check_all(cx, event).await
    }
}
