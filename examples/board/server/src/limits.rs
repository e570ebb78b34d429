//! Every bound of the board: whatever a page can make grow has its maximum here.

/// Tasks on the board.
pub(crate) const TASKS_MAX: usize = 200;

/// Characters of a title.
pub(crate) const TITLE_CHARS_MAX: usize = 120;

/// Pages that show the board at the same time.
pub(crate) const PAGES_MAX: usize = 500;

/// Characters of a name.
pub(crate) const NAME_CHARS_MAX: usize = 40;
