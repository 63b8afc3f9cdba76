/** Reads one field of what stands behind the `?`; undefined when it says nothing that can be read. */
type Field<Value> = (given: string) => Value | undefined;

/** What fields like these say. */
export type Searched<Search> = Search extends { parse(given: Record<string, unknown>): infer Values } ? Values : never;

/** Any text of at most so many characters; U+0000 is none that the database could look for. */
export const text =
  (longest = 100): Field<string> =>
  (given) =>
    given !== '' && given.length <= longest && !given.includes('\0') ? given : undefined;

/** Text of a certain form. */
export const like =
  (form: RegExp): Field<string> =>
  (given) =>
    form.test(given) ? given : undefined;

/** One of these words. */
export const oneOf =
  <const Word extends string>(words: readonly Word[]): Field<Word> =>
  (given) =>
    words.find((word) => word === given);

export const id = like(/^[1-9]\d{0,17}$/);
export const uuid = like(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i);
export const currency = like(/^[A-Z]{3}$/);
/** A day that the calendar has, as 2026-11-22; 31 February, which JavaScript reads as 3 March, is none. */
export const day: Field<string> = (given) => {
  const at = /^[12]\d{3}-\d\d-\d\d$/.test(given) ? Date.parse(given) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(given) ? given : undefined;
};

/**
 * Declares the fields behind the `?` of a page. A value nobody can read (an old link, a typing error) is dropped, never
 * an error page. Plain code rather than a schema: every page loads it first.
 *
 * Each field is answered, and whatever else the address says, `undefined` where it says nothing: the router lays what it
 * gets here over what was typed, so what is left out would come to the page, and from there to the API, as it is.
 * @param settle what to make of fields that count only together
 */
export function search<Fields extends Record<string, Field<string>>>(
  fields: Fields,
  settle: (values: Values<Fields>) => Partial<Values<Fields>> = () => ({}),
) {
  return {
    parse(given: Record<string, unknown>): Values<Fields> {
      const read = [...new Set([...Object.keys(fields), ...Object.keys(given)])].map((name) => {
        const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
        const value = Object.hasOwn(given, name) ? given[name] : undefined;
        return [name, typeof value === 'string' ? field?.(value) : undefined] as const;
      });
      const values = Object.fromEntries(read) as Values<Fields>;
      return { ...values, ...settle(values) };
    },
  };
}
type Values<Fields extends Record<string, Field<string>>> = {
  [Name in keyof Fields]?: Exclude<ReturnType<Fields[Name]>, undefined> | undefined;
};
