// What a list of messages looks like: a line for each day, and messages that follow each other
// closely as one group.

import type { Entry } from "../state.ts";

/** A longer pause begins a new group. */
const GROUP_MS = 5 * 60_000;

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly text: string }
  | { readonly kind: "entry"; readonly key: string; readonly entry: Entry; readonly isFirst: boolean };

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

export function rows(entries: readonly Entry[]): Row[] {
  const rows: Row[] = [];
  let last: Entry | undefined;
  for (const entry of entries) {
    const isNewDay = !last || dayKey(last.sentAt) !== dayKey(entry.sentAt);
    if (isNewDay) rows.push({ kind: "day", key: dayKey(entry.sentAt), text: dayText(entry.sentAt) });
    const isFirst =
      isNewDay || last?.author !== entry.author || entry.sentAt - last.sentAt > GROUP_MS;
    rows.push({ kind: "entry", key: `message ${entry.id}`, entry, isFirst });
    last = entry;
  }
  return rows;
}

export function timeText(at: number): string {
  return TIME.format(at);
}

export function fullTimeText(at: number): string {
  return FULL.format(at);
}

function dayText(at: number): string {
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (dayKey(at) === dayKey(today.getTime())) return "Today";
  if (dayKey(at) === dayKey(yesterday.getTime())) return "Yesterday";
  return DAY.format(at);
}

function dayKey(at: number): string {
  return `day ${new Date(at).toDateString()}`;
}
