import { Server } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';
import * as z from 'zod';
import { host } from './ports.ts';

// The S3 engine, in a thread of its own: it holds a whole object in memory while it reads or writes one, and must not
// hold up the database and the sign-in meanwhile. It answers the proxy in storage.ts and nobody else.

const { directory, buckets, region } = z
  .object({ directory: z.string(), buckets: z.array(z.string()), region: z.string() })
  .parse(workerData);

// The engine would listen on every network interface; it checks no signature, so only this machine may reach it.
const listen: unknown = Reflect.get(Server.prototype, 'listen');
Server.prototype.listen = function listenHere(this: Server, ...rest: unknown[]): Server {
  const [first, ...others] = rest;
  const here = typeof first === 'object' && first !== null && 'port' in first ? { ...first, host } : first;
  if (typeof listen !== 'function') throw new Error('node:net has no listen');
  return Reflect.apply(listen, this, [here, ...others]);
};

const engine = await startFauxqs({
  port: 0,
  host,
  logger: false,
  defaultRegion: region,
  s3StorageDir: directory,
  init: { buckets },
});
parentPort?.on('message', () => {
  void engine.stop().then(() => process.exit(0));
});
parentPort?.postMessage(engine.port);
