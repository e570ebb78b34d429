// What a program is made of: named behaviours, each with a server of its own.

import { setTimeout as delay } from "node:timers/promises";
import { DEADLINE } from "./control.ts";
import { Stage } from "./stage.ts";

type Act = (stage: Stage) => Promise<void>;

interface Behaviour {
  readonly name: string;
  readonly app: string;
  readonly act: Act;
}

/** How many behaviours are shown at once; most of them wait most of the time. */
const AT_ONCE = 6;

const behaviours: Behaviour[] = [];

/** Adds a behaviour that is shown with a server of the application `app`. */
export function behaviour(name: string, app: string, act: Act): void {
  behaviours.push({ name, app, act });
}

/** Shows all behaviours, and prints their transcripts in the order in which they were added. */
export async function play(): Promise<never> {
  const chosen = process.argv.slice(3);
  const shown = behaviours.filter(({ name }) => chosen.length === 0 || chosen.some((part) => name.includes(part)));
  const transcripts: string[][] = shown.map(() => []);
  const next = shown.entries();
  const work = async () => {
    for (const [index, { name, app, act }] of next) {
      transcripts[index] = [`=== ${name}`, ...(await transcriptOf(app, act))];
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const line of transcripts.flat()) console.log(line);
  // Whatever is still open is of no interest any more.
  process.exit();
}

/** A line that begins with `!!!` says that the behaviour was not shown to its end. */
async function transcriptOf(app: string, act: Act): Promise<string[]> {
  let stage: Stage;
  try {
    stage = await Stage.of(app);
  } catch (error) {
    return [`!!! ${String(error)}`];
  }
  try {
    await act(stage);
    await stage.scene();
  } catch (error) {
    await stage.giveUp(error);
  }
  const transcript = stage.transcript();
  await Promise.race([stage.close(), delay(DEADLINE)]);
  return transcript;
}
