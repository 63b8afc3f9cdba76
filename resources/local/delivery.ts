import { setTimeout as sleep } from 'node:timers/promises';

/** Thrown by an invocation that never reached a function: it is tried again and not counted. */
export class Unreachable extends Error {}

/** An asynchronous invocation that was given up. */
type DeadLetter = {
  at: string;
  source: string;
  functionName: string;
  attempts: number;
  error: string;
  payload: unknown;
};

/** One message on its way: which function is to get what, and who sent it (`s3`, `events`, `lambda`). */
type Message = { source: string; functionName: string; payload: unknown };

/**
 * Faults for tests. `plan` answers after how many milliseconds each copy of a message is delivered: `[0]` is normal,
 * `[]` loses it, `[0, 50]` delivers it twice, a longer wait than the next message's puts it out of order.
 */
type DeliveryFaults = { plan?: ((message: Message) => readonly number[]) | undefined };

export type Delivery = {
  /** Takes the message and returns at once; delivery, retries and the dead-letter list happen behind. */
  deliver(message: Message): void;
  readonly deadLetters: readonly DeadLetter[];
  readonly faults: DeliveryFaults;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
  stop(): void;
};

const keptDeadLetters = 200;
const unreachableWaitMs = 500;
const unreachableTries = 120;
/** Events of the bus that one function works at: each is a thread here. The rest waits, as for Lambda's concurrency. */
const eventsAtOnce = 10;

/**
 * Lambda's asynchronous invocation: a function that fails is tried again after each of `delaysMs` (the cloud waits
 * 1 and 2 minutes), at most `retries(functionName)` times, then the message is a dead letter.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function createDelivery(options: {
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  retries(functionName: string): number;
  delaysMs: readonly number[];
  onDead?(letter: DeadLetter): void;
}): Delivery {
  const deadLetters: DeadLetter[] = [];
  const underway = new Set<Promise<void>>();
  const faults: DeliveryFaults = {};
  const stopping = new AbortController();

  const working = new Map<string, { count: number; waiting: (() => void)[] }>();

  /** Does something when the function has a place for it. */
  async function inItsTurn<T>(functionName: string, work: () => Promise<T>): Promise<T> {
    const place = working.get(functionName) ?? { count: 0, waiting: [] };
    working.set(functionName, place);
    // Whoever leaves hands its place on, so that the count does not change.
    if (place.count >= eventsAtOnce) await new Promise<void>((go) => place.waiting.push(go));
    else place.count += 1;
    try {
      return await work();
    } finally {
      const next = place.waiting.shift();
      if (next === undefined) place.count -= 1;
      else next();
    }
  }

  async function reach({ functionName, payload }: Message): Promise<void> {
    for (let wait = 0; ; wait += 1) {
      try {
        await options.invoke(functionName, payload);
        return;
      } catch (error) {
        if (!(error instanceof Unreachable) || wait >= unreachableTries) throw error;
        await sleep(unreachableWaitMs, undefined, { signal: stopping.signal });
      }
    }
  }

  async function run(message: Message, afterMs: number): Promise<void> {
    if (afterMs > 0) await sleep(afterMs, undefined, { signal: stopping.signal });
    const attempts = 1 + options.retries(message.functionName);
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      try {
        if (message.source === 'events') await inItsTurn(message.functionName, () => reach(message));
        else await reach(message);
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (attempt === attempts) bury(message, attempts, error);
        else await sleep(options.delaysMs[attempt - 1] ?? 0, undefined, { signal: stopping.signal });
      }
    }
  }

  function bury(message: Message, attempts: number, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const letter = { at: new Date().toISOString(), ...message, attempts, error: reason };
    deadLetters.unshift(letter);
    deadLetters.length = Math.min(deadLetters.length, keptDeadLetters);
    options.onDead?.(letter);
  }

  return {
    deadLetters,
    faults,
    deliver(message) {
      for (const afterMs of faults.plan?.(message) ?? [0]) {
        // Only the waits can fail here, and only because the cloud is stopping.
        const job: Promise<void> = run(message, afterMs).catch(() => {});
        underway.add(job);
        void job.finally(() => underway.delete(job));
      }
    },
    async idle() {
      while (underway.size > 0) await Promise.all(underway);
    },
    stop() {
      stopping.abort();
    },
  };
}
