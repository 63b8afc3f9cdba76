import type { FigureName, FigureRow } from '#domain/analytics/figure.ts';
import type { FiguresPage } from '#domain/analytics/figures.ts';
import { daysIn } from '#domain/analytics/period.ts';
import { completeness, figuresOf, periodOf, scopeOf } from './dashboard.ts';
import { productCount, productName, sku } from './data.ts';
import { pageOf } from './refusal.ts';

const categories = ['Kitchen', 'Garden', 'Lighting', 'Textiles', ''];

const ofNow = { value: null, reason: 'Known for today only; choose a period that ends today' };

type Group = Pick<FigureRow, 'key' | 'label' | 'sku'> & { share: number };

/** The list of figures, filtered, sorted and in pages as the API's. */
export function figuresPage(query: URLSearchParams): FiguresPage {
  const { shown, ...scope } = scopeOf(query);
  const { period, before } = periodOf(query);
  const length = daysIn(period);
  const row = ({ share, ...group }: Group, index: number): FigureRow => ({
    ...group,
    figures: {
      ...figuresOf(scope.currency, share, length, index),
      // The present is known only in a period that reaches it.
      ...(period.to < new Date().toISOString().slice(0, 10) ? { cover: ofNow, stockRetail: ofNow } : {}),
    },
    ...(before === null ? {} : { before: figuresOf(scope.currency, share * 0.95, length, index + 0.4) }),
  });
  const search = query.get('search')?.toLowerCase() ?? '';
  const rows = groups(query, shown)
    .filter(({ label, sku: code }) => label.toLowerCase().includes(search) || code?.toLowerCase().includes(search))
    .map(row);
  const sort = query.get('sort') ?? 'netSales';
  const down = query.get('dir') === 'asc' ? 1 : -1;
  const valueOf = (one: FigureRow) => one.figures[sort as FigureName]?.value ?? -Infinity;
  const sorted = rows.toSorted((a, b) =>
    sort === 'label' ? down * a.label.localeCompare(b.label) : down * (valueOf(a) - valueOf(b)),
  );
  const page = query.get('by') === 'product' ? pageOf(sorted, query) : { items: sorted, nextCursor: null };
  return {
    ...page,
    total: row({ key: '', label: 'Total', share: shown.length }, 1),
    period,
    before,
    scope,
    completeness: completeness(shown, period),
  };
}

function groups(query: URLSearchParams, shown: { id: string; name: string }[]): Group[] {
  switch (query.get('by')) {
    case 'store':
      return shown.map(({ id, name }) => ({ key: id, label: name, share: 1 }));
    case 'category':
      return categories.map((name, index) => ({ key: name, label: name || 'No category', share: 0.4 / (index + 1) }));
    case 'supplier':
      return [
        { key: '1', label: 'Northwear Trading', share: 0.8 },
        { key: '', label: 'No supplier', share: 0.2 },
      ];
    default:
      return Array.from({ length: productCount }, (_, index) => index)
        .filter((index) => !query.has('category') || categories[index % categories.length] === query.get('category'))
        .map((index) => ({
          key: String(index + 1),
          label: index === 12 ? '=HYPERLINK("http://evil.example","win")' : productName(index),
          sku: sku(index),
          share: 0.05 / (1 + (index % 37)),
        }));
  }
}
