import type { Format } from './format.ts';
import { daysWords, whoseOf } from './head.ts';
import type { Report } from './report.ts';
import type { Section } from './sections.ts';
import type { Table } from './tables.ts';
import type { Words } from './vocabulary.ts';

/** What a mail tells beside the report itself. */
export type Around = { notes: string[]; unsubscribe: string; settings: string };

/**
 * A report for who reads mail as text: tables with aligned columns, addresses on lines of their own.
 * @param parts the sections of each currency, with its code
 */
export function mailText(
  report: Report,
  parts: { currency: string; sections: Section[] }[],
  around: Around,
  words: Words,
  format: Format,
): string {
  const body = parts.flatMap(({ currency, sections }) => [
    ...(parts.length > 1 ? [`== ${currency} ==`, ''] : []),
    ...sections.flatMap((section) => sectionLines(section, words)),
  ]);
  return [
    `${words.title[report.kind]}${words.colon}${whoseOf(report, words)}`,
    daysWords(report, format),
    ...(report.isPartial ? [`* ${words.partial} *`] : []),
    '',
    ...body,
    ...around.notes,
    words.asOf(format.instant(report.asOf)),
    '',
    words.why(whoseOf(report, words)),
    `${words.settings}${words.colon}${around.settings}`,
    `${words.unsubscribe}${words.colon}${around.unsubscribe}`,
    '',
  ].join('\n');
}

function sectionLines({ title, sentences, table, link }: Section, { colon }: Words): string[] {
  return [
    ...(title === '' ? [] : [title.toLocaleUpperCase(), '']),
    ...sentences,
    ...(sentences.length > 0 && table !== undefined ? [''] : []),
    ...(table === undefined ? [] : tableLines(table)),
    ...(link === undefined ? [] : [`${link.label}${colon}${link.href}`]),
    '',
  ];
}

/** Columns as wide as their widest cell; numbers to the right. */
export function tableLines({ columns, rows }: Table): string[] {
  const isTitled = columns.some(({ title }) => title !== '');
  const lines = [...(isTitled ? [columns.map(({ title }) => title)] : []), ...rows.map(({ cells }) => cells)];
  const widths = columns.map((_, nth) => Math.max(...lines.map((cells) => cells[nth]?.length ?? 0)));
  return lines.map((cells) =>
    columns
      .map(({ isText }, nth) => {
        const cell = cells[nth] ?? '';
        return nth === 0 || isText === true ? cell.padEnd(widths[nth] ?? 0) : cell.padStart(widths[nth] ?? 0);
      })
      .join('  ')
      .trimEnd(),
  );
}
