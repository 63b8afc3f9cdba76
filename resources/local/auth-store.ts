import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import * as z from 'zod';

type Row = { payload: AdapterPayload; expiresAt?: number | undefined };

const rowsOf = z.record(
  z.string(),
  z.object({
    payload: z.custom<AdapterPayload>((value) => typeof value === 'object'),
    expiresAt: z.number().optional(),
  }),
);

/** Sessions and refresh tokens in one small file, so that people stay signed in when the local cloud restarts. */
export function openAuthStore(file: string): {
  adapter: (model: string) => Adapter;
  /** Ends everything that was given to a person: sessions, grants, refresh tokens. */
  signOut(sub: string): void;
  close(): void;
} {
  const rows = new Map<string, Row>(readRows(file));
  let timer: NodeJS.Timeout | undefined;

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(rows)), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  function changed(): void {
    timer ??= setTimeout(write, 100).unref();
  }
  function alive(row: Row | undefined): AdapterPayload | undefined {
    return row !== undefined && (row.expiresAt ?? Infinity) > Date.now() ? row.payload : undefined;
  }

  function adapter(model: string): Adapter {
    const find = (test: (payload: AdapterPayload) => boolean): AdapterPayload | undefined => {
      for (const [key, row] of rows) {
        if (key.startsWith(`${model}:`) && test(row.payload)) return alive(row);
      }
      return undefined;
    };
    return {
      async upsert(id, payload, expiresIn) {
        for (const [key, row] of rows) if (alive(row) === undefined) rows.delete(key);
        rows.set(`${model}:${id}`, {
          payload,
          ...(expiresIn !== undefined && expiresIn > 0 ? { expiresAt: Date.now() + expiresIn * 1000 } : {}),
        });
        changed();
      },
      find: async (id) => alive(rows.get(`${model}:${id}`)),
      findByUid: async (uid) => find((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => find((payload) => payload.userCode === userCode),
      async consume(id) {
        const row = rows.get(`${model}:${id}`);
        if (row !== undefined) row.payload.consumed = Math.floor(Date.now() / 1000);
        changed();
      },
      async destroy(id) {
        rows.delete(`${model}:${id}`);
        changed();
      },
      async revokeByGrantId(grantId) {
        for (const [key, row] of rows) if (row.payload.grantId === grantId) rows.delete(key);
        changed();
      },
    };
  }
  return {
    adapter,
    signOut(sub) {
      for (const [key, row] of rows) if (row.payload.accountId === sub) rows.delete(key);
      changed();
    },
    close() {
      if (timer !== undefined) write();
    },
  };
}

function readRows(file: string): [string, Row][] {
  if (!existsSync(file)) return [];
  try {
    return Object.entries(rowsOf.parse(JSON.parse(readFileSync(file, 'utf8'))));
  } catch {
    // Worth no more than a new sign-in.
    return [];
  }
}
