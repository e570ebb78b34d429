// Imports of TypeScript as Node has them since 22.18: types are replaced by spaces, nothing is compiled. Where
// Node does not do that yet, what it does it with is called from here.

import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "amaro";

if (!process.features.typescript) register(import.meta.url);

/** The hook of a loader, which runs in a thread of its own. */
export async function load(url, context, nextLoad) {
  if (!url.endsWith(".ts")) return nextLoad(url, context);
  const text = await readFile(fileURLToPath(url), "utf8");
  const { code } = transformSync(text, { mode: "strip-only" });
  return { format: "module", source: code, shortCircuit: true };
}
