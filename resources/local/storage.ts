import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Worker } from 'node:worker_threads';
import type { Delivery } from './delivery.ts';
import { listen } from './listen.ts';
import type { UploadTrigger } from './manifest.ts';
import { host } from './ports.ts';
import { readForm } from './storage-form.ts';
import { forward, objectAt } from './storage-forward.ts';
import { type Created, notice, wants } from './storage-notice.ts';
import { checkPolicy, type Credentials } from './storage-policy.ts';
import { sendProblem, StorageProblem } from './storage-problem.ts';
import {
  allowOrigin,
  bodyOf,
  bytesOf,
  count,
  drain,
  objectHeaders,
  parseTarget,
  preconditionFailed,
  quoted,
  refuseClimbing,
  refuseExpired,
  type Target,
} from './storage-request.ts';
import { createTurns } from './storage-turns.ts';
import { upload } from './storage-upload.ts';

export type Storage = { url: string; stop(): Promise<void> };

/**
 * Starts S3: a streaming proxy before the engine fauxqs. The engine keeps the objects; the proxy answers CORS for
 * `webOrigin`, checks the policies of browser uploads, knows conditional writes, takes files of any size, and
 * tells the service's functions of every new object. Addresses are path-style: `http://…/bucket/key`.
 */
export async function startStorage(options: {
  port: number;
  directory: string;
  region: string;
  buckets: readonly string[];
  triggers: readonly UploadTrigger[];
  credentials: Credentials;
  webOrigin: string;
  delivery: Delivery;
}): Promise<Storage> {
  const engine = await startEngine(options.directory, options.buckets, options.region);
  const inTurn = createTurns();

  function announce(created: Created): void {
    const payload = notice(created, options.region);
    for (const trigger of options.triggers) {
      if (wants(trigger, created)) {
        options.delivery.deliver({ source: 's3', functionName: trigger.functionName, payload });
      }
    }
  }

  async function announceStored(bucket: string, key: string, by: Created['by']): Promise<void> {
    const stored = await objectAt(engine.url, bucket, key);
    if (stored !== undefined) announce({ bucket, key, by, ...stored });
  }

  async function putObject(request: IncomingMessage, response: ServerResponse, { bucket, key }: Target): Promise<void> {
    const store = async (): Promise<void> => {
      await checkConditions(request, bucket, key);
      const counted = count(bodyOf(request));
      const etag = await upload({
        url: engine.object(bucket, key),
        headers: objectHeaders(request),
        body: counted.bytes,
      });
      response.writeHead(200, { etag }).end();
      announce({ bucket, key, by: 'Put', etag, size: counted.length() });
    };
    const conditional = (request.headers['if-match'] ?? request.headers['if-none-match']) !== undefined;
    // Only conditional writes look before they write, so only they must wait for each other.
    return conditional ? inTurn(`${bucket}/${key}`, store) : store();
  }

  async function checkConditions(request: IncomingMessage, bucket: string, key: string): Promise<void> {
    const { 'if-none-match': unless, 'if-match': only } = request.headers;
    if (unless === undefined && only === undefined) return;
    const present = await objectAt(engine.url, bucket, key);
    if ((unless === '*' && present !== undefined) || (only !== undefined && present?.etag !== quoted(only))) {
      throw preconditionFailed();
    }
  }

  async function postObject(request: IncomingMessage, response: ServerResponse, { bucket }: Target): Promise<void> {
    const form = await readForm(bytesOf(request), request.headers['content-type'] ?? '');
    const { fields } = form;
    const key = (fields.get('key') ?? '').replaceAll('${filename}', () => form.fileName);
    if (key === '') throw new StorageProblem(400, 'InvalidArgument', "Bucket POST must contain a field named 'key'.");
    refuseClimbing(key);
    fields.set('key', key);
    const range = checkPolicy(bucket, fields, options.credentials, Date.now());
    const counted = count(form.file);
    const named = [...fields].filter(([name]) => /^(content-|cache-control$|x-amz-meta-)/.test(name));
    const headers = { 'content-type': 'binary/octet-stream', ...Object.fromEntries(named) };
    const etag = await upload({ url: engine.object(bucket, key), headers, body: counted.bytes, range });
    announce({ bucket, key, by: 'Post', etag, size: counted.length() });
    const status = Number(fields.get('success_action_status') ?? 204);
    const location = `${server.url}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
    response.writeHead([200, 201].includes(status) ? status : 204, { etag, location }).end();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allowOrigin(request, response, options.webOrigin);
    if (request.method === 'OPTIONS') {
      response.writeHead(request.headers.origin === options.webOrigin ? 200 : 403).end();
      return;
    }
    const target = parseTarget(request.url ?? '/');
    try {
      refuseClimbing(target.key);
      refuseExpired(target.query, Date.now());
      await route(request, response, target);
    } catch (error) {
      if (!(error instanceof StorageProblem) || response.headersSent) throw error;
      await drain(request);
      sendProblem(response, error, request.method === 'HEAD');
    }
  }

  async function route(request: IncomingMessage, response: ServerResponse, target: Target): Promise<void> {
    const { bucket, key, query } = target;
    const isForm = request.headers['content-type']?.startsWith('multipart/form-data') === true;
    if (request.method === 'POST' && key === '' && isForm) return postObject(request, response, target);
    const copies = request.headers['x-amz-copy-source'] !== undefined;
    const writesObject =
      request.method === 'PUT' &&
      key !== '' &&
      !['uploadId', 'renameObject', 'tagging', 'acl'].some((name) => query.has(name));
    if (writesObject && !copies) return putObject(request, response, target);
    const status = await forward(engine.url, request, response, target.query);
    if (status !== 200) return undefined;
    if (writesObject) return announceStored(bucket, key, 'Copy');
    if (request.method === 'POST' && query.has('uploadId'))
      return announceStored(bucket, key, 'CompleteMultipartUpload');
    return undefined;
  }

  const server = await listen(options.port, answer).catch(async (error: unknown) => {
    await engine.stop();
    throw error;
  });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await engine.stop();
    },
  };
}

type Engine = { url: string; object(bucket: string, key: string): string; stop(): Promise<void> };

async function startEngine(directory: string, buckets: readonly string[], region: string): Promise<Engine> {
  const worker = new Worker(new URL('./storage-engine.ts', import.meta.url), {
    workerData: { directory, buckets, region },
  });
  // Rejects if the thread fails first.
  const [port] = (await once(worker, 'message')) as [number];
  worker.on('error', (error) => console.error('The S3 engine stopped:', error));
  const url = `http://${host}:${port}`;
  return {
    url,
    object: (bucket, key) => `${url}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
    async stop() {
      const gone = once(worker, 'exit');
      worker.postMessage('stop');
      const slow = setTimeout(() => void worker.terminate(), 2_000);
      await gone;
      clearTimeout(slow);
    },
  };
}
