//! The contract: every event that travels between the page and the server, and what it carries.
//!
//! `cargo xtask gen-ts` turns it into `web/src/api.gen.ts` and the documents in `api/`.

use wigwag::{payload, socket_events};

wigwag::api! {
    /// Everything that the server offers to pages.
    pub fn api() -> Api {
        title: "Board",
        version: env!("CARGO_PKG_VERSION"),
        [board::Ns]
    }
}

// A test that fails when the contract was changed and `cargo xtask gen-ts` was not run.
wigwag::contract_test!(api);

/// A task board that a team shares.
#[socket_events(namespace = "/board")]
pub trait Board {
    type Auth = Visitor;
    type Reject = Refusal;

    /// Put a new task into the first column.
    #[event("task:add")]
    async fn add(&self, cx: board::Cx<Self>, task: NewTask) -> Result<Task, TaskError>;

    /// Move a task to another column.
    #[event("task:move")]
    async fn move_to(&self, cx: board::Cx<Self>, step: Step) -> Result<Task, TaskError>;

    /// Move a task to the last column.
    #[event("task:finish")]
    #[deprecated(since = "0.2.0", note = "use `task:move`")]
    async fn finish(&self, cx: board::Cx<Self>, id: TaskId) -> Result<Task, TaskError>;

    /// Take a task off the board.
    #[event("task:remove")]
    async fn remove(&self, cx: board::Cx<Self>, id: TaskId) -> Result<(), TaskError>;

    /// The whole board, for a page that has just connected.
    #[to_client("board:shown")]
    fn shown(tasks: &[Task]);

    /// A task is new or has changed.
    #[to_client("task:changed")]
    fn changed(task: &Task);

    /// A task is no longer on the board.
    #[to_client("task:removed")]
    fn removed(id: TaskId);

    /// Who looks at the board, by name, after each change.
    #[to_client("people:changed")]
    fn people(names: &[String]);
}

/// Who opens the board.
#[payload]
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The name that the others see. Space around it is removed.
    pub name: String,
}

/// Why somebody cannot open the board.
#[payload(tag = "code")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no name.
    NameEmpty,
    /// The name is too long.
    NameTooLong {
        /// The longest name, in characters.
        chars_max: usize,
    },
    /// The board is open on too many pages.
    Crowded,
}

/// What tells tasks apart.
#[payload(brand)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskId(pub u32);

/// Something to do.
#[payload]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Which task.
    pub id: TaskId,
    /// What is to be done.
    pub title: String,
    /// How far it is.
    pub column: Column,
    /// The name of who put it on the board.
    pub author: String,
}

/// How far a task is.
#[payload]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Nobody has begun.
    Todo,
    /// Somebody is at it.
    Doing,
    /// It is finished.
    Done,
}

/// A task to put on the board.
#[payload]
#[derive(Debug, Clone)]
pub struct NewTask {
    /// What is to be done. Space around it is removed.
    pub title: String,
}

/// One step of a task.
#[payload]
#[derive(Debug, Clone)]
pub struct Step {
    /// Which task.
    pub id: TaskId,
    /// Where it goes.
    pub to: Column,
}

/// Why the board stays as it is.
#[payload(tag = "code")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskError {
    /// There is no title.
    TitleEmpty,
    /// The title is too long.
    TitleTooLong {
        /// The longest title, in characters.
        chars_max: usize,
    },
    /// There is no such task: somebody else has removed it.
    Gone,
    /// The board is full.
    BoardFull {
        /// How many tasks fit.
        tasks_max: usize,
    },
}
