// Uses of the generated client that must type-check, and mistakes that must not.

import {
  type AskError,
  type BoundaryError,
  connectAnnex,
  connectHouse,
  connectLab,
  type DivideError,
  type FileInput,
  type HouseSocket,
  type LabSocket,
  labRejection,
  type Refusal,
  type Sample,
  type SampleInput,
  unwrap,
} from "./lab.gen.ts";

/** Accepts a value of the type that the test names. */
export function is<T>(_value: T): void {}

const url = "http://127.0.0.1:3000";
const auth = { user: "ada", password: "open sesame" };

export function connecting(): void {
  is<LabSocket>(connectLab(url, { auth, transports: ["websocket"] }));
  connectLab(url, { auth: (present) => present(auth) });
  connectAnnex(url);
  connectAnnex(url, { reconnection: false });

  // @ts-expect-error: the contract wants credentials.
  connectLab(url);
  // @ts-expect-error: the contract wants credentials.
  connectLab(url, { reconnection: false });
  // @ts-expect-error: the password is missing.
  connectLab(url, { auth: { user: "ada" } });
  // @ts-expect-error: the user is a text.
  connectLab(url, { auth: { ...auth, user: 7 } });
  // @ts-expect-error: the function gives something else.
  connectLab(url, { auth: (present) => present("ada") });
}

export function refusal(error: Error): void {
  const refused = labRejection(error);
  is<Refusal | undefined>(refused);
  if (refused?.code === "wrongPassword") is<string>(refused.user);
  // @ts-expect-error: the connection may have failed for another reason.
  is<string>(refused.user);
  // @ts-expect-error: no refusal has this code.
  if (refused?.code === "tooLate") return;
}

export function sending(socket: LabSocket): void {
  socket.emit("note", "hello");
  socket.emit("say", { to: "everybody" }, "hello");
  socket.emit("say", { to: "rooms", rooms: ["red"] }, "hello");
  socket.emit("say", { to: "rooms", rooms: ["red"], except: null }, "hello");

  // @ts-expect-error: there is no such event.
  socket.emit("notes", "hello");
  // @ts-expect-error: this event goes the other way.
  socket.emit("noted", "hello");
  // @ts-expect-error: the text is missing.
  socket.emit("note");
  // @ts-expect-error: the text is a text.
  socket.emit("note", 7);
  // @ts-expect-error: there is one argument.
  socket.emit("note", "hello", "world");
  // @ts-expect-error: no audience is called so.
  socket.emit("say", { to: "nobody" }, "hello");
  // @ts-expect-error: the rooms are missing.
  socket.emit("say", { to: "rooms" }, "hello");
  // @ts-expect-error: everybody has no rooms.
  socket.emit("say", { to: "everybody", rooms: ["red"] }, "hello");
}

export function receiving(socket: LabSocket): void {
  socket.on("noted", (text) => is<string>(text));
  socket.on("left", (user, reason) => is<[string, string]>([user, reason]));
  socket.once("teased", (number) => is<number>(number));

  // @ts-expect-error: there is no such event.
  socket.on("notes", () => {});
  // @ts-expect-error: this event goes the other way.
  socket.on("note", () => {});
  // @ts-expect-error: the text is a text.
  socket.on("noted", (text: number) => is<number>(text));
  // @ts-expect-error: there is one argument.
  socket.on("noted", (text: string, more: string) => is<[string, string]>([text, more]));
}

export async function acknowledged(socket: LabSocket): Promise<void> {
  const reply = await socket.emitWithAck("divide", 12, 4);
  if (reply.ok) {
    is<number>(reply.data);
    // @ts-expect-error: a success has no error.
    is<DivideError | BoundaryError>(reply.error);
  } else {
    is<DivideError | BoundaryError>(reply.error);
    if (reply.error.code === "divisionByZero") is<number>(reply.error.dividend);
    if (reply.error.code === "wigwag.invalid_payload") is<string>(reply.error.path);
    // @ts-expect-error: no error has this code.
    if (reply.error.code === "tooLate") return;
  }
  // @ts-expect-error: the data is there only when all went well.
  is<number>(reply.data);

  is<number>(await unwrap(socket.emitWithAck("divide", 12, 4)));
  is<string[]>(await socket.emitWithAck("records"));
  socket.timeout(1_000).emit("divide", 12, 4, (late, answer) => {
    is<Error>(late);
    is<boolean>(answer.ok);
    // @ts-expect-error: the answer is no number.
    is<number>(answer);
  });
  socket.emit("divide", 12, 4, (answer) => is<boolean>(answer.ok));
  socket.emit("nudge_me", (answer) => is<AskError | BoundaryError | null>(answer.ok ? answer.data : answer.error));

  // @ts-expect-error: the answer is not looked at.
  socket.emit("divide", 12, 4);
  // @ts-expect-error: the divisor is missing.
  await socket.emitWithAck("divide", 12);
  // @ts-expect-error: the answer is a number.
  is<string>(await unwrap(socket.emitWithAck("divide", 12, 4)));
}

export function answering(socket: LabSocket): void {
  socket.on("question", (text, ack) => ack(`${text} Yes.`));
  socket.on("sketch", (bytes, ack) => ack({ name: "sketch", content: new Uint8Array(bytes), parts: [] }));

  socket.on("approve", (_plan, ack) => ack({ ok: true, data: 2 }));
  socket.on("approve", (plan, ack) => ack({ ok: false, error: { reason: `${plan}? No.` } }));

  // @ts-expect-error: the answer is a text.
  socket.on("question", (_text, ack) => ack(7));
  // @ts-expect-error: the answer is missing.
  socket.on("question", (_text, ack) => ack());
  // @ts-expect-error: the answer says whether it is a success.
  socket.on("approve", (_plan, ack) => ack(2));
  // @ts-expect-error: an objection has a reason.
  socket.on("approve", (_plan, ack) => ack({ ok: false, error: {} }));
  // @ts-expect-error: a file has parts.
  socket.on("sketch", (_bytes, ack) => ack({ name: "sketch", content: new Uint8Array() }));
}

export async function payloads(socket: LabSocket): Promise<void> {
  const sent: SampleInput = {
    title: "Ærø",
    tags: [],
    shape: { kind: "circle", radius: 1 },
    scores: { ada: 1 },
  };
  const sample = await socket.emitWithAck("echo", sent);
  is<Sample>(sample);
  is<number | null>(sample.rating);
  if (sample.shape.kind === "rectangle") is<number>(sample.shape.width * sample.shape.height);

  // @ts-expect-error: what the server sends may be null.
  is<number>(sample.rating);
  // @ts-expect-error: there may be no such score.
  is<number>(sample.scores["ada"]);
  // @ts-expect-error: only a rectangle has a width.
  is<number>(sample.shape.width);
  // @ts-expect-error: what the server sends has all fields.
  is<Sample>(sent);
  // @ts-expect-error: absent is something else than undefined.
  is<SampleInput>({ ...sent, rating: undefined });
  // @ts-expect-error: a circle has a radius.
  is<SampleInput>({ ...sent, shape: { kind: "circle" } });
  // @ts-expect-error: there is no such field.
  is<SampleInput>({ ...sent, subtitle: "" });
}

export async function binary(socket: LabSocket): Promise<void> {
  const file: FileInput = { name: "", content: new ArrayBuffer(3), parts: [new DataView(new ArrayBuffer(3))] };
  const receipt = await socket.emitWithAck("upload", file);
  for (const part of receipt.reversed) is<ArrayBuffer | Uint8Array>(part);
  socket.on("file", ({ content }) => is<number>(content.byteLength));

  socket.emit("count", { number: 0, ballast: null });
  socket.on("counted", ({ ballast }) => is<ArrayBuffer | Uint8Array | null>(ballast));

  // @ts-expect-error: there may be no ballast.
  socket.on("counted", ({ ballast }) => is<ArrayBuffer | Uint8Array>(ballast));
  // @ts-expect-error: bytes are no text.
  is<FileInput>({ ...file, content: "bytes" });
  // @ts-expect-error: bytes are no list of numbers.
  is<FileInput>({ ...file, content: [1, 2, 3] });
}

export function house(socket: HouseSocket): void {
  connectHouse(url, { floor: 0, door: "hall" }, { auth: { name: "Ada" } });
  socket.emit("bell:ring", 2, (error, sound) => {
    if (error && "allowed" in error) is<number>(error.allowed);
    is<string | undefined>(sound);
  });
  socket.emit("ring", 2, () => {});

  // @ts-expect-error: a house has floors.
  connectHouse(url, { door: "hall" }, { auth: { name: "Ada" } });
  // @ts-expect-error: a bell is rung so many times.
  socket.emit("ring", () => {});
  // @ts-expect-error: who rings may be refused.
  socket.emit("bell:ring", 2, (error: null) => is<null>(error));
}
