import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { listen, readBody, sendJson } from './listen.ts';
import { feedbackOf } from './mail-feedback.ts';
import { listPage, mailPage } from './mail-page.ts';
import { type Content, type Mail, openMailbox } from './mailbox.ts';

/** SES v2 refuses more than 40 MB: https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const maxBytes = 40 * 1024 * 1024;

const body = z.object({ Data: z.string() });
const requestOf = z.object({
  FromEmailAddress: z.string().optional(),
  Destination: z
    .object({
      ToAddresses: z.array(z.string()).default([]),
      CcAddresses: z.array(z.string()).default([]),
      BccAddresses: z.array(z.string()).default([]),
    })
    .default({ ToAddresses: [], CcAddresses: [], BccAddresses: [] }),
  Content: z.object({
    Simple: z
      .object({
        Subject: body,
        Body: z.object({ Html: body.optional(), Text: body.optional() }),
        Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
        Attachments: z
          .array(z.object({ FileName: z.string(), RawContent: z.base64(), ContentType: z.string().optional() }))
          .default([]),
      })
      .optional(),
    Raw: z.object({ Data: z.base64() }).optional(),
  }),
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
});
type Request = z.infer<typeof requestOf>;

/** What a test may make of a send: `lost answer` accepts the mail and never answers, `reset` accepts it and hangs up. */
type MailFault = 'none' | 'throttle' | 'error' | 'lost answer' | 'reset';

export type MailServer = {
  url: string;
  list(): Mail[];
  read(id: string, file: string): Buffer | undefined;
  faults: { next?: ((request: { to: string[]; subject: string }) => MailFault) | undefined };
  stop(): Promise<void>;
};

/** Starts SES v2 with SendEmail alone. Mails land in `directory` and on a page at the same address. */
export async function startMail(options: {
  port: number;
  directory: string;
  /** Hears of bounces and complaints: mails to SES's mailbox simulator. Without it nobody does. */
  tell?: (told: ReturnType<typeof feedbackOf>[number]) => void;
  /** The configuration set by which SES tells of them. */
  configurationSet?: string;
}): Promise<MailServer> {
  const mailbox = openMailbox(options.directory);
  const faults: MailServer['faults'] = {};

  async function send(request: Request, response: ServerResponse): Promise<void> {
    const { mail, content } = read(request);
    if (mail.to.length + mail.cc.length + mail.bcc.length === 0) {
      return refuse(response, 400, 'BadRequestException', 'The mail has no recipient.');
    }
    const fault = faults.next?.({ to: mail.to, subject: mail.subject }) ?? 'none';
    if (fault === 'throttle')
      return refuse(response, 429, 'TooManyRequestsException', 'Maximum sending rate exceeded.');
    if (fault === 'error') return refuse(response, 500, 'InternalServiceErrorException', 'Internal failure.');
    await mailbox.save(mail, content);
    const own = request.EmailTags.map(({ Name, Value }) => [Name, [Value]] as const);
    const tags = { ...Object.fromEntries(own), 'ses:configuration-set': [options.configurationSet ?? ''] };
    for (const told of feedbackOf(mail, tags)) options.tell?.(told);
    if (fault === 'lost answer') return undefined;
    if (fault === 'reset') return void response.destroy();
    return sendJson(response, 200, { MessageId: mail.messageId });
  }

  const server = await listen(options.port, async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://mail');
    if (request.method === 'POST' && url.pathname === '/v2/email/outbound-emails') {
      const parsed = requestOf.safeParse(JSON.parse((await readBody(request, maxBytes)).toString('utf8')));
      if (!parsed.success) return refuse(response, 400, 'BadRequestException', z.prettifyError(parsed.error));
      return send(parsed.data, response);
    }
    if (request.method !== 'GET') return refuse(response, 404, 'NotFoundException', 'This SES knows SendEmail only.');
    return show(decodeURIComponent(url.pathname), response);
  });

  function show(path: string, response: ServerResponse): void {
    if (path === '/') return sendPage(response, listPage(mailbox.list()));
    const [, id = '', ...rest] = path.split('/');
    const file = rest.join('/');
    const mail = mailbox.list().find((candidate) => candidate.id === id);
    if (mail === undefined) return sendPage(response, listPage(mailbox.list()), 404);
    if (file === '') {
      const text = mailbox.read(id, 'body.txt')?.toString('utf8');
      return sendPage(response, mailPage(mail, text, mailbox.read(id, 'body.html') !== undefined));
    }
    const content = mailbox.read(id, file);
    if (content === undefined) return sendPage(response, listPage(mailbox.list()), 404);
    const isHtml = file === 'body.html';
    const type = isHtml ? 'text/html; charset=utf-8' : 'application/octet-stream';
    response
      // A mail's own HTML may style itself and show pictures it carries; it may not run or fetch anything.
      .writeHead(200, {
        'content-type': type,
        'content-security-policy': `sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'`,
      })
      .end(isHtml ? withPictures(content, (name) => mailbox.read(id, `attachments/${name}`)) : content);
    return undefined;
  }

  return {
    url: server.url,
    list: () => mailbox.list(),
    read: (id, file) => mailbox.read(id, file),
    faults,
    stop: () => server.stop(),
  };
}

/** HTML with the pictures that the mail carries: one named `cid:sales` is attached as `sales.png`. */
function withPictures(html: Buffer, read: (name: string) => Buffer | undefined): string {
  return html.toString('utf8').replaceAll(/cid:([\w-]+)/g, (named, id: string) => {
    const picture = read(`${id}.png`);
    return picture === undefined ? named : `data:image/png;base64,${picture.toString('base64')}`;
  });
}

function read(request: Request): { mail: Omit<Mail, 'id' | 'attachments'>; content: Content } {
  const { Simple: simple, Raw: raw } = request.Content;
  const eml = raw === undefined ? undefined : Buffer.from(raw.Data, 'base64');
  const head = eml === undefined ? {} : headersOf(eml);
  const addresses = (list: string | undefined): string[] => list?.split(',').map((item) => item.trim()) ?? [];
  const { ToAddresses: to, CcAddresses: cc, BccAddresses: bcc } = request.Destination;
  return {
    mail: {
      messageId: `${randomBytes(8).toString('hex')}-${randomUUID()}-000000`,
      at: new Date().toISOString(),
      from: request.FromEmailAddress ?? head['from'] ?? '',
      to: to.length > 0 ? to : addresses(head['to']),
      cc: cc.length > 0 ? cc : addresses(head['cc']),
      bcc,
      subject: simple?.Subject.Data ?? head['subject'] ?? '',
      headers: Object.fromEntries(simple?.Headers.map(({ Name, Value }) => [Name, Value]) ?? Object.entries(head)),
    },
    content: {
      html: simple?.Body.Html?.Data,
      text: simple?.Body.Text?.Data,
      raw: eml,
      files: (simple?.Attachments ?? []).map((file) => ({
        name: file.FileName,
        type: file.ContentType ?? 'application/octet-stream',
        content: Buffer.from(file.RawContent, 'base64'),
      })),
    },
  };
}

/** The header fields of a raw message, folded lines joined, names in lower case. */
function headersOf(eml: Buffer): Record<string, string> {
  const [head = ''] = eml.toString('utf8').split(/\r?\n\r?\n/, 1);
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return Object.fromEntries(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]] : [];
    }),
  );
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  sendJson(response, status, { message }, { 'x-amzn-errortype': type });
}

function sendPage(response: ServerResponse, html: string, status = 200): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'`,
    })
    .end(html);
}
