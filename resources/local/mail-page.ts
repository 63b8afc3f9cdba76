import type { Mail } from './mailbox.ts';
import { escapeHtml, page } from './page.ts';

const style = `
  ul { list-style: none; margin: 0; padding: 0; }
  li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 .5rem; padding: .75rem 1rem; }
  li a { font-weight: 600; text-decoration: none; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
  dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
  iframe, pre { width: 100%; border: 1px solid var(--line); border-radius: .5rem; background: #fff; color: #111; }
  iframe { height: 70vh; } pre { padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }`;

/** The page that lists all mails. */
export function listPage(mails: readonly Mail[]): string {
  const rows = mails.map(
    (mail) => `<li><a href="/${escapeHtml(mail.id)}">${escapeHtml(mail.subject || '(no subject)')}</a>
<div class="soft">to ${escapeHtml(mail.to.join(', '))} - ${escapeHtml(mail.at)}</div></li>`,
  );
  const list = rows.length === 0 ? '<p class="soft">No mail has been sent yet.</p>' : `<ul>${rows.join('\n')}</ul>`;
  return page('Mailbox', `<h1>Mailbox</h1>\n${list}`, style);
}

/** The page of one mail; `text` is its plain-text body, if it has one, and `hasHtml` says whether it has the other. */
export function mailPage(mail: Mail, text: string | undefined, hasHtml: boolean): string {
  const files = mail.attachments.map(
    (file) =>
      `<a href="/${escapeHtml(mail.id)}/attachments/${encodeURIComponent(file.name)}">${escapeHtml(file.name)}</a> (${file.bytes} bytes)`,
  );
  const facts: [string, string][] = [
    ['From', escapeHtml(mail.from)],
    ['To', escapeHtml(mail.to.join(', '))],
    ['Sent', escapeHtml(mail.at)],
    ...(files.length > 0 ? [['Files', files.join(', ')] as [string, string]] : []),
  ];
  const head = facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('');
  return page(
    mail.subject,
    `<p><a href="/">All mails</a></p>
<h1>${escapeHtml(mail.subject || '(no subject)')}</h1>
<dl>${head}</dl>
${hasHtml ? `<iframe sandbox title="The mail as HTML" src="/${escapeHtml(mail.id)}/body.html"></iframe>` : ''}
${text === undefined ? '' : `<h2>As text</h2><pre>${escapeHtml(text)}</pre>`}`,
    style,
  );
}
