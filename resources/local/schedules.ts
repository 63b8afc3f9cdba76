import { setTimeout as sleep } from 'node:timers/promises';
import { callSuccessfully } from './lambda.ts';
import type { Manifest } from './manifest.ts';

/**
 * What judges the chain's stock and sales as a whole, on a schedule: the parameter of serverless.yml that says how often,
 * and the function. With half of a year known it would plan, warn and report on that half.
 */
const judging = { planEvery: 'planStock', reportEvery: 'sendReports' } as const;
/** Once in four years: serverless-offline knows no way to leave out one schedule. Run then, it does no harm. */
const hardlyEver = 'cron(0 0 29 2 * *)';

/** Options by which `serverless offline` leaves these schedules to `startJudging`. */
export const leftOut: readonly string[] = Object.keys(judging).flatMap((name) => ['--param', `${name}=${hardlyEver}`]);

/** Whether a function looks at positions as they change; everything is looked at again once all is known. */
export const isHeld = (manifest: Manifest, functionName: string): boolean =>
  manifest.functions.some(({ key, name }) => key === 'evaluateAlerts' && name === functionName);

/**
 * Runs these schedules by the rates of serverless.yml, none before `allIn` has settled: then once at once, one after the
 * other, and each again so long after it began, or when it has ended.
 * @param options.tell hears of what failed
 */
export function startJudging(options: {
  manifest: Manifest;
  functionsPort: number;
  allIn: Promise<unknown>;
  tell: (line: string) => void;
}): { stop(): Promise<void> } {
  const { manifest, functionsPort, allIn, tell } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (name: string): Promise<void> => {
    try {
      await callSuccessfully(functionsPort, name, {});
    } catch (error) {
      if (!signal.aborted) tell(`! ${name} failed: ${String(error)}`);
    }
  };
  const repeat = async (name: string, everyMs: number, began: number): Promise<void> => {
    for (let last = began; !signal.aborted;) {
      await sleep(Math.max(0, last + everyMs - Date.now()), undefined, { signal });
      last = Date.now();
      await run(name);
    }
  };
  const start = async (): Promise<void> => {
    await allIn;
    const waiting: Promise<void>[] = [];
    for (const key of Object.values(judging)) {
      const name = manifest.functions.find((one) => one.key === key)?.name;
      const schedule = manifest.schedules.find(({ functionName }) => functionName === name);
      if (signal.aborted || name === undefined || schedule?.enabled !== true) continue;
      const began = Date.now();
      await run(name);
      waiting.push(repeat(name, everyMs(schedule.rates), began));
    }
    await Promise.all(waiting);
  };
  // Only the waits can fail, and only because the cloud stops.
  void start().catch(() => {});
  return { stop: async () => stopping.abort() };
}

/** `rate(5 minutes)` in milliseconds. @throws on anything else */
function everyMs([rate = '']: readonly string[]): number {
  const minutes = /^rate\((\d+) minutes?\)$/.exec(rate)?.[1];
  if (minutes === undefined) throw new Error(`On one machine schedules are written as rate(n minutes), not ${rate}`);
  return Number(minutes) * 60_000;
}
