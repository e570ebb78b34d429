//! The parameters in the name of a contract's namespace.

/// The parameters of a contract whose namespace has some: `/chat/{room}`. Derive it.
///
/// The struct has one field for each parameter, of the same name, and of any type that is [`Display`](std::fmt::Display) and
/// [`FromStr`](std::str::FromStr). In the namespace's name a value is written as JavaScript's `encodeURIComponent` writes it.
///
/// A name belongs to the contract when its parameters can be read into the struct and are written just as they stand in the name:
/// with a `level: u32`, `/game/7` does and `/game/07`, `/game/%37` and `/game/seven` do not. So there is one namespace for one
/// value, and clients that connect to other names are refused with `Invalid namespace`.
///
/// ```
/// use wigwag::{Params, socket_events};
///
/// #[derive(Clone, Params)]
/// pub struct ChatParams {
///     /// Which room.
///     room: String,
/// }
///
/// #[socket_events(namespace = "/chat/{room}")]
/// pub trait Chat {
///     type Params = ChatParams;
///
///     /// Ask where this is.
///     async fn whereabouts(&self, cx: chat::Cx<Self>) -> String;
/// }
///
/// struct App;
///
/// impl Chat for App {
///     async fn whereabouts(&self, cx: chat::Cx<Self>) -> String {
///         cx.params().room.clone()
///     }
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have the parameters of a namespace",
    label = "this type needs `wigwag::Params`",
    note = "add `#[derive(Clone, wigwag::Params)]` to `{Self}`, a struct with a field for each parameter"
)]
pub trait Params: Clone + Send + Sync + 'static {
    /// The parameters.
    const PARAMS: &'static [Param];

    /// The text of the parameter `name`; `None` when there is none of this name.
    fn text(&self, name: &str) -> Option<String>;

    /// The value whose parameters have these texts; `None` when one of them has none.
    fn from_texts<'a>(text: impl Fn(&str) -> Option<&'a str>) -> Option<Self>;
}

/// One parameter of a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Param {
    /// Its name, which stands in braces in the namespace.
    pub name: &'static str,
    /// What its doc comment says.
    pub docs: Option<&'static str>,
}

impl Param {
    /// A parameter without a doc comment.
    pub const fn new(name: &'static str) -> Self {
        Self { name, docs: None }
    }

    /// Adds what its doc comment says.
    #[must_use]
    pub const fn docs(self, docs: &'static str) -> Self {
        Self { docs: Some(docs), ..self }
    }
}

/// Whether these are the names of the parameters, in whatever order.
pub const fn has_params<P: Params>(names: &[&str]) -> bool {
    let mut index = 0;
    while index < names.len() {
        if !has_param(P::PARAMS, names[index]) {
            return false;
        }
        index += 1;
    }
    P::PARAMS.len() == names.len()
}

const fn has_param(params: &[Param], name: &str) -> bool {
    let mut index = 0;
    while index < params.len() {
        if is_same(params[index].name, name) {
            return true;
        }
        index += 1;
    }
    false
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}
