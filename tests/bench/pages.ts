import { startApp } from '#tests/web/fake/app.ts';
import { judge, type Judgement } from '#tests/web/judge.ts';
import { median, type Table } from './table.ts';

const targets = { phone: 80, desk: 95 } as const;

/** Lighthouse's mark for how fast the dashboard's first visit is. It depends on how busy this machine is. */
export async function benchPages(table: Table): Promise<void> {
  const app = await startApp();
  table.section('First visit of the dashboard, by Lighthouse (median of 3)');
  try {
    for (const form of ['phone', 'desk'] as const) {
      const seen: Judgement[] = [];
      for (let round = 0; round < 3; round += 1) {
        table.progress(`the dashboard on a ${form}`);
        seen.push(await judge({ origin: app.url, path: '/', ready: 'Best products', form }));
      }
      const of = (name: 'performance' | 'largestPaint' | 'blocked' | 'scriptBytes') =>
        median(seen.map((one) => one[name]));
      table.row(
        `on a ${form}`,
        `${of('performance')} of 100`,
        `target ${targets[form]}; largest paint ${of('largestPaint').toFixed(0)} ms, blocked ${of('blocked').toFixed(0)} ms, ` +
          `${(of('scriptBytes') / 1000).toFixed(0)} KB of script before charts`,
      );
    }
  } finally {
    await app.stop();
  }
}
