import { createServer } from 'node:net';

/** Only this machine may reach the local cloud. */
export const host = '127.0.0.1';

export const defaultBase = 4400;

const offsets = {
  web: 0,
  api: 1,
  lambda: 2,
  s3: 3,
  dataApi: 4,
  events: 5,
  mail: 6,
  auth: 7,
  postgres: 8,
  /** Where serverless-offline itself takes invocations; `lambda` stands before it. */
  functions: 9,
  live: 10,
} as const;

/** So many ports in a row are needed. */
export const blockSize = Object.keys(offsets).length;

export type Ports = Record<keyof typeof offsets, number>;

/** The block of ports that starts at `base`. */
export function portsFrom(base: number): Ports {
  const port = (name: keyof typeof offsets): number => base + offsets[name];
  return {
    web: port('web'),
    api: port('api'),
    lambda: port('lambda'),
    s3: port('s3'),
    dataApi: port('dataApi'),
    events: port('events'),
    mail: port('mail'),
    auth: port('auth'),
    postgres: port('postgres'),
    functions: port('functions'),
    live: port('live'),
  };
}

/** Whether nothing on this machine listens on `port`. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The first taken port of the block at `base`, by name, or undefined if the block is free. */
async function firstTaken(
  base: number,
  ignored: readonly number[],
): Promise<{ name: string; port: number } | undefined> {
  for (const [name, port] of Object.entries(portsFrom(base))) {
    if (ignored.includes(port)) continue;
    if (!(await isFree(port))) return { name, port };
  }
  return undefined;
}

/**
 * Chooses the block of ports. A base that was set by hand is used or refused; the default base moves on in steps of
 * 100 until a whole block is free, and `tell` hears about it. Ports in `ignored` count as free: an earlier run that
 * was killed may have left its database there, which the next start takes over.
 *
 * @throws if the base set by hand has a taken port, or is not a port number
 */
export async function choosePorts(
  base: number | undefined,
  tell: (line: string) => void,
  ignored: readonly number[] = [],
): Promise<Ports> {
  if (base !== undefined && !(Number.isInteger(base) && base >= 1024 && base <= 65_500)) {
    throw new Error(`--port must be a whole number from 1024 to 65500, not ${base}.`);
  }
  const taken = await firstTaken(base ?? defaultBase, ignored);
  if (taken === undefined) return portsFrom(base ?? defaultBase);
  const problem = `Port ${taken.port} (${taken.name}) is used by another program.`;
  if (base !== undefined) {
    throw new Error(
      `${problem} Stop it, or choose another first port with --port (${blockSize} ports in a row are needed).`,
    );
  }
  for (let next = defaultBase + 100; next < 65_500; next += 100) {
    if ((await firstTaken(next, ignored)) === undefined) {
      tell(`${problem} All ports move to ${next}-${next + blockSize - 1}.`);
      return portsFrom(next);
    }
  }
  throw new Error(`${problem} No block of ${blockSize} free ports was found above it.`);
}

/** A free block of ports somewhere above 20000: tests run beside each other and beside `npm start`. */
export async function anyFreePorts(): Promise<Ports> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const base = 20_000 + Math.floor(Math.random() * 500) * 20;
    if ((await firstTaken(base, [])) === undefined) return portsFrom(base);
  }
  throw new Error('No block of free ports was found between 20000 and 30000.');
}
