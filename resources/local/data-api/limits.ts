import { DataApiError, invalid } from './errors.ts';

/** Sizes in bytes (`sqlCharacters` in characters) and times in milliseconds. Tests make them smaller. */
export type Limits = {
  requestBytes: number;
  responseBytes: number;
  rowBytes: number;
  sqlCharacters: number;
  statementMs: number;
  transactionIdleMs: number;
  transactionAgeMs: number;
  connectMs: number;
};

/**
 * The documented limits: request, response and SQL length from the API model, row size from
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.limitations.html, statement time from
 * data-api.html, life of a transaction from BeginTransaction. `connectMs` (wait for a free connection) is our own.
 */
export const documentedLimits: Limits = {
  requestBytes: 4 * 1024 * 1024,
  responseBytes: 1024 * 1024,
  rowBytes: 64 * 1024,
  sqlCharacters: 65_536,
  statementMs: 45_000,
  transactionIdleMs: 3 * 60_000,
  transactionAgeMs: 24 * 3_600_000,
  connectMs: 30_000,
};

/** @throws ValidationException if the statement is too long */
export function checkSqlLength(sql: string, limits: Limits): void {
  if (sql.length <= limits.sqlCharacters) return;
  throw invalid(
    "1 validation error detected: Value at 'sql' failed to satisfy constraint: " +
      `Member must have length less than or equal to ${limits.sqlCharacters}`,
  );
}

/** @throws UnsupportedResultException if one row of the result is larger than the service carries */
export function checkRows(rows: readonly (readonly (string | null)[])[], limits: Limits): void {
  for (const row of rows) {
    let bytes = 0;
    // A character is at most three bytes here, so most rows need no exact count.
    for (const value of row) bytes += 3 * (value?.length ?? 0);
    if (bytes <= limits.rowBytes) continue;
    bytes = 0;
    for (const value of row) bytes += value === null ? 0 : Buffer.byteLength(value);
    if (bytes > limits.rowBytes) {
      const size = `(${bytes} > ${limits.rowBytes})`;
      throw new DataApiError('UnsupportedResultException', `Packet for query is too large ${size}`);
    }
  }
}

/** Measured on the JSON reply, the stricter reading of "1 MiB of response data". @throws UnsupportedResultException */
export function checkResponse(json: string, limits: Limits): void {
  if (json.length * 3 <= limits.responseBytes || Buffer.byteLength(json) <= limits.responseBytes) return;
  throw new DataApiError('UnsupportedResultException', 'Database response exceeded size limit');
}
