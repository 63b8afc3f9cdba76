import { describe, expect, test } from 'vitest';
import { callerOf, requireIn, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { may, permissions, storesWhere } from '#domain/users/rights.ts';
import type { Platform } from '#domain/platform/platform.ts';

const caller = (...grants: Caller['grants']): Caller => ({ userId: 'someone', grants });
const nobody = caller();
const clerkIn1 = caller({ role: 'clerk', storeId: '1' });
const viewerIn1ManagerIn2 = caller({ role: 'viewer', storeId: '1' }, { role: 'manager', storeId: '2' });
const admin = caller({ role: 'admin', storeId: null });

describe('the stores of a caller', () => {
  test('are those in which a role of theirs has the permission', () => {
    expect(storesWhere(nobody, 'stock.read')).toEqual([]);
    expect(storesWhere(viewerIn1ManagerIn2, 'stock.read')).toEqual(['1', '2']);
    expect(storesWhere(viewerIn1ManagerIn2, 'stock.adjust')).toEqual(['2']);
    expect(storesWhere(admin, 'stock.adjust')).toBe('all');
  });

  test('are one SQL parameter: a JSON list, or null for all', () => {
    expect(visibleStores(viewerIn1ManagerIn2, 'stock.read')).toBe('["1","2"]');
    expect(visibleStores(viewerIn1ManagerIn2, 'stock.read', '2')).toBe('["2"]');
    expect(visibleStores(admin, 'stock.read')).toBeNull();
    expect(visibleStores(admin, 'stock.read', '7')).toBe('["7"]');
  });

  test('are never an empty list: somebody without any is refused', () => {
    expect(() => visibleStores(nobody, 'stock.read')).toThrow(expect.objectContaining({ problem: 'forbidden' }));
    expect(() => visibleStores(clerkIn1, 'import.create')).toThrow(expect.objectContaining({ problem: 'forbidden' }));
  });

  test('do not tell whether another store exists', () => {
    expect(() => visibleStores(clerkIn1, 'stock.read', '2')).toThrow(
      expect.objectContaining({ code: 'store.unknown' }),
    );
  });
});

describe('a write', () => {
  test('needs the permission in its own store', () => {
    expect(() => requireIn(clerkIn1, 'stock.adjust', '1')).not.toThrow();
    expect(() => requireIn(admin, 'stock.adjust', '9')).not.toThrow();
    expect(may(clerkIn1, 'stock.adjust', null)).toBe(false);
    expect(may(admin, 'stock.adjust', null)).toBe(true);
  });

  test('is forbidden where the caller only looks, and unknown where they do not', () => {
    expect(() => requireIn(viewerIn1ManagerIn2, 'stock.adjust', '1')).toThrow(
      expect.objectContaining({ problem: 'forbidden' }),
    );
    expect(() => requireIn(viewerIn1ManagerIn2, 'stock.adjust', '3')).toThrow(
      expect.objectContaining({ code: 'store.unknown' }),
    );
    expect(() => requireIn(nobody, 'stock.adjust', '3')).toThrow(expect.objectContaining({ problem: 'forbidden' }));
  });
});

test('a viewer may change nothing', () => {
  const may = Object.entries(permissions).filter(([, roles]) => (roles as readonly string[]).includes('viewer'));
  expect(may.map(([name]) => name).toSorted()).toEqual(['import.read', 'stock.read']);
});

test('grants are read once in a while, not for every request', async () => {
  let reads = 0;
  let now = 0;
  const platform = {
    db: { query: () => Promise.resolve(((reads += 1), [])) },
    clock: { now: () => new Date(now), newId: () => '' },
  } as unknown as Platform;
  await callerOf(platform, 'a');
  await callerOf(platform, 'a');
  expect(reads).toBe(1);
  await callerOf(platform, 'b');
  expect(reads).toBe(2);
  now = 60_000;
  await callerOf(platform, 'a');
  expect(reads).toBe(3);
});
