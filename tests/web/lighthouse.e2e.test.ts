import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from './fake/app.ts';
import { judge } from './judge.ts';

// What does not hang on how busy this machine is. `npm run bench -- pages` prints the marks that do.
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe.each(['phone', 'desk'] as const)('Lighthouse, on a %s,', (form) => {
  it('finds the dashboard accessible, sound, still and small', { timeout: 120_000 }, async () => {
    const judgement = await judge({ origin: app.url, path: '/', ready: 'Best products', form });
    expect(judgement.faults).toEqual([]);
    expect(judgement).toMatchObject({ accessibility: 100, bestPractices: 100, layoutShift: 0 });
    expect(judgement.scriptBytes).toBeLessThan(200_000);
    // It was a first visit: nothing came from a cache.
    expect(judgement.scriptBytes).toBeGreaterThan(100_000);
  });
});
