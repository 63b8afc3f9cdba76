import type { Addresses } from './addresses.ts';
import type { AuthServer } from './auth.ts';
import type { DataApi } from './data-api/server.ts';
import type { Delivery } from './delivery.ts';
import type { DemoLoad } from './demo/load.ts';
import type { EventBus } from './events.ts';
import type { Functions } from './lambda.ts';
import type { MailServer } from './mail.ts';
import type { Manifest } from './manifest.ts';
import type { Ports } from './ports.ts';
import type { Queues } from './queues.ts';

export type CloudOptions = {
  /** Where the cloud keeps its state. One cloud at a time. */
  directory: string;
  ports: Ports;
  /** The serverless.yml to run. */
  serviceFile: string;
  /** Deletes the state first. */
  fresh?: boolean;
  quiet?: boolean;
  /** Loads the demo data, if the database has none. */
  demo?: boolean;
  /** Builds and serves the web application. */
  web?: boolean;
  /** False turns the database's fsync off, for tests. */
  durable?: boolean;
  /** Waits before the second and third try of an asynchronous invocation, in milliseconds. */
  retryDelaysMs?: readonly number[];
  /** Stops a start that is under way. */
  signal?: AbortSignal;
};

/** The running cloud, and what tests may do to it. */
export type Cloud = {
  addresses: Addresses;
  manifest: Manifest;
  /** The environment in which SDK clients and the product find this cloud. */
  environment: Record<string, string>;
  auth: AuthServer;
  mail: MailServer;
  events: EventBus;
  queues: Queues;
  dataApi: DataApi;
  delivery: Delivery;
  functions: Functions;
  /** The demo data on its way, if it was asked for. */
  demo: DemoLoad | undefined;
  /** Calls a function by its key in serverless.yml. `Event` answers at once, and the function is tried up to 3 times. */
  invoke(key: string, payload: unknown, type?: 'Event' | 'RequestResponse'): Promise<unknown>;
  /** Stops everything in reverse order; a second call does nothing. */
  stop(): Promise<void>;
};
