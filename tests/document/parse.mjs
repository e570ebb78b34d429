// Prints everything that the official parser has to say about the documents whose paths are given.

import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const parser = new Parser({
  ruleset: {
    rules: {
      // The documents are AsyncAPI 3.0 on purpose: it is what most tools read.
      "asyncapi-latest-version": "off",
    },
  },
});
for (const path of process.argv.slice(2)) {
  const { document, diagnostics } = await parser.parse(readFileSync(path, "utf8"), { source: path });
  for (const { path: keys, message } of diagnostics) {
    console.log(`${path}: /${keys.join("/")}: ${message}`);
  }
  if (document === undefined && diagnostics.length === 0) {
    console.log(`${path}: not a document`);
  }
}
