import {
  Body,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Img,
  Link,
  Preview,
  Section as Block,
  Text,
} from '@react-email/components';
import { createElement as h, Fragment, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Around } from './mail-text.ts';
import { chartSize } from './chart.ts';
import type { Format } from './format.ts';
import { daysWords, preheaderOf, whoseOf } from './head.ts';
import { sheet, styles } from './mail-style.ts';
import type { Report } from './report.ts';
import type { Section } from './sections.ts';
import type { Table } from './tables.ts';
import type { Words } from './vocabulary.ts';

// React Email's components write what mail programs need (tables for layout, MSO's comments, resets). Its own renderer is
// left out: it brings a formatter and a parser, 460 kB, for what React renders as it is. No JSX: Node runs this file as
// it stands.

/**
 * A report as the HTML of a mail: 600 pixels wide or as narrow as a phone, in light and dark, understood without pictures.
 * Pictures are named by content id: `cid:<chart.of>`.
 * @param parts the sections of each currency, with its code
 */
export function mailHtml(
  report: Report,
  parts: { currency: string; sections: Section[] }[],
  around: Around,
  words: Words,
  format: Format,
): string {
  const isMixed = parts.length > 1;
  const mail = h(
    Html,
    { lang: format.language },
    h(
      Head,
      null,
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('meta', { name: 'supported-color-schemes', content: 'light dark' }),
      h('title', null, `${words.title[report.kind]}${words.colon}${whoseOf(report, words)}`),
      h('style', null, `:root{color-scheme:light dark}${sheet}`),
    ),
    h(Preview, null, preheaderOf(report, words, format)),
    h(
      Body,
      { style: styles.page, className: 'page' },
      h(
        Container,
        { style: styles.card, className: 'card' },
        h(
          Block,
          { style: styles.inner, className: 'inner' },
          h(Heading, { as: 'h1', style: styles.title, className: 'ink' }, whoseOf(report, words)),
          h(
            Text,
            { style: styles.days, className: 'soft' },
            `${words.title[report.kind]}, ${daysWords(report, format)}`,
          ),
          report.isPartial ? h(Text, { style: styles.mark, className: 'mark' }, words.partial) : null,
          parts.map(({ currency, sections }) =>
            h(
              Fragment,
              { key: currency },
              isMixed ? h(Text, { style: styles.big, className: 'ink' }, currency) : null,
              sections.map((section, nth) => sectionOf(section, nth)),
            ),
          ),
          h(Hr, { style: styles.rule, className: 'rule' }),
          around.notes.map((note) => h(Text, { key: note, style: styles.small, className: 'soft' }, note)),
          h(Text, { style: styles.small, className: 'soft' }, words.asOf(format.instant(report.asOf))),
          h(Text, { style: styles.small, className: 'soft' }, words.why(whoseOf(report, words))),
          h(
            Text,
            { style: styles.small, className: 'soft' },
            linkOf(words.settings, around.settings),
            ' · ',
            linkOf(words.unsubscribe, around.unsubscribe),
          ),
        ),
      ),
    ),
  );
  // React asks a browser to load pictures early; in a mail that would only be strange.
  return `<!DOCTYPE html>${renderToStaticMarkup(mail).replaceAll(/<link rel="preload"[^>]*>/g, '')}`;
}

function sectionOf({ title, hero, sentences, chart, table, link }: Section, nth: number): ReactNode {
  return h(
    Fragment,
    { key: `${nth} ${title}` },
    title === '' ? null : h(Heading, { as: 'h2', style: styles.heading, className: 'ink' }, title),
    hero === undefined
      ? null
      : h(
          Fragment,
          null,
          h(Text, { style: styles.big, className: 'ink' }, hero.value),
          h(Text, { style: styles.small, className: 'soft' }, hero.title),
        ),
    sentences.map((sentence) => h(Text, { key: sentence, style: styles.text, className: 'ink' }, sentence)),
    chart === undefined
      ? null
      : h(Img, {
          src: `cid:${chart.of}`,
          alt: chart.alt,
          width: chartSize.width,
          style: styles.picture,
          className: 'ink',
        }),
    table === undefined || table.rows.length === 0 ? null : tableOf(table),
    link === undefined ? null : linkOf(link.label, link.href),
  );
}

function tableOf({ columns, rows }: Table): ReactNode {
  const classOf = (nth: number) =>
    [nth === 0 || columns[nth]?.isText === true ? 'l' : '', columns[nth]?.isExtra === true ? 'x' : '']
      .filter(Boolean)
      .join(' ') || undefined;
  const cell = (text: string, href: string | undefined): ReactNode =>
    href === undefined ? text : h('a', { href }, text);
  return h(
    'table',
    { className: 't', cellPadding: 0, cellSpacing: 0, width: '100%' },
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        columns.map(({ title }, nth) =>
          h('th', { key: nth, className: classOf(nth), align: nth === 0 ? 'left' : 'right', scope: 'col' }, title),
        ),
      ),
    ),
    h(
      'tbody',
      null,
      rows.map(({ cells, href }, row) =>
        h(
          'tr',
          { key: row },
          cells.map((text, nth) =>
            h(
              'td',
              // Programs that drop style sheets still put numbers to the right.
              { key: nth, className: classOf(nth), align: classOf(nth)?.startsWith('l') === true ? 'left' : 'right' },
              cell(text, nth === 0 ? href : undefined),
            ),
          ),
        ),
      ),
    ),
  );
}

const linkOf = (label: string, href: string): ReactNode =>
  h(Link, { href, style: styles.link, className: 'link', key: href }, label);
