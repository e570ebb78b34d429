// Event maps as they are written by hand, in the way of https://socket.io/docs/v4/typescript/.

export interface ServerToClientEvents {
  noted: (text: string) => void;
  heard: (text: string) => void;
  left: (user: string, reason: string) => void;
  file: (file: { name: string; content: ArrayBuffer | Uint8Array }) => void;
  question: (text: string, callback: (answer: string) => void) => void;
  nudge: (callback: (nothing: null) => void) => void;
}

export interface ClientToServerEvents {
  note: (text: string) => void;
  goodbye: () => void;
  join: (room: string) => void;
  records: (callback: (entries: string[]) => void) => void;
  divide: (
    dividend: number,
    divisor: number,
    callback: (answer: { ok: true; data: number } | { ok: false; error: { code: string } }) => void,
  ) => void;
  "file:send": (file: { name: string; content: ArrayBuffer | ArrayBufferView; parts: ArrayBuffer[] }) => void;
}
