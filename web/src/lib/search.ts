/** Reads one field of what stands behind the `?`; undefined when it says nothing that can be read. */
type Field<Value> = (given: string) => Value | undefined;

/** What fields like these say. */
export type Searched<Search> = Search extends { parse(given: Record<string, unknown>): infer Values } ? Values : never;

/** Any text of at most so many characters. */
export const text =
  (longest = 100): Field<string> =>
  (given) =>
    given.length <= longest ? given : undefined;

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
/** A day that the calendar has, as 2026-11-22. */
export const day: Field<string> = (given) =>
  /^\d{4}-\d\d-\d\d$/.test(given) && !Number.isNaN(Date.parse(given)) ? given : undefined;

/**
 * Declares the fields behind the `?` of a page. A value nobody can read (an old link, a typing error) is dropped, never
 * an error page. Plain code rather than a schema: every page loads it first.
 */
export function search<Fields extends Record<string, Field<string>>>(fields: Fields) {
  type Values = { [Name in keyof Fields]?: Exclude<ReturnType<Fields[Name]>, undefined> | undefined };
  return {
    parse(given: Record<string, unknown>): Values {
      const read = Object.entries(fields).flatMap(([name, field]) => {
        const value = given[name];
        const said = typeof value === 'string' ? field(value) : undefined;
        return said === undefined ? [] : [[name, said] as const];
      });
      return Object.fromEntries(read) as Values;
    },
  };
}
