import type { Bus } from '#domain/platform/bus.ts';
import { type Clock, systemClock } from '#domain/platform/clock.ts';
import { type DatabaseOptions, type Db, openDatabase } from '#domain/platform/database.ts';
import type { Directory } from '#domain/platform/directory.ts';
import type { Files } from '#domain/platform/files.ts';
import { log } from '#domain/platform/log.ts';
import type { Mail } from '#domain/platform/mail.ts';
import { relayOutbox } from '#domain/platform/outbox.ts';
import { sparingSuppressed } from '#domain/platform/suppressed.ts';
import type { Sockets } from '#domain/platform/sockets.ts';
import type { Wakes } from '#domain/platform/wakes.ts';
import type { Workers } from '#domain/platform/workers.ts';

/** Everything outside that an action may need; made once per container, by tests with parts of their own. */
export type Platform = {
  db: Db;
  /** For analytics, which may be some milliseconds behind; the same as `db` unless the function says otherwise. */
  reads: Db;
  files: Files;
  bus: Bus;
  mail: Mail;
  workers: Workers;
  wakes: Wakes;
  directory: Directory;
  sockets: Sockets;
  clock: Clock;
  /**
   * Publishes what the outbox holds, at most once a second. Never throws: what it misses is published by the next
   * call, by the schedule, or 3 minutes later because of the message that it sends then, one a minute at most. Another
   * message, one in 10 minutes at most, has the facts folded.
   */
  relayEvents(): Promise<void>;
};

/** The parts a function uses beside the database. Named one by one, so that its bundle holds no other SDK client. */
type Uses = {
  reads?: () => Db;
  files?: () => Files;
  bus?: () => Bus;
  mail?: () => Mail;
  workers?: () => Workers;
  wakes?: () => Wakes;
  directory?: () => Directory;
  sockets?: () => Sockets;
};

/** The cloud's own parts, each opened at its first use. A part that was not named throws when it is used. */
export function platform(options: DatabaseOptions, uses: Uses = {}): Platform {
  let relayedAt = 0;
  let wokenAt = 0;
  let folderWokenAt = 0;
  const db = once(() => openDatabase(options));
  const reads = once(uses.reads ?? db);
  const files = once(uses.files ?? notNamed('files'));
  const bus = once(uses.bus ?? notNamed('bus'));
  const mail = once(() => sparingSuppressed((uses.mail ?? notNamed('mail'))(), db));
  const workers = once(uses.workers ?? notNamed('workers'));
  const wakes = once(uses.wakes ?? notNamed('wakes'));
  const directory = once(uses.directory ?? notNamed('directory'));
  /** Something was posted: has it folded into the figures a little later, where no schedule does that. */
  const wakeFolder = async () => {
    if (uses.wakes === undefined || Date.now() - folderWokenAt < 600_000) return;
    folderWokenAt = Date.now();
    await wakes()
      .later({ wake: 'facts' })
      .catch((error: unknown) => log.warn('Nobody will be woken to fold the facts', { error }));
  };
  const sockets = once(uses.sockets ?? notNamed('sockets'));
  return {
    get db() {
      return db();
    },
    get reads() {
      return reads();
    },
    get files() {
      return files();
    },
    get bus() {
      return bus();
    },
    get mail() {
      return mail();
    },
    get workers() {
      return workers();
    },
    get wakes() {
      return wakes();
    },
    get directory() {
      return directory();
    },
    get sockets() {
      return sockets();
    },
    clock: systemClock,
    async relayEvents() {
      try {
        if (Date.now() - relayedAt >= 1_000) {
          relayedAt = Date.now();
          const { published, left } = await relayOutbox(this);
          if (!left) return published > 0 ? await wakeFolder() : undefined;
        }
      } catch (error) {
        log.warn('Events wait for the next relay', { error });
      }
      if (uses.wakes === undefined || Date.now() - wokenAt < 60_000) return;
      wokenAt = Date.now();
      await wakes()
        .later({ wake: 'outbox' })
        .catch((error: unknown) => log.warn('Nobody will be woken to publish them', { error }));
    },
  };
}

const notNamed = (part: string) => (): never => {
  throw new Error(`This function uses ${part} and does not say so where its platform is made`);
};

function once<T>(open: () => T): () => T {
  let opened: T | undefined;
  return () => (opened ??= open());
}
