// What people type into a text box, as the API wants it.

/** The text without spaces around it; null for an empty box. */
export const given = (text: string): string | null => text.trim() || null;

/** A whole number; null for an empty box, and what is no number stays text for the schema to refuse. */
export function whole(text: string): number | string | null {
  const typed = text.trim();
  if (typed === '') return null;
  return /^\d+$/.test(typed) ? Number(typed) : typed;
}

/**
 * A decimal number; null for an empty box. "6,50" is 6.50. With three digits behind it a comma may part thousands as
 * well, so "1,250" stays as typed, for the schema to refuse.
 */
export const decimal = (text: string): string | null => given(text)?.replace(/^([+-]?\d+),(\d{1,2})$/, '$1.$2') ?? null;
