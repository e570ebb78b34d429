// What a tab remembers over a reload: who we are and where we were.

const NAME = "wigwag-chat";

export interface Saved {
  readonly nickname: string;
  /** Proves to the server that a new connection comes from this tab. */
  readonly key: string;
  readonly rooms: readonly string[];
}

export function load(): Saved | undefined {
  const text = sessionStorage.getItem(NAME);
  return text === null ? undefined : (JSON.parse(text) as Saved);
}

export function save(saved: Saved): void {
  sessionStorage.setItem(NAME, JSON.stringify(saved));
}

export function forget(): void {
  sessionStorage.removeItem(NAME);
}

/** 128 random bits. `crypto.randomUUID` would want a secure context, which a plain address is not. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keeps the rooms of who is signed in. */
export function remember(rooms: readonly string[]): void {
  const saved = load();
  if (saved) save({ ...saved, rooms });
}
