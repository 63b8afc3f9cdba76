// What a spreadsheet may take for a formula when it opens a CSV, and the full-width forms of the same signs.
// https://owasp.org/www-community/attacks/CSV_Injection
const formula = /^(?:\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])/;
// A signed number calculates nothing, and must stay one.
const signedNumber = /^[+-][\d.,]+$/;

const isFormula = (field: string): boolean => formula.test(field) && !signedNumber.test(field);

/** A field of a CSV that people open: with a quote before whatever a spreadsheet would calculate. */
export const disarmed = (field: string): string => (isFormula(field) ? `'${field}` : field);

/** The fields of a row as they were before `disarmed`, so that a file of ours can be mended and dropped again. */
export function rearmed(fields: string[]): string[] {
  if (!fields.some((field) => field.startsWith("'"))) return fields;
  return fields.map((field) => (field.startsWith("'") && isFormula(field.slice(1)) ? field.slice(1) : field));
}
