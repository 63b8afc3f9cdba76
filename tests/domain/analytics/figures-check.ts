import { expect } from 'vitest';
import { type FigureName, figureUnits } from '#domain/analytics/figure.ts';
import type { FiguresPage } from '#domain/analytics/figures.ts';
import { comparedWith } from '#domain/analytics/period.ts';
import { type TestApi, testApi } from '#tests/functions/api.ts';
import { type MemoryFiles, memoryFiles } from '#tests/setup/files.ts';
import { drop } from '#tests/setup/imports.ts';
import { plainFigures, type PlainFigures, type RawRows, type Wanted } from './plain-figures.ts';

export type Chain = { api: TestApi; files: MemoryFiles; now: Date };
export const breakdowns = ['total', 'store', 'category', 'supplier', 'product'] as const;
export const everyFigure = Object.keys(figureUnits) as FigureName[];

/** A chain without stores, whose admin is `admin`, at some time. */
export async function openChain(now: string): Promise<Chain> {
  const files = memoryFiles();
  const at = new Date(now);
  const api = await testApi({ files, clock: { now: () => at, newId: () => crypto.randomUUID() } });
  await api.grant('admin', 'admin');
  return { api, files, now: at };
}

/** Has a file imported. */
export const load = ({ api, files }: Chain, key: string, content: string | Buffer) =>
  drop({ ...api.platform, files }, api.database.sql, key, content);

/** Asks for every page of a list. */
export async function ask({ api }: Chain, query: Record<string, string>, as = 'admin'): Promise<FiguresPage> {
  const items: FiguresPage['items'] = [];
  let cursor: string | undefined;
  for (;;) {
    const asked = { ...query, limit: '97', ...(cursor === undefined ? {} : { cursor }) };
    const { status, body, text } = await api.call('GET', '/figures', { as, query: asked });
    expect(status, text).toBe(200);
    const page = body as FiguresPage;
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    if (cursor === undefined) return { ...page, items };
  }
}

/** What was missed is an estimate with tests of its own. */
const elsewhere = new Set<FigureName>(['missedSales']);

function expectSame(told: Record<string, { value: number | null }>, plain: PlainFigures, where: string): void {
  for (const name of everyFigure.filter((figure) => !elsewhere.has(figure))) {
    const [got, wanted] = [told[name]?.value ?? null, plain[name] ?? null];
    if (wanted === null || got === null) expect([where, name, got]).toEqual([where, name, wanted]);
    else
      expect(
        Math.abs(got - wanted) <= 1e-7 * Math.max(1, Math.abs(wanted)),
        `${where} ${name}: ${got}, not ${wanted}`,
      ).toBe(true);
  }
}

/** Holds an answer, with the period it is compared with, to plain code over the raw rows. Answers how many rows it held. */
export function expectRight(
  page: FiguresPage,
  raw: RawRows,
  wanted: Wanted,
  compare: 'none' | 'previous' | 'lastYear',
): number {
  const plain = plainFigures(raw, wanted);
  const before = comparedWith(wanted, compare);
  const first = raw.movements.map(({ date }) => date).toSorted()[0] ?? '';
  const isKnown = before !== undefined && before.to >= first;
  const plainBefore = isKnown ? plainFigures(raw, { ...wanted, ...before }) : undefined;
  for (const { key, figures, before: earlier } of page.items) {
    expectSame(figures, plain.get(key) ?? {}, `${wanted.by} ${key}`);
    if (earlier !== undefined) expectSame(earlier, plainBefore?.get(key) ?? {}, `before, ${wanted.by} ${key}`);
  }
  expect(new Set(page.items.map(({ key }) => key)).size).toBe(page.items.length);
  const lasting = [...plain.keys()].filter((key) => key !== 'total');
  expect(page.items.map(({ key }) => key).toSorted()).toEqual(
    expect.arrayContaining(lasting.filter((key) => isAlive(plain.get(key))).toSorted()),
  );
  expectSame(page.total.figures, plain.get('total') ?? {}, 'total');
  if (plainBefore !== undefined) expectSame(page.total.before ?? {}, plainBefore.get('total') ?? {}, 'total before');
  return page.items.length;
}
const isAlive = (figures: PlainFigures | undefined) => figures?.['netSales'] !== 0 || figures['stockValue'] !== 0;
