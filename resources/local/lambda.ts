import { request as connect } from 'node:http';
import { createRequire } from 'node:module';
import { connect as connectSocket } from 'node:net';
import { basename, dirname, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, startChild, tailOf } from './child.ts';
import { Unreachable } from './delivery.ts';
import type { Manifest } from './manifest.ts';
import { host, type Ports } from './ports.ts';

const startTimeoutMs = 90_000;
const restartWaitMs = 1_000;

export type Functions = {
  /** Kills the functions, whatever they are doing, and starts them again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** A function's answer: what Lambda's Invoke gives. `failed` is true if the function threw. */
type Answer = { status: number; failed: boolean; errorType: string | undefined; body: string };

/**
 * Calls a function at serverless-offline and waits for its answer. `payload` is JSON text.
 *
 * @throws Unreachable if nothing listens on `port`; Error if it ended in the middle, which counts as a failure: a
 * function that takes its process down would else be called for ever
 */
export function callFunction(port: number, functionName: string, payload: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
    let isReached = false;
    const fail = ({ message }: Error): void =>
      reject(isReached ? new Error(`the function ended without an answer: ${message}`) : new Unreachable(message));
    const call = connect({ host, port, path, method: 'POST', agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        const errorType = response.headers['x-amzn-errortype'];
        resolve({
          status: response.statusCode ?? 500,
          failed: response.headers['x-amz-function-error'] !== undefined,
          errorType: typeof errorType === 'string' ? errorType : undefined,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    call.on('socket', (socket) => socket.once('connect', () => (isReached = true)));
    call.on('error', fail);
    call.end(payload);
  });
}

/**
 * Calls a function with a payload and gives what it returned.
 *
 * @throws what the function threw, as an Error of that message; Unreachable as `callFunction`
 */
export async function callSuccessfully(port: number, functionName: string, payload: unknown): Promise<unknown> {
  const { status, failed, body } = await callFunction(port, functionName, JSON.stringify(payload));
  if (failed || status !== 200) throw new Error(errorIn(body) ?? `Lambda answered ${status}`);
  return body === '' ? undefined : (JSON.parse(body) as unknown);
}

function errorIn(body: string): string | undefined {
  try {
    const { errorMessage } = JSON.parse(body) as { errorMessage?: string };
    return errorMessage;
  } catch {
    return undefined;
  }
}

/**
 * Runs the functions of a service by `serverless offline`, the stage being `local`. Restarts them if they end by
 * themselves. `tell` hears of that and of what the functions log as errors.
 *
 * @throws with the end of the log if they do not come up
 */
export async function startFunctions(options: {
  manifest: Manifest;
  ports: Ports;
  environment: Record<string, string>;
  buildDirectory: string;
  logFile: string;
  tell: (line: string) => void;
  /** Further options of `serverless offline`. */
  further?: readonly string[];
}): Promise<Functions> {
  const { manifest, ports } = options;
  const directory = dirname(manifest.file);
  const cli = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  let child: Child | undefined;
  let stopping = false;

  async function launch(): Promise<void> {
    const started = startChild({
      script: cli,
      arguments: [...offlineArguments(manifest, ports), ...(options.further ?? [])],
      directory,
      environment: {
        ...options.environment,
        LOCAL_BUILD_FOLDER: relative(directory, options.buildDirectory),
        SLS_NOTIFICATIONS_MODE: 'off',
        SLS_TELEMETRY_DISABLED: '1',
        SLS_TRACKING_DISABLED: '1',
      },
      logFile: options.logFile,
      onLine: problemFilter(options.tell),
    });
    child = started;
    await untilUp(started);
    void started.ended.then(() => {
      if (!stopping && child === started) void relaunch();
    });
  }

  async function relaunch(): Promise<void> {
    options.tell(`The functions stopped (see ${options.logFile}); they start again.`);
    await sleep(restartWaitMs);
    if (stopping) return;
    await launch().catch((error: unknown) => options.tell(`They did not come up again: ${String(error)}`));
  }

  async function untilUp(started: Child): Promise<void> {
    const needed = [
      ports.functions,
      ...(manifest.routes.length > 0 ? [ports.api] : []),
      ...(manifest.hasSockets ? [ports.live] : []),
    ];
    const deadline = Date.now() + startTimeoutMs;
    const end = started.ended.then((code) => {
      throw new Error(`serverless offline ended with ${code}:\n${tailOf(options.logFile)}`);
    });
    const up = async (): Promise<void> => {
      for (const port of needed) {
        while (!(await answers(port))) {
          if (Date.now() > deadline) throw new Error(`serverless offline is not up:\n${tailOf(options.logFile)}`);
          await sleep(50);
        }
      }
    };
    await Promise.race([up(), end]);
    end.catch(() => {});
  }

  if (manifest.functions.length > 0) await launch();
  return {
    async restart() {
      const old = child;
      child = undefined;
      await old?.kill();
      await launch();
    },
    async stop() {
      stopping = true;
      await child?.kill();
    },
  };
}

function offlineArguments(manifest: Manifest, ports: Ports): string[] {
  const values = {
    '--stage': manifest.stage,
    '--config': basename(manifest.file),
    '--host': host,
    '--httpPort': String(ports.api),
    '--lambdaPort': String(ports.functions),
    '--websocketPort': String(ports.live),
  };
  // The product checks every token itself; the authorizer of serverless-offline would only decode it.
  return ['offline', 'start', ...Object.entries(values).flat(), '--noPrependStageInUrl', '--noAuth', '--noSponsor'];
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket({ host, port });
    const settle = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', settle(true)).once('error', settle(false));
  });
}

/** Passes on what a person at the console wants to see: errors that functions log, and errors of the runtime. */
function problemFilter(tell: (line: string) => void): (line: string) => void {
  return (line) => {
    if (line.startsWith('{')) {
      if (/"level":\s*"(ERROR|CRITICAL)"/.test(line)) tell(line);
      return;
    }
    if (/^(×|✖|Error:|Warning: found unsupported)/.test(line.trimStart())) tell(line.trimEnd());
  };
}
