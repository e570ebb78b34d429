//! What a contract is to the compiler: the part that front-end tooling needs too, without a server.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wigwag_schema::{Describe, NamespaceBuilder};

use crate::answer::{Empty, Value};
use crate::{Params, RoomName};
#[cfg(feature = "server")]
use crate::{
    audit::Auditor,
    codec::{ArgsError, EncodeError},
    json::{self, Numbers},
    socket::{Auth, Mount, Namespace, NamespaceHandler, Refusal},
    typed::matcher,
};

/// A type that a client may send: an argument of a handled event, `Auth`, or the acknowledgement of an emitted event.
///
/// Implemented for every type that is [`serde::de::DeserializeOwned`] and [`schemars::JsonSchema`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be received from a client",
    label = "this type needs `serde::Deserialize` and `schemars::JsonSchema`",
    note = "add `#[wigwag::payload]` to `{Self}`, or `#[derive(serde::Deserialize, schemars::JsonSchema)]`, without borrowed fields"
)]
pub trait Received: DeserializeOwned + JsonSchema {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema> Received for T {}

/// A type that the server may send: an argument of an emitted event, `Reject`, or the acknowledgement of a handled event.
///
/// Implemented for every type that is [`serde::Serialize`] and [`schemars::JsonSchema`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent to a client",
    label = "this type needs `serde::Serialize` and `schemars::JsonSchema`",
    note = "add `#[wigwag::payload]` to `{Self}`, or `#[derive(serde::Serialize, schemars::JsonSchema)]`"
)]
pub trait Emitted: Serialize + JsonSchema {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + ?Sized> Emitted for T {}

/// One namespace as a contract declares it. Implemented by `#[socket_events]` for the `Ns` of each module that it generates.
pub trait Contract: Describe + fmt::Debug + Send + Sync + 'static {
    /// What a client presents; `()` when the contract asks for nothing.
    type Auth: Send + 'static;

    /// Why a client can be refused; uninhabited when it cannot.
    type Reject: Send + 'static;

    /// The parameters in its name; `()` when there are none.
    type Params: Clone + Send + Sync + 'static;

    #[doc(hidden)]
    type AuthForm: Presents<Self::Auth>;

    #[doc(hidden)]
    type RejectForm: Refuses<Self::Reject>;

    #[doc(hidden)]
    type ParamsForm: Locates<Self::Params>;

    /// What names its rooms: [`AnyRooms`], [`TypedRooms`] or [`Faulty`].
    #[doc(hidden)]
    type Rooms;
}

/// Rooms are named by any text.
#[derive(Debug)]
pub enum AnyRooms {}

/// Rooms are named by the values of `R`.
#[derive(Debug)]
pub struct TypedRooms<R: RoomName>(PhantomData<R>);

/// What a contract with faults says of its parameters and of its rooms: they are not what its author is told about.
#[derive(Debug)]
pub enum Faulty {}

/// How what a client presents travels: [`Empty`] when it is not asked, or [`Value`].
pub trait Presents<T> {
    /// Adds what is presented to a namespace.
    fn describe(namespace: &mut NamespaceBuilder);

    /// Reads what a client presents.
    ///
    /// # Errors
    /// When it has another shape.
    #[cfg(feature = "server")]
    fn read(auth: &Auth) -> Result<T, ArgsError>;
}

/// What a client is told besides the reason.
#[cfg(feature = "server")]
pub(crate) const REFUSED: &str = "refused";

/// How the reason of a refusal travels: [`Empty`] when there is none, or [`Value`].
pub trait Refuses<T> {
    /// Adds the reason to a namespace.
    fn describe(namespace: &mut NamespaceBuilder);

    /// Refuses a client.
    ///
    /// # Errors
    /// When the reason cannot be written, or is not what its schema says.
    #[cfg(feature = "server")]
    fn refuse(reason: T, auditor: Auditor) -> Result<Refusal, EncodeError>;
}

/// How the namespace is named: [`Empty`] by one name, or [`Value`] by one with parameters.
pub trait Locates<P> {
    /// Adds the parameters to a namespace.
    fn describe(namespace: &mut NamespaceBuilder);

    /// The namespace or namespaces `name`, with their application.
    #[cfg(feature = "server")]
    fn mount(name: &'static str, handler: impl NamespaceHandler) -> Mount;

    /// What the name of one of these namespaces says; `None` for others.
    #[cfg(feature = "server")]
    fn read(namespace: &Namespace) -> Option<P>;
}

impl Presents<()> for Empty {
    fn describe(_: &mut NamespaceBuilder) {}

    #[cfg(feature = "server")]
    fn read(_: &Auth) -> Result<(), ArgsError> {
        Ok(())
    }
}

impl<T: Received> Presents<T> for Value {
    fn describe(namespace: &mut NamespaceBuilder) {
        namespace.auth::<T>();
    }

    #[cfg(feature = "server")]
    fn read(auth: &Auth) -> Result<T, ArgsError> {
        auth.read()
    }
}

impl Refuses<Infallible> for Empty {
    fn describe(_: &mut NamespaceBuilder) {}

    #[cfg(feature = "server")]
    fn refuse(reason: Infallible, _: Auditor) -> Result<Refusal, EncodeError> {
        match reason {}
    }
}

impl<T: Emitted + Send + 'static> Refuses<T> for Value {
    fn describe(namespace: &mut NamespaceBuilder) {
        namespace.reject::<T>();
    }

    #[cfg(feature = "server")]
    fn refuse(reason: T, auditor: Auditor) -> Result<Refusal, EncodeError> {
        let mut json = Vec::new();
        json::write(&mut json, &reason, Numbers::Exact)
            .map_err(|unwritable| EncodeError::unwritable(None, unwritable))?;
        auditor.check::<T>(None, &json)?;
        let data: Box<serde_json::value::RawValue> =
            serde_json::from_slice(&json).map_err(EncodeError::other)?;
        Ok(Refusal::new(REFUSED).with_data(data))
    }
}

impl Locates<()> for Empty {
    fn describe(_: &mut NamespaceBuilder) {}

    #[cfg(feature = "server")]
    fn mount(name: &'static str, handler: impl NamespaceHandler) -> Mount {
        Mount::new(name, handler)
    }

    #[cfg(feature = "server")]
    fn read(_: &Namespace) -> Option<()> {
        Some(())
    }
}

impl<P: Params> Locates<P> for Value {
    fn describe(namespace: &mut NamespaceBuilder) {
        for param in P::PARAMS {
            namespace.param(param.name, param.docs);
        }
    }

    #[cfg(feature = "server")]
    fn mount(name: &'static str, handler: impl NamespaceHandler) -> Mount {
        Mount::dynamic(matcher::<P>(name), handler)
    }

    #[cfg(feature = "server")]
    fn read(namespace: &Namespace) -> Option<P> {
        P::from_texts(|name| namespace.param(name))
    }
}

impl<P> Locates<P> for Faulty {
    fn describe(_: &mut NamespaceBuilder) {}

    #[cfg(feature = "server")]
    fn mount(_: &'static str, _: impl NamespaceHandler) -> Mount {
        unreachable!("a contract with faults does not compile")
    }

    #[cfg(feature = "server")]
    fn read(_: &Namespace) -> Option<P> {
        None
    }
}

/// Describes what is declared besides events: parameters, what a client presents, and why it can be refused.
pub fn declared<N: Contract>(namespace: &mut NamespaceBuilder) {
    N::ParamsForm::describe(namespace);
    N::AuthForm::describe(namespace);
    N::RejectForm::describe(namespace);
}

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
