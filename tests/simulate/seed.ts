import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { classesOf, classNames } from './classes.ts';
import type { Point } from './curves.ts';
import { demoWorld } from './demo-world.ts';
import { fileWorld } from './file-world.ts';
import { ours } from './our-policy.ts';
import { fixedLevels, flatMean, type Policy } from './policies.ts';
import { type Outcome, replay } from './replay.ts';
import { readSales } from './sales-file.ts';
import type { World } from './world.ts';

/** Every policy that is compared. The fixed levels are those of one policy, whose second parameter tuning chooses. */
export const policies: readonly Policy[] = [fixedLevels(0), fixedLevels(14), flatMean, ours];

/** Curves of one policy in one world, for each class and, last, for all together: what tuning sees, what is compared. */
export type Curves = { tuning: Point[]; comparing: Point[] }[];

/** What one seed gives: the curves of each policy, how many positions are of each class, and how many there are. */
export type Seed = { seed: number; curves: Curves[]; positions: number[] };

/** The last group of outcomes is of all positions. */
export const groupNames = [...classNames, 'all'] as const;

function sweep(world: World, classes: Uint8Array, policy: Policy): Curves {
  const curves: Curves = groupNames.map(() => ({ tuning: [], comparing: [] }));
  for (const value of policy.values) {
    const { tuning, comparing } = replay(world, policy, value, classes, classNames.length);
    for (const [nth, curve] of curves.entries()) {
      curve.tuning.push({ value, outcome: tuning[nth] ?? together(tuning) });
      curve.comparing.push({ value, outcome: comparing[nth] ?? together(comparing) });
    }
  }
  return curves;
}

function together(outcomes: readonly Outcome[]): Outcome {
  const sum = (of: keyof Outcome): number => outcomes.reduce((total, outcome) => total + outcome[of], 0);
  return {
    wanted: sum('wanted'),
    filled: sum('filled'),
    stock: sum('stock'),
    positionDays: sum('positionDays'),
    outDays: sum('outDays'),
    orders: sum('orders'),
    days: outcomes[0]?.days ?? 0,
  };
}

const Work = z.object({
  path: z.string().nullable(),
  dates: z.enum(['dmy', 'mdy']).nullable(),
  today: z.string(),
  every: z.number(),
  seeds: z.array(z.number()),
});

/** What a worker is to do: which seeds of a file's sales, or of the demo's years where there is no file. */
export type Work = z.infer<typeof Work>;

/** Works the seeds off, and tells of each policy tried in one, and of each when it is done. */
async function work({ path, dates, today, every, seeds }: Work, tell: (told: Seed | string) => void): Promise<void> {
  const file = path === null ? null : await readSales(path, dates);
  for (const seed of seeds) {
    const world = file === null ? demoWorld(seed, today, every) : fileWorld(file, seed, every);
    const classes = classesOf(world);
    const positions = classNames.map((_, nth) => classes.filter((one) => one === nth).length);
    const curves = policies.map((policy) => {
      const curve = sweep(world, classes, policy);
      tell(`seed ${seed}: ${policy.name}`);
      return curve;
    });
    tell({ seed, curves, positions: [...positions, classes.length] });
  }
}

const port = parentPort;
if (port !== null) await work(Work.parse(workerData), (told) => port.postMessage(told));
