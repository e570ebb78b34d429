// The generated validators, against values that are written down here, and against Ajv on the JSON Schema bundle.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import "./typescript.mjs";

const golden = new URL("../../schema/src/tests/golden/", import.meta.url);
const { chatValidators, validators: chat } = await import(new URL("chat.validators.ts", golden));
const { zooValidators, validators: zoo } = await import(new URL("zoo.validators.ts", golden));

const bytes = new Uint8Array(2);
const leaf = { name: "oak" };
const now = {
  at: "2024-05-01T12:30:00Z",
  id: "67e55044-10b1-426f-9247-bb680e5fe0c8",
  by: "ada",
  serial: "1",
  offset: "-1",
  hash: null,
};

/** Values of each type that fit it. */
const FITTING = {
  chat: {
    Credentials: [{ nickname: "ada" }, { nickname: "ada", resumeKey: null }, { nickname: "", resumeKey: "k", more: 1 }],
    JoinError: [{ code: "badToken" }, { code: "banned", untilMs: 7 }],
    Message: [{ id: 1, author: "ada", text: "hi", replyTo: null }, { id: 0, author: "", text: "", replyTo: 4, editedAt: 5 }],
    NewMessage: [{ text: "hi" }, { text: "hi", mentions: ["ada"], replyTo: 1 }],
    SendError: [{ code: "TooLong", max: 3 }, { code: "Muted" }],
  },
  zoo: {
    Adjacent: [{ t: "Unit" }, { t: "Newtype", c: leaf }, { t: "Tuple", c: [1, "a"] }, { t: "Struct", c: { a: true } }],
    Closed: [{ only: "this" }],
    Empty: [{}, { any: 1 }],
    External: ["Unit", { Newtype: 1 }, { Tuple: [1, "a"] }, { Struct: { a: true, b: null } }],
    File: [{ name: "a", bytes, thumbnail: null }, { name: "a", bytes: bytes.buffer, thumbnail: bytes }],
    FileInput: [{ name: "a", bytes }, { name: "a", bytes: new DataView(bytes.buffer), thumbnail: null }],
    Flattened: [{ id: 1, name: "a", type: "Unit" }, { id: 1, name: "a", type: "Struct", a: true, t: "Unit" }],
    FlattenedMap: [{ id: 1 }],
    Internal: [{ type: "Unit" }, { type: "Newtype", name: "a" }, { type: "Struct", a: false }],
    Json: ["a", [], [["a"], { b: "c" }], { a: ["b"] }],
    Keys: [{ "kebab-case": 1, "9lives": 9, default: 0, 'quote"d': 1, skipped: [1], skipped_leaf: leaf }],
    Newtype: [0, Number.MAX_SAFE_INTEGER],
    PageOfLeaf: [{ items: [leaf], next: null }],
    Pair: [[-1, leaf]],
    ProfileInput: [{ name: "ada", from: 1 }, { name: "ada", from: 1, about: null, level: 2 }],
    Scene: [{ vec: { items: [0.5] }, vec2: { x: 1, y: -1 }, vec3: { x: 1, y: 2, z: 3 } }],
    Size: ["small", "large"],
    Species: ["Dog", "Cat", "Dodo"],
    Stamped: [now, { ...now, hash: "1" }],
    Tree: [{ children: [{ children: [], parent: null }], parent: null }],
    Unit: [null],
    Untagged: [1.5, "a", leaf, null],
    UserId: ["ada"],
    Wish: ["Tea", "Cake"],
  },
};

/** What is put in the place of each part of a fitting value. */
const OTHERS = [null, true, 0, -1, 1.5, 256, 2 ** 40, 2 ** 60, NaN, "", "other", [], {}, [[]], { code: 1 }];

const isBinary = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
const isPlain = (value) => typeof value === "object" && value !== null && !isBinary(value);

/** The value with one part replaced, left out or added, in every way. */
function* mutants(value) {
  yield* OTHERS;
  if (!isPlain(value)) return;
  const copy = () => (Array.isArray(value) ? [...value] : { ...value });
  for (const key of Object.keys(value)) {
    for (const mutant of mutants(value[key])) yield Object.assign(copy(), { [key]: mutant });
    const shorter = copy();
    if (Array.isArray(value)) shorter.splice(key, 1);
    else delete shorter[key];
    yield shorter;
  }
  yield Array.isArray(value) ? [...value, "more"] : { ...value, more: "more" };
}

/** Ajv, told what of our formats and keywords allows and forbids values. */
function ajv() {
  const ajv = new Ajv2020({ strict: false, strictNumbers: true, logger: false });
  ajv.addKeyword({ keyword: "x-wigwag-binary", validate: (_, value) => value === null || isBinary(value) });
  for (const bits of [8, 16, 32, 64]) {
    const top = Math.min(2 ** bits - 1, Number.MAX_SAFE_INTEGER);
    const half = Math.min(2 ** (bits - 1), Number.MAX_SAFE_INTEGER);
    ajv.addFormat(`uint${bits}`, { type: "number", validate: (value) => value >= 0 && value <= top });
    ajv.addFormat(`int${bits}`, { type: "number", validate: (value) => value >= -half && value < half });
  }
  return ajv;
}

/** A schema of what clients read, to which fields may be added. Maps, whose keys have a form, stay closed. */
function opened(_key, schema) {
  if (schema?.properties === undefined || schema.additionalProperties !== false) return schema;
  const { additionalProperties, ...open } = schema;
  return open;
}

const issues = (validator, value) => validator["~standard"].validate(value).issues;

for (const [name, validators] of Object.entries({ chat, zoo })) {
  describe(`as Ajv judges, in ${name}`, () => {
    const bundle = JSON.parse(readFileSync(new URL(`${name}.schema.json`, golden)), opened);
    const judge = ajv().addSchema(bundle, "bundle");
    for (const [type, values] of Object.entries(FITTING[name])) {
      test(type, () => {
        const fits = judge.getSchema(`bundle#/$defs/${type}`);
        let refused = 0;
        for (const value of values) {
          assert.equal(issues(validators[type], value), undefined, JSON.stringify(value));
          assert.ok(fits(value), JSON.stringify(value));
          for (const mutant of mutants(value)) {
            const expected = fits(mutant);
            if (!expected) refused += 1;
            assert.equal(issues(validators[type], mutant) === undefined, expected, JSON.stringify(mutant));
          }
        }
        assert.ok(refused > 0);
      });
    }
  });
}

describe("what is told", () => {
  const check = (validator, value, ...expected) =>
    assert.deepEqual(issues(validator, value)?.map(({ message, path }) => [path.join("."), message]) ?? [], expected);

  test("a value that fits comes back as it is", () => {
    const message = { text: "hi" };
    assert.equal(chat.NewMessage["~standard"].validate(message).value, message);
  });

  test("where something is wrong, and what", () => {
    check(chat.Message, { id: "1", author: "ada", replyTo: null }, ["text", "missing"], ["id", "expected integer"]);
    check(chat.NewMessage, { text: "hi", mentions: ["a", 7] }, ["mentions.1", "expected string"]);
    check(chat.Credentials, { nickname: undefined }, ["nickname", "missing"]);
    check(chat.Objection, { Appeal: "why", more: 1 }, ["more", "not allowed"]);
    check(zoo.Newtype, -1, ["", "less than 0"]);
    check(zoo.Size, "huge", ["", 'expected the value "small" or "large"']);
    check(zoo.Tree, { children: [{ children: [], parent: 1 }], parent: null }, ["children.0.parent", "fits no alternative"]);
  });

  test("of a variant, what is wrong in it", () => {
    check(chat.JoinError, { code: "banned", untilMs: "soon" }, ["untilMs", "expected integer"]);
    check(chat.JoinError, { code: "banned" }, ["untilMs", "missing"]);
    check(chat.JoinError, { code: "late" }, ["", "fits no alternative"]);
  });

  test("bytes are no object, and an object is no bytes", () => {
    check(zoo.File, { name: "a", bytes: [1, 2], thumbnail: null }, ["bytes", "expected binary"]);
    check(zoo.File, { name: "a", bytes, thumbnail: {} }, ["thumbnail", "expected binary or null"]);
    check(zoo.Empty, bytes, ["", "expected object"]);
  });

  test("a value of any depth ends", () => {
    let deep = "end";
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    check(zoo.Json, deep, [Array(129).fill(0).join("."), "nested too deeply"]);
    const round = { children: [], parent: null };
    round.children.push(round);
    for (const { message } of issues(zoo.Tree, round)) assert.equal(message, "nested too deeply");
  });

  test("fields that later servers add are taken from them, and from nobody else", () => {
    check(zoo.Closed, { only: "this", more: 1 });
    check(zoo.Closed, { more: 1 }, ["only", "missing"]);
    check(zoo.External, { Struct: { a: true, b: null }, more: 1 });
    const { args } = zooValidators.serverToClient.collections;
    const collections = (...maps) => [
      [1, 255], ["a", "b"], [0.5, 1], Array(32).fill(0), [1, "a", null], { a: [null, 1] }, ...maps, bytes, "small",
    ];
    check(args, collections({ 1: "a" }, { small: null, huge: 1 }));
    check(args, collections({ one: "a" }, { small: null }), ["6.one", "not allowed"]);
    const { ack } = chatValidators.serverToClient.kick;
    check(ack, { ok: false, error: { Appeal: "why" } });
    check(ack, { ok: false, error: { Appeal: "why", more: 1 } }, ["error.more", "not allowed"]);
  });

  test("names that later servers add are taken from them", () => {
    check(zoo.Mood, "Wild");
    check(zoo.Mood, 7, ["", "expected string"]);
    check(zoo.Wish, "Coffee", ["", 'expected the value "Tea" or "Cake"']);
  });
});

describe("events", () => {
  const fits = (validator, value) => issues(validator, value) === undefined;

  test("arguments", () => {
    const { args } = chatValidators.clientToServer.history;
    assert.ok(fits(args, [1, 2]));
    for (const bad of [[1], [1, 2, 3], [1, "2"], {}, "12"]) assert.ok(!fits(args, bad));
    assert.ok(fits(chatValidators.clientToServer.typing.args, []));
    assert.ok(!fits(chatValidators.clientToServer.typing.args, [1]));
    assert.ok(fits(zooValidators.serverToClient.collections.args, [
      [1, 255], ["a", "b"], [0.5, 1], Array(32).fill(0), [1, "a", null], { a: [null, 1] }, { 1: "a" }, { small: null }, bytes, "small",
    ]));
  });

  test("a listener is passed more than the server's arguments", () => {
    const { message, kick } = chatValidators.serverToClient;
    const said = { id: 1, author: "a", text: "b", replyTo: null };
    const offset = "1.2";
    assert.ok(fits(message.args, [said, offset]));
    assert.ok(fits(kick.args, ["why", offset, () => {}]));
    for (const bad of [[], [offset], [{ ...said, id: "1" }, offset]]) assert.ok(!fits(message.args, bad));
  });

  test("acknowledgements", () => {
    const { ack } = chatValidators.clientToServer["message:send"];
    assert.ok(fits(ack, { ok: true, data: { id: 1, author: "a", text: "b", replyTo: null } }));
    assert.ok(fits(ack, { ok: false, error: { code: "Muted" } }));
    assert.ok(fits(ack, { ok: false, error: { code: "wigwag.internal", message: "" } }));
    assert.ok(!fits(ack, { ok: true, data: { code: "Muted" } }));
    assert.ok(!fits(ack, { ok: true }));
    const { ack: node } = chatValidators.clientToServer.rename;
    assert.ok(fits(node, [null, { id: 1, author: "a", text: "b", replyTo: null }]));
    assert.ok(fits(node, [{ code: "Muted" }]));
    assert.ok(!fits(node, [null]));
    assert.equal(chatValidators.clientToServer.say.ack, undefined);
    assert.ok(fits(chatValidators.serverToClient.kick.ack, { ok: false, error: { Appeal: "why" } }));
  });

  test("the handshake", () => {
    assert.ok(fits(chatValidators.auth, { nickname: "ada" }));
    assert.ok(!fits(chatValidators.auth, {}));
    assert.ok(fits(chatValidators.reject, { code: "badToken" }));
    assert.equal(zooValidators.auth, undefined);
  });
});
