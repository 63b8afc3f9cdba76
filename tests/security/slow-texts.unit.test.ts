import { expect, test } from 'vitest';
import { disarmed } from '#domain/imports/formulas.ts';
import { decimalText, text, timeText } from '#domain/imports/fields.ts';
import { parseUploadKey } from '#domain/imports/upload-key.ts';
import { containing } from '#domain/paging.ts';
import { asDomainError } from '#domain/platform/database-errors.ts';
import { NewSupplier } from '#domain/suppliers/supplier.ts';
import { Email } from '#domain/users/person.ts';
import { BusinessDate, Id, Instant, LocalTime, Quantity, UnitPrice } from '#domain/values.ts';

// A pattern that can match one text in many ways tries them all before it gives up: with twice the text four times as
// long, or worse. https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS
const long = 50_000;
/** Texts that begin as something that is known and go on for long, to be refused at the very end. */
const texts = [
  '0',
  '1',
  '.',
  ',',
  ' ',
  '-',
  '+',
  'a',
  '\t',
  '\n',
  ';',
  '/',
  '%',
  '_',
  '\\',
  '@',
  'a.',
  'a-',
  '1,',
  ': ',
  "'",
  '"',
].flatMap((part) =>
  [
    '',
    '1',
    '1.',
    '-',
    'a@',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00.',
    '01/01/2026',
    'ERROR: ',
    'ERROR: a.b: ',
  ].map((begin) => [begin + part.slice(0, 2), (end: string) => begin + part.repeat(long / part.length) + end] as const),
);

const readers: Record<string, (given: string) => unknown> = {
  decimalText: (given) => decimalText('a', given, 11, 3, true),
  timeText: (given) => timeText('a', given, 'dmy', '12:00:00'),
  text: (given) => text('a', given),
  disarmed,
  parseUploadKey,
  containing,
  asDomainError: (given) => asDomainError(new Error(given)),
  Email: (given) => Email.safeParse(given),
  note: (given) => NewSupplier.shape.note.safeParse(given),
  Id: (given) => Id.safeParse(given),
  Quantity: (given) => Quantity.safeParse(given),
  UnitPrice: (given) => UnitPrice.safeParse(given),
  Instant: (given) => Instant.safeParse(given),
  BusinessDate: (given) => BusinessDate.safeParse(given),
  LocalTime: (given) => LocalTime.safeParse(given),
};

/** The texts that a reader takes more than half a second for; it gives up at the first. */
function slowFor(read: (given: string) => unknown): string[] {
  for (const [name, made] of texts) {
    const given = made('x\0');
    const began = performance.now();
    try {
      read(given);
    } catch {
      // Refused: what counts is how soon.
    }
    if (performance.now() - began > 500) return [name];
  }
  return [];
}

test.each(Object.entries(readers))('%s is through with any text of 50,000 letters at once', (_, read) => {
  expect(slowFor(read)).toEqual([]);
});

test('a pattern that tries everything is found out', () => {
  const ambiguous = /^0*(\d*)$/;
  expect(slowFor((given) => ambiguous.test(given.slice(0, 40_000) + 'x'))).toHaveLength(1);
});
