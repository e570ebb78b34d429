/** A validator as every library takes it that knows https://standardschema.dev. */
export interface Validator<T> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "wigwag";
    readonly validate: (value: unknown) => Result<T>;
    readonly types?: { readonly input: T; readonly output: T };
  };
}

export type Result<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

/** What is wrong with a value, and where in it. */
export interface Issue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

type Schema = boolean | Keywords;

/** The keywords of JSON Schema that say which values are allowed, and the kind `binary`. */
interface Keywords {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly not?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly prefixItems?: readonly Schema[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly patternProperties?: { readonly [pattern: string]: Schema };
  readonly additionalProperties?: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

type Dictionary = { readonly [key: string]: unknown };

/** No value that the server reads or writes is deeper. */
const DEPTH_MAX = 128;

/** Where in a value a schema is looked at, and how. */
interface Place {
  readonly path: Issue["path"];
  /** Whether objects may have fields that the schema does not know, though it forbids them. */
  readonly open: boolean;
}

/**
 * What clients send is checked as strictly as the server does. What they only receive may have more fields: a later
 * server adds some, and a client never looks at them.
 */
function validator(schema: Schema, travels: "sent" | "received" = "sent"): Validator<unknown> {
  const validate = (value: unknown): Result<unknown> => {
    const issues = check(schema, value, { path: [], open: travels === "received" });
    return issues.length > 0 ? { issues } : { value };
  };
  return { "~standard": { version: 1, vendor: "wigwag", validate } };
}

function check(schema: Schema, value: unknown, at: Place): Issue[] {
  const { path } = at;
  if (schema === true) return [];
  if (path.length > DEPTH_MAX) return [{ message: "nested too deeply", path }];
  if (schema === false) return [{ message: "not allowed", path }];
  const kinds = schema.type === undefined ? [] : [schema.type].flat();
  if (kinds.length > 0 && !kinds.some((kind) => isOfKind(kind, value))) {
    return [{ message: EXPECTED + kinds.join(" or "), path }];
  }
  return [
    ...combinations(schema, value, at),
    ...own(schema, value).map((message) => ({ message, path })),
    ...(Array.isArray(value) ? items(schema, value, at) : []),
    ...(isObject(value) ? properties(schema, value, at) : []),
  ];
}

function isOfKind(kind: string, value: unknown): boolean {
  switch (kind) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return Number.isFinite(value);
    case "binary":
      return isBinary(value);
    case "object":
      return isObject(value);
    default:
      return typeof value === kind;
  }
}

function isBinary(value: unknown): boolean {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

function isObject(value: unknown): value is Dictionary {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isBinary(value);
}

function combinations(schema: Keywords, value: unknown, at: Place): Issue[] {
  const issues = (schema.allOf ?? []).flatMap((part) => check(part, value, at));
  if (schema.$ref !== undefined) issues.push(...check(definitions[schema.$ref] ?? false, value, at));
  if (schema.anyOf !== undefined) issues.push(...alternatives(schema.anyOf, Infinity, value, at));
  // What tells alternatives apart may be the fields that they do not have.
  if (schema.oneOf !== undefined) issues.push(...alternatives(schema.oneOf, at.open ? Infinity : 1, value, at));
  if (schema.not !== undefined && check(schema.not, value, { ...at, open: false }).length === 0) {
    issues.push({ message: "not allowed", path: at.path });
  }
  return issues;
}

/** Where one alternative is meant, since the others are of another kind or have another tag, its issues are told. */
function alternatives(schemas: readonly Schema[], max: number, value: unknown, at: Place): Issue[] {
  const { path } = at;
  const outcomes = schemas.map((schema) => check(schema, value, at));
  const fitting = outcomes.filter((issues) => issues.length === 0).length;
  if (fitting > max) return [{ message: "fits several alternatives", path }];
  if (fitting > 0) return [];
  const isOther = (issue: Issue): boolean =>
    issue.message.startsWith(EXPECTED_VALUE) ||
    (issue.message.startsWith(EXPECTED) && issue.path.length === path.length);
  const [meant, ...others] = outcomes.filter((issues) => !issues.some(isOther));
  return meant !== undefined && others.length === 0 ? meant : [{ message: "fits no alternative", path }];
}

const EXPECTED = "expected ";
const EXPECTED_VALUE = "expected the value ";

/** What is wrong with the value itself, whatever is in it. */
function own(schema: Keywords, value: unknown): string[] {
  const faults: string[] = [];
  const demand = (holds: boolean, message: string): void => {
    if (!holds) faults.push(message);
  };
  /** Where the schema has a bound, the value must keep it. */
  const bound = (limit: number | undefined, holds: (limit: number) => boolean, message: string): void => {
    if (limit !== undefined) demand(holds(limit), `${message} ${limit}`);
  };
  if (schema.const !== undefined) demand(same(schema.const, value), EXPECTED_VALUE + JSON.stringify(schema.const));
  if (schema.enum !== undefined) {
    const allowed = schema.enum.map((each) => JSON.stringify(each)).join(" or ");
    demand(schema.enum.some((each) => same(each, value)), EXPECTED_VALUE + allowed);
  }
  if (typeof value === "number") {
    bound(schema.minimum, (limit) => value >= limit, "less than");
    bound(schema.maximum, (limit) => value <= limit, "more than");
    bound(schema.exclusiveMinimum, (limit) => value > limit, "not more than");
    bound(schema.exclusiveMaximum, (limit) => value < limit, "not less than");
    bound(schema.multipleOf, (limit) => Number.isInteger(value / limit), "no multiple of");
  }
  if (typeof value === "string") {
    const length = [...value].length;
    bound(schema.minLength, (limit) => length >= limit, "shorter than");
    bound(schema.maxLength, (limit) => length <= limit, "longer than");
    if (schema.pattern !== undefined) demand(matches(schema.pattern, value), `does not match ${schema.pattern}`);
  }
  if (Array.isArray(value)) {
    bound(schema.minItems, (limit) => value.length >= limit, "has fewer items than");
    bound(schema.maxItems, (limit) => value.length <= limit, "has more items than");
    const distinct = (): number => new Set(value.map((item) => JSON.stringify(item))).size;
    if (schema.uniqueItems === true) demand(distinct() === value.length, "has an item twice");
  }
  if (isObject(value)) {
    const size = keys(value).length;
    bound(schema.minProperties, (limit) => size >= limit, "has fewer fields than");
    bound(schema.maxProperties, (limit) => size <= limit, "has more fields than");
  }
  return faults;
}

function items(schema: Keywords, value: readonly unknown[], at: Place): Issue[] {
  const first = schema.prefixItems ?? [];
  return value.flatMap((item, index) => check(first[index] ?? schema.items ?? true, item, inside(at, index)));
}

function properties(schema: Keywords, value: Dictionary, at: Place): Issue[] {
  const present = new Set(keys(value));
  const missing = (schema.required ?? []).filter((name) => !present.has(name));
  const known = new Map(Object.entries(schema.properties ?? {}));
  const patterns = Object.entries(schema.patternProperties ?? {});
  /** A map has keys of a form, and no fields to which others might be added. */
  const isMap = patterns.length > 0 && known.size === 0;
  const others = schema.additionalProperties ?? true;
  const rest = others === false && at.open && !isMap ? true : others;
  return [
    ...missing.map((name) => ({ message: "missing", path: [...at.path, name] })),
    ...[...present].flatMap((name) => {
      const schemas = patterns.filter(([pattern]) => matches(pattern, name)).map(([, schema]) => schema);
      const property = known.get(name);
      if (property !== undefined) schemas.push(property);
      if (schemas.length === 0) schemas.push(rest);
      return schemas.flatMap((each) => check(each, value[name], inside(at, name)));
    }),
  ];
}

function inside(at: Place, key: string | number): Place {
  return { ...at, path: [...at.path, key] };
}

/** What will be sent: `undefined` is left out. */
function keys(value: Dictionary): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(pattern, "u").test(text);
}

/** Whether two values of JSON are equal. The constants of a schema are hardly ever more than a text or a number. */
function same(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === "object" && JSON.stringify(one) === JSON.stringify(other));
}
