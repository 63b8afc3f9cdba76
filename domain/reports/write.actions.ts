import type { Platform } from '#domain/platform/platform.ts';
import { barChart, lyingChart } from './chart.ts';
import { drawPng } from './chart-png.actions.ts';
import { type Format, formatOf } from './format.ts';
import { linksOf, subjectOf } from './head.ts';
import type { AttachmentKind } from './kinds.ts';
import { lineFiles, linesOf, mostLines } from './lines.actions.ts';
import type { ReportLine } from './lines.sql.ts';
import { mailHtml } from './mail-html.actions.ts';
import { mailText } from './mail-text.ts';
import type { Reader, Report } from './report.ts';
import { type Section, sectionsOf } from './sections.ts';
import { wordsOf } from './words.ts';
import { tokenPlace, type WrittenMail } from './written.ts';

/** What a mail is written with beside its report. */
export type Writing = Reader & {
  attachments: AttachmentKind[];
  /** The web app's address, without a slash behind. */
  origin: string;
};

/** Looks up a report's lines when somebody wants them attached, and then once. */
export function linesOnce(platform: Pick<Platform, 'reads'>, report: Report): () => Promise<ReportLine[] | null> {
  let lines: Promise<ReportLine[] | null> | undefined;
  return () => (lines ??= linesOf(platform, report));
}

/**
 * Writes a report as a mail for one kind of reader.
 * @param lines asked for only where some are to be attached
 */
export async function writeMail(
  report: Report,
  writing: Writing,
  lines: () => Promise<ReportLine[] | null>,
): Promise<WrittenMail> {
  const words = wordsOf(writing.language);
  const [first] = report.parts;
  const format = (currency: string): Format => formatOf(writing.locale, currency, report.timeZone);
  const usual = format(first?.currency ?? 'XXX');
  const parts = report.parts.map((part) => ({
    currency: part.currency,
    format: format(part.currency),
    sections: sectionsOf(report, part, words, format(part.currency), writing.origin),
  }));
  const found = writing.attachments.length === 0 ? undefined : await lines();
  const note = found === null ? words.tooManyLines(usual.number(mostLines)) : words.attached;
  const around = {
    notes: found === undefined ? [] : [note],
    unsubscribe: `${writing.origin}/unsubscribe/${tokenPlace}`,
    settings: linksOf(report, '', writing.origin).settings,
  };
  const files = found == null ? [] : await lineFiles(report, found, writing.attachments, writing);
  return {
    subject: subjectOf(report, words, usual),
    html: mailHtml(report, parts, around, words, usual),
    text: mailText(report, parts, around, words, usual),
    pictures: await Promise.all(parts.flatMap(({ sections, format: own }) => pictures(sections, own))),
    files: files.map(({ name, type, content }) => ({ name, type, base64: Buffer.from(content).toString('base64') })),
  };
}

function pictures(sections: Section[], format: Format): Promise<WrittenMail['pictures'][number]>[] {
  return sections.flatMap(({ chart }) =>
    chart === undefined
      ? []
      : [
          drawPng(
            (chart.isLying === true ? lyingChart : barChart)(chart.bars, (minor) => format.roughMoney(minor)),
          ).then((png) => ({
            contentId: chart.of,
            name: `${chart.of}.png`,
            type: 'image/png',
            base64: Buffer.from(png).toString('base64'),
          })),
        ],
  );
}
