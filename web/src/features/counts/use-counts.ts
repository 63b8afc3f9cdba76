import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { CountsSaved } from '#domain/counts/count-sheet.ts';
import { post } from '#web/lib/api.ts';
import { ApiProblem } from '#web/lib/problem.ts';
import { pathOf, sheetQuery, type WholeSheet } from './count-sheets.ts';
import { type Kept, readKept, waiting, withBatch, withCount, writeKept } from './kept-counts.ts';

/** How long after the last count they are sent, and how long until a failed try is made again, in ms. */
const [restMs, againMs] = [1_200, 5_000];

/**
 * What is counted on a sheet: kept in this browser at once, and sent a moment later, however often that takes. The lines
 * that come back (to be counted again or not) are put into the sheet that is shown.
 */
export function useCounts(sheetId: string) {
  const queries = useQueryClient();
  const [kept, setKept] = useState(() => readKept(sheetId));
  // What counts while a request is under way: drawing lags behind it.
  const now = useRef(kept);
  const isSending = useRef(false);
  const [error, setError] = useState<unknown>(null);
  const change = (next: Kept) => {
    now.current = next;
    writeKept(sheetId, next);
    setKept(next);
  };

  async function send(): Promise<void> {
    if (isSending.current) return;
    const next = withBatch(now.current, crypto.randomUUID());
    if (!next.batch) return;
    isSending.current = true;
    change(next);
    try {
      const lines = next.batch.lines;
      const saved = await post(`${pathOf(sheetId)}/lines`, CountsSaved, { lines }, { idempotencyKey: next.batch.key });
      const { lines: touched, repeated, ...sheet } = saved;
      queries.setQueryData(sheetQuery(sheetId).queryKey, (old) => old && merged(old, sheet, touched));
      // What a lost answer said is read anew.
      if (repeated) void queries.invalidateQueries({ queryKey: sheetQuery(sheetId).queryKey });
      change({ ...now.current, batch: null });
      setError(null);
    } catch (problem) {
      setError(problem);
    } finally {
      isSending.current = false;
    }
  }
  const sendNow = useEffectEvent(() => void send());
  const isRefused = error instanceof ApiProblem && !error.isPassing;
  const count = waiting(kept);
  useEffect(() => {
    if (count === 0 || isRefused) return undefined;
    const timer = setTimeout(sendNow, error === null ? restMs : againMs);
    return () => clearTimeout(timer);
  }, [kept, count, error, isRefused]);
  useEffect(() => {
    const online = () => sendNow();
    addEventListener('online', online);
    return () => removeEventListener('online', online);
  }, []);

  return {
    kept,
    waiting: count,
    /** Why the last try did not get through; null when it did. */
    error,
    /** The server will not take it as it is: asking again is of no use. */
    isRefused,
    add: (productId: string, counted: string) =>
      change(withCount(now.current, { productId, counted, countedAt: new Date().toISOString() })),
    send: () => void send(),
    /** Forgets what has not reached the server. */
    forget: () => {
      change({ typed: [], batch: null });
      setError(null);
    },
  };
}

/** The sheet with the lines that came back. */
function merged(old: WholeSheet, sheet: WholeSheet['sheet'], touched: WholeSheet['lines']): WholeSheet {
  const fresh = new Map(touched.map((line) => [line.productId, line]));
  const known = new Set(old.lines.map(({ productId }) => productId));
  return {
    sheet,
    lines: [
      ...old.lines.map((line) => fresh.get(line.productId) ?? line),
      ...touched.filter(({ productId }) => !known.has(productId)),
    ],
  };
}
