// How values are written in a transcript: as in JSON, with sorted keys, and with names for what JSON has none for.

export function show(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value === "function") return "<ack>";
  if (value instanceof Error) return showError(value);
  if (value instanceof Date) return `<${value.toISOString()}>`;
  if (typeof value === "string" && value.length > 100) return `<${value.length} characters>`;
  const bytes = bytesOf(value);
  if (bytes) return showBytes(bytes);
  if (Array.isArray(value) && value.length === 1 && isDeep(value)) return "<a deep list>";
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([key, field]) => `${key}: ${show(field)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}

export function showAll(values: readonly unknown[]): string {
  return values.map((value) => ` ${show(value)}`).join("");
}

function isDeep(value: unknown): boolean {
  let levels = 0;
  for (let inner = value; Array.isArray(inner); inner = inner[0]) levels += 1;
  return levels > 10;
}

function showError(error: Error & { data?: unknown }): string {
  const data = error.data === undefined ? "" : `, data: ${show(error.data)}`;
  return `Error(${JSON.stringify(error.message)}${data})`;
}

/** The bytes of a value that is binary, also in the form that servers write into their journals. */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (typeof value !== "object" || value === null || !("$bytes" in value)) return undefined;
  return Uint8Array.from(value.$bytes as number[]);
}

function showBytes(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0"));
  return bytes.length > 16 ? `<${bytes.length} bytes: ${shown.join(" ")} …>` : `<${shown.join(" ")}>`;
}
