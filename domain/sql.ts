/** SQL text for a timestamptz as ISO 8601 in UTC. */
export const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** SQL text for a numeric as a decimal string without trailing zeros. */
export const decimal = (column: string) => `trim_scale(${column})::text`;
