//! What is on the board, and who looks at it.

use std::collections::BTreeMap;

use board_contract::{Column, Refusal, Task, TaskError, TaskId};

use crate::limits::{NAME_CHARS_MAX, PAGES_MAX, TASKS_MAX, TITLE_CHARS_MAX};

/// What is on the board, and who looks at it. A plain value that sends nothing, so that it can be tested alone.
#[derive(Debug, Default)]
pub struct State {
    tasks: BTreeMap<TaskId, Task>,
    /// The id of the latest task.
    latest: u32,
    /// How many pages each person has open, by name.
    pages: BTreeMap<String, usize>,
}

impl State {
    /// Somebody opens a page. Gives the name as the others see it.
    ///
    /// # Errors
    /// The name cannot be used, or there are too many pages.
    pub fn enter(&mut self, name: &str) -> Result<String, Refusal> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Refusal::NameEmpty);
        }
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(Refusal::NameTooLong { chars_max: NAME_CHARS_MAX });
        }
        if self.pages.values().sum::<usize>() >= PAGES_MAX {
            return Err(Refusal::Crowded);
        }
        *self.pages.entry(name.to_owned()).or_default() += 1;
        Ok(name.to_owned())
    }

    /// Somebody closes a page.
    pub fn leave(&mut self, name: &str) {
        if let Some(pages) = self.pages.get_mut(name) {
            *pages -= 1;
            if *pages == 0 {
                self.pages.remove(name);
            }
        }
    }

    /// Who looks at the board.
    pub fn people(&self) -> Vec<String> {
        self.pages.keys().cloned().collect()
    }

    /// What is on the board, the oldest first.
    pub fn tasks(&self) -> Vec<Task> {
        self.tasks.values().cloned().collect()
    }

    /// Puts a task into the first column.
    ///
    /// # Errors
    /// The title cannot be used, or the board is full.
    pub fn add(&mut self, title: &str, author: &str) -> Result<Task, TaskError> {
        let title = usable(title)?;
        if self.tasks.len() >= TASKS_MAX {
            return Err(TaskError::BoardFull { tasks_max: TASKS_MAX });
        }
        self.latest += 1;
        let id = TaskId(self.latest);
        let task = Task { id, title, column: Column::Todo, author: author.to_owned() };
        self.tasks.insert(id, task.clone());
        Ok(task)
    }

    /// Moves a task to another column.
    ///
    /// # Errors
    /// There is no such task.
    pub fn move_to(&mut self, id: TaskId, to: Column) -> Result<Task, TaskError> {
        let task = self.task(id)?;
        task.column = to;
        Ok(task.clone())
    }

    /// Takes a task off the board.
    ///
    /// # Errors
    /// There is no such task.
    pub fn remove(&mut self, id: TaskId) -> Result<(), TaskError> {
        self.tasks.remove(&id).map(drop).ok_or(TaskError::Gone)
    }

    fn task(&mut self, id: TaskId) -> Result<&mut Task, TaskError> {
        self.tasks.get_mut(&id).ok_or(TaskError::Gone)
    }
}

/// The title as it is shown.
fn usable(title: &str) -> Result<String, TaskError> {
    let title = title.trim();
    if title.is_empty() {
        return Err(TaskError::TitleEmpty);
    }
    if title.chars().count() > TITLE_CHARS_MAX {
        return Err(TaskError::TitleTooLong { chars_max: TITLE_CHARS_MAX });
    }
    Ok(title.to_owned())
}

#[cfg(test)]
mod tests;
