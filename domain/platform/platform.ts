import { type Bus, openBus } from '#domain/platform/bus.ts';
import { type Clock, systemClock } from '#domain/platform/clock.ts';
import { type DatabaseOptions, type Db, openDatabase } from '#domain/platform/database.ts';
import { type Files, openFiles } from '#domain/platform/files.ts';
import { log } from '#domain/platform/log.ts';
import { type Mail, openMail } from '#domain/platform/mail.ts';
import { openWorkers, type Workers } from '#domain/platform/workers.ts';
import { relayOutbox } from '#domain/platform/outbox.ts';

/** Everything outside that an action may need; made once per container, by tests with parts of their own. */
export type Platform = {
  db: Db;
  files: Files;
  bus: Bus;
  mail: Mail;
  workers: Workers;
  clock: Clock;
  /**
   * Publishes what the outbox holds, at most once a second. Never throws: what it misses, the next call or the
   * schedule publishes.
   */
  relayEvents(): Promise<void>;
};

/** The cloud's own parts, each opened at its first use: a function needs settings only for what it uses. */
export function platform(options: DatabaseOptions): Platform {
  let relayedAt = 0;
  const parts = {
    db: once(() => openDatabase(options)),
    files: once(openFiles),
    bus: once(openBus),
    mail: once(openMail),
    workers: once(openWorkers),
  };
  return {
    get db() {
      return parts.db();
    },
    get files() {
      return parts.files();
    },
    get bus() {
      return parts.bus();
    },
    get mail() {
      return parts.mail();
    },
    get workers() {
      return parts.workers();
    },
    clock: systemClock,
    async relayEvents() {
      if (Date.now() - relayedAt < 1_000) return;
      relayedAt = Date.now();
      try {
        await relayOutbox(this);
      } catch (error) {
        log.warn('Events wait for the next relay', { error });
      }
    },
  };
}

function once<T>(open: () => T): () => T {
  let opened: T | undefined;
  return () => (opened ??= open());
}
