// Bundles the page into dist/: one script, one style sheet, the HTML and the icon.
import { copyFile, mkdir, rm } from "node:fs/promises";
import { build } from "esbuild";

const here = new URL("./", import.meta.url);
const dist = new URL("dist/", here);

await rm(dist, { recursive: true, force: true });
await mkdir(dist);
for (const file of ["index.html", "icon.svg"]) {
  await copyFile(new URL(file, here), new URL(file, dist));
}
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: { main: "src/main.ts", style: "style/index.css" },
  outdir: "dist",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: true,
  logLevel: "warning",
});
