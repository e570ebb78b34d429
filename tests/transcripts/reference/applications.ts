// The applications, by their names. `wigwag/mod.rs` has the same table.

import parser from "socket.io-msgpack-parser";
import { answers } from "./answers.ts";
import type { Application } from "./application.ts";
import { doors } from "./doors.ts";
import { familiesWith } from "./families.ts";
import { handshake } from "./handshake.ts";
import { listeners } from "./listeners.ts";
import { middleware } from "./middleware.ts";
import { recoveryWith } from "./recovery.ts";
import { rooms } from "./rooms.ts";
import { stubborn } from "./stubborn.ts";
import { talkWith } from "./talk.ts";
import { upgrades } from "./upgrades.ts";
import { volatile } from "./volatile.ts";

export const applications: Readonly<Record<string, Application>> = {
  answers,
  "answers, msgpack": { ...answers, options: { parser } },
  doors,
  "doors, msgpack": { ...doors, options: { parser } },
  families: familiesWith(true),
  "families, kept": familiesWith(false),
  handshake,
  listeners,
  middleware,
  recovery: recoveryWith({}),
  // Shorter than the client's delay.
  "recovery, brief": recoveryWith({ maxDisconnectionDuration: 50 }),
  "recovery, with middlewares": recoveryWith({ skipMiddlewares: false }),
  rooms,
  stubborn,
  talk: talkWith({}),
  "talk, for small messages": talkWith({ maxHttpBufferSize: 1000 }),
  "talk, impatient": talkWith({ connectTimeout: 400 }),
  "talk, msgpack": talkWith({ parser }),
  "talk, with a quick heartbeat": talkWith({ pingInterval: 300, pingTimeout: 300 }),
  upgrades,
  "upgrades, polling only": { ...upgrades, options: { transports: ["polling"] } },
  volatile,
};
