import { type ReportMail, ReportMailBody, ReportMailPage } from '#domain/reports/archive.ts';
import { SaveReportSubscription } from '#domain/reports/person-subscription.ts';
import { ReportSubscription, ReportSubscriptionList, ReportWait } from '#domain/reports/subscription.ts';
import { SuppressedAddressList } from '#domain/reports/suppressed-address.ts';
import { stores } from './data.ts';
import { missing, pageOf, Refusal } from './refusal.ts';

const states: ReportMail['state'][] = ['sent', 'unknown', 'failed', 'ready', 'suppressed', 'sent'];

function mailAt(index: number): ReportMail {
  const state = states[index % states.length] ?? 'sent';
  const at = index % 3 === 0 ? undefined : stores[index % stores.length];
  return {
    id: String(500 - index),
    storeId: at?.id ?? null,
    storeName: at?.name ?? null,
    kind: index % 5 === 4 ? 'weekly' : 'daily',
    from: '2026-11-16',
    to: '2026-11-22',
    revision: index === 5 ? 2 : 1,
    isPartial: index === 3,
    subject: 'Daily report',
    readerName: index % 2 === 0 ? 'Maya Manager' : 'Vera Viewer',
    email: index % 2 === 0 ? 'maya@example.com' : 'vera@example.com',
    state,
    reason: state === 'failed' ? 'bounce' : state === 'suppressed' ? 'unsubscribed' : null,
    attempts: 1,
    sentAt: state === 'sent' ? '2026-11-22T18:05:00.000Z' : null,
    isKept: true,
    maySendAgain: state === 'unknown' || state === 'failed',
  };
}

const html = (title: string) => `<!doctype html><html lang="en"><head><title>${title}</title></head>
  <body style="font-family:sans-serif"><h1>${title}</h1><p>Net sales £1,234.50</p>
  <script>parent.document.title = 'taken over'</script><a href="https://example.com" target="_blank">Dashboard</a></body></html>`;

/** Reports that were sent, who gets which, and addresses that take none. */
export function fakeReports() {
  const state = {
    mails: Array.from({ length: 24 }, (_, index) => mailAt(index)),
    subscriptions: new Map<string, ReportSubscription[]>(),
    waits: [] as ReportWait[],
    suppressed: [
      {
        address: 'old@example.com',
        reason: 'bounce' as const,
        detail: 'smtp; 550 5.1.1 user unknown',
        since: '2026-11-20T18:05:00.000Z',
      },
    ],
    tests: [] as unknown[],
    ended: [] as string[],
  };
  const of = (person: string) => state.subscriptions.get(person) ?? [];
  return {
    state,
    unsubscribe(token: string) {
      if (token === 'wrong') throw new Refusal(404, 'report.token', 'No mail had this address to unsubscribe.');
      state.ended.push(token);
      return { status: 'unsubscribed' };
    },
    read(route: string, id: string, query: URLSearchParams): unknown {
      if (route === 'GET reports')
        return ReportMailPage.parse(
          pageOf(
            state.mails.filter(
              (mail) =>
                (query.get('state') ?? mail.state) === mail.state &&
                (query.get('kind') ?? mail.kind) === mail.kind &&
                (query.get('store') ?? mail.storeId) === mail.storeId,
            ),
            query,
          ),
        );
      if (route !== 'GET reports/id') return undefined;
      if (id === 'subscriptions') return ReportSubscriptionList.parse({ items: of(query.get('person') ?? '') });
      if (id === 'waits') return { items: state.waits };
      if (id === 'suppressions') return SuppressedAddressList.parse({ items: state.suppressed });
      const mail = state.mails.find((one) => one.id === id);
      if (id !== 'preview' && mail === undefined) throw missing();
      const subject = id === 'preview' ? `Tonight, ${query.get('language') ?? ''}` : `Daily report no. ${id}`;
      return ReportMailBody.parse({ subject, html: html(subject), text: subject, files: ['lines.csv'] });
    },
    write(route: string, id: string, body: Record<string, unknown>): unknown {
      if (route === 'POST reports/id' && id === 'test') {
        state.tests.push(body);
        return { email: 'ada@example.com' };
      }
      if (route === 'PUT reports/id' && id === 'waits') {
        const wait = ReportWait.parse(body);
        state.waits = [...state.waits.filter(({ storeId }) => storeId !== wait.storeId), wait];
        return wait;
      }
      if (route === 'PUT reports/id' && id === 'subscriptions') {
        const { person = '', ...edit } = SaveReportSubscription.parse(body);
        const storeName = stores.find((one) => one.id === edit.storeId)?.name ?? null;
        const others = of(person).filter(({ storeId, kind }) => storeId !== edit.storeId || kind !== edit.kind);
        const saved = ReportSubscription.parse({ ...edit, storeName, id: String(others.length + 1), version: 1 });
        state.subscriptions.set(person, [...others, saved]);
        return saved;
      }
      if (route === 'POST reports/id/release') {
        state.suppressed = state.suppressed.filter(({ address }) => address !== body['address']);
        return { address: body['address'] };
      }
      if (route === 'POST reports/id/send') {
        const mail = state.mails.find((one) => one.id === id);
        if (mail === undefined) throw missing();
        return Object.assign(mail, { state: 'ready', reason: null, maySendAgain: false });
      }
      return undefined;
    },
  };
}
