// What the page says. A reason or a column that is missing here is a type error.

import type { BoundaryError, Column, Refusal, TaskError } from "./api.gen.ts";

/** The columns from left to right. */
export const COLUMNS: readonly Column[] = ["todo", "doing", "done"];

export const COLUMN_TITLES: Record<Column, string> = {
  todo: "To do",
  doing: "Doing",
  done: "Done",
};

/**
 * Why the server has not done what a page asked for: the errors of all events. Where an event has one that is not
 * among them, it is a type error to ask for it.
 */
export type Reason = TaskError | BoundaryError;

export function reasonText(reason: Reason): string {
  switch (reason.code) {
    case "titleEmpty":
      return "A task needs a title.";
    case "titleTooLong":
      return `A title has at most ${reason.charsMax} characters.`;
    case "gone":
      return "Somebody else has removed this task.";
    case "boardFull":
      return `The board has ${reason.tasksMax} tasks, which is all that fit. Remove one first.`;
    // Only wigwag's own reasons are left, and these have a message. A type error here names a reason that lacks a text.
    default:
      return reason.message;
  }
}

export function refusalText(refusal: Refusal): string {
  switch (refusal.code) {
    case "nameEmpty":
      return "Please say who you are.";
    case "nameTooLong":
      return `A name has at most ${refusal.charsMax} characters.`;
    case "crowded":
      return "Too many people are here. Try again later.";
  }
}
