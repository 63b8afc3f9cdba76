/** A call as the fault plan sees it: `call` counts from 1 since the start or the last `clear`. */
export type Call = { call: number; route: string; sql: string };

/** What goes wrong. `hang` keeps the socket open without an answer until the server stops. */
export type FaultKind =
  | 'reset'
  | 'hang'
  | '500'
  | '502-html'
  | '503'
  | '504'
  | '429'
  | 'ThrottlingException'
  | 'DatabaseResumingException'
  | 'StatementTimeoutException'
  | 'TransactionNotFoundException'
  | 'InvalidSecretException';

/** `call`: the number of the first call to hit, or which calls; `times`: how many of them, one unless told. */
export type Fault = {
  call: number | ((call: Call) => boolean);
  when: 'before' | 'after';
  kind: FaultKind;
  times?: number;
};

/** What goes wrong and when; off until something is added. */
export type FaultPlan = {
  add(fault: Fault): void;
  /** Forgets the faults and the calls, so that the next call is number 1. */
  clear(): void;
  /** How many calls have come. */
  readonly count: number;
  /** The latest calls, at most 5,000, with the first 200 characters of their SQL. */
  readonly calls: readonly Call[];
};

const remembered = 5_000;

/** @returns the plan for a test to fill, and the server's side of it: tells the fault of a call, if it has one */
export function createFaultPlan(): FaultPlan & { next(route: string, sql: string): Fault | undefined } {
  let planned: { fault: Fault; left: number }[] = [];
  let calls: Call[] = [];
  let count = 0;
  return {
    add: (fault) => planned.push({ fault, left: fault.times ?? 1 }),
    clear: () => {
      planned = [];
      calls = [];
      count = 0;
    },
    get count() {
      return count;
    },
    get calls() {
      return calls;
    },
    next: (route, sql) => {
      const call = { call: ++count, route, sql: sql.slice(0, 200) };
      calls.push(call);
      if (calls.length > remembered) calls.shift();
      const hit = planned.find(({ fault, left }) => left > 0 && hits(fault, call));
      if (hit) hit.left -= 1;
      return hit?.fault;
    },
  };
}

function hits(fault: Fault, call: Call): boolean {
  return typeof fault.call === 'number' ? call.call >= fault.call : fault.call(call);
}
