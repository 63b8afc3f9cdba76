/** What the fake API refuses, as problem details. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, code: string, detail: string, errors?: { path: string; message: string }[]) {
    super(detail);
    this.status = status;
    this.body = { type: 'about:blank', title: 'Refused', status, code, detail, ...(errors ? { errors } : {}) };
  }
}

export const missing = () => new Refusal(404, 'missing', 'There is no such thing.');

/** A page of a list; the cursor is how many rows lie before it. */
export function pageOf<Item>(items: Item[], query: URLSearchParams): { items: Item[]; nextCursor: string | null } {
  const from = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  const nextCursor = from + limit < items.length ? String(from + limit) : null;
  return { items: items.slice(from, from + limit), nextCursor };
}
