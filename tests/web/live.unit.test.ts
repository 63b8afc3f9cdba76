import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backOff } from '#web/lib/live-connection.ts';
import { createRefresher, isConcerned } from '#web/lib/live-queries.ts';

const stock = { storeId: '1', topics: ['stock' as const, 'sales' as const], productIds: ['7'] };
const imports = { storeId: null, topics: ['imports' as const], productIds: null };

describe('a change', () => {
  test.each([
    [['dashboard', 'sales', {}], stock, true],
    [['figures', {}], stock, true],
    [['stock', {}], stock, true],
    [['product', '7', 'detail'], stock, true],
    [['product', '8', 'detail'], stock, false],
    [['product', '8', 'detail'], { ...stock, productIds: null }, true],
    [['imports', 'all'], stock, false],
    [['imports', 'all'], imports, true],
    [['dashboard', 'sales', {}], imports, true],
    [['products', {}], imports, true],
    [['me'], stock, false],
    [['stores'], imports, false],
  ])('of %j by %j: %s', (key, change, wanted) => expect(isConcerned(key, change)).toBe(wanted));
});

describe('queries', () => {
  let client: QueryClient;
  let asked: number;
  let answerMs: number;
  let unsubscribe: () => void;
  beforeEach(async () => {
    vi.useFakeTimers();
    vi.stubGlobal('document', { visibilityState: 'visible' });
    [asked, answerMs] = [0, 10];
    client = new QueryClient();
    const observer = new QueryObserver(client, {
      queryKey: ['dashboard'],
      queryFn: async () => {
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, answerMs));
        return asked;
      },
    });
    unsubscribe = observer.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(100);
    asked = 0;
  });
  afterEach(() => {
    unsubscribe();
    client.clear();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test('are asked at once, and then once a second however much changes', async () => {
    const refresher = createRefresher(client);
    for (let nth = 0; nth < 100; nth += 1) {
      refresher.tell([stock]);
      await vi.advanceTimersByTimeAsync(50);
    }
    await vi.advanceTimersByTimeAsync(2_000);
    // 5 s of changes.
    expect(asked).toBeGreaterThanOrEqual(5);
    expect(asked).toBeLessThanOrEqual(7);
  });

  test('are asked again after an answer that may be older than the change, and never twice at once', async () => {
    answerMs = 3_000;
    const refresher = createRefresher(client);
    refresher.tell([stock]);
    await vi.advanceTimersByTimeAsync(500);
    refresher.tell([stock]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toBe(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toBe(2);
  });

  test('of a hidden page wait until it is looked at', async () => {
    vi.stubGlobal('document', { visibilityState: 'hidden' });
    createRefresher(client).tell([stock]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(asked).toBe(0);
    expect(client.getQueryState(['dashboard'])?.isInvalidated).toBe(true);
  });
});

test('tries come twice as late each time, up to a minute, and no two pages at once', () => {
  expect([1, 2, 3, 4].map((failures) => backOff(failures, 1))).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(backOff(1, 0)).toBe(500);
  expect(backOff(50, 1)).toBe(60_000);
});
