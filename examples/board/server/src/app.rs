//! The answers to the events of the contract: ask the state, then tell everybody.

use std::sync::{Mutex, MutexGuard, PoisonError};

use board_contract::board::{self, Emit as _};
use board_contract::{Board, Column, NewTask, Refusal, Step, Task, TaskError, TaskId, Visitor};
use wigwag::DisconnectReason;

use crate::State;

/// The board, empty when the server starts.
#[derive(Debug, Default)]
pub struct App {
    state: Mutex<State>,
}

/// What the server keeps for each page.
#[derive(Debug)]
pub struct Session {
    name: String,
}

impl App {
    /// The state. Handlers hold it while they tell everybody what has changed: emitting only queues,
    /// and so all pages learn of changes in the order in which they were made.
    fn state(&self) -> MutexGuard<'_, State> {
        // After a panic elsewhere the board is still worth showing.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Board for App {
    type Session = Session;

    async fn connect(&self, _cx: board::ConnectCx, auth: Visitor) -> Result<Session, Refusal> {
        let name = self.state().enter(&auth.name)?;
        Ok(Session { name })
    }

    async fn connected(&self, cx: board::Cx<Self>) {
        let state = self.state();
        cx.socket().shown(&state.tasks());
        cx.namespace().people(&state.people());
    }

    async fn disconnect(&self, cx: board::Cx<Self>, _reason: DisconnectReason) {
        let mut state = self.state();
        state.leave(&cx.session().name);
        cx.namespace().people(&state.people());
    }

    async fn add(&self, cx: board::Cx<Self>, task: NewTask) -> Result<Task, TaskError> {
        let mut state = self.state();
        let task = state.add(&task.title, &cx.session().name)?;
        cx.namespace().changed(&task);
        Ok(task)
    }

    async fn move_to(&self, cx: board::Cx<Self>, step: Step) -> Result<Task, TaskError> {
        let mut state = self.state();
        let task = state.move_to(step.id, step.to)?;
        cx.namespace().changed(&task);
        Ok(task)
    }

    async fn finish(&self, cx: board::Cx<Self>, id: TaskId) -> Result<Task, TaskError> {
        self.move_to(cx, Step { id, to: Column::Done }).await
    }

    async fn remove(&self, cx: board::Cx<Self>, id: TaskId) -> Result<(), TaskError> {
        let mut state = self.state();
        state.remove(id)?;
        cx.namespace().removed(id);
        Ok(())
    }
}
