/**
 * SQL text for a timestamptz as ISO 8601 in UTC, to the millisecond or the microsecond. Its colons are escaped: it is not
 * documented that the Data API leaves a colon before a letter alone in a string, and it takes parameters in that form.
 */
export const iso = (column: string, fraction: 'MS' | 'US' = 'MS') =>
  `to_char(${column} at time zone 'UTC', E'YYYY-MM-DD"T"HH24\\x3AMI\\x3ASS.${fraction}"Z"')`;

/** SQL text for a numeric as a decimal string without trailing zeros. */
export const decimal = (column: string) => `trim_scale(${column})::text`;

/** A value as JSON for a jsonb parameter. PostgreSQL's text holds no NUL: it shows as the replacement character. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('\\u0000') ? JSON.stringify(withoutNul(value)) : text;
}

function withoutNul(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\u0000', '\uFFFD') : part,
  );
}
