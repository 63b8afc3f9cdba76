import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';

const mailOf = z.object({
  id: z.string(),
  messageId: z.string(),
  at: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  subject: z.string(),
  headers: z.record(z.string(), z.string()),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), bytes: z.number() })),
});

/** What `mail.json` of a mail says. */
export type Mail = z.infer<typeof mailOf>;

/** A mail's content, before it is put away. */
export type Content = {
  html?: string | undefined;
  text?: string | undefined;
  raw?: Buffer | undefined;
  files: { name: string; type: string; content: Buffer }[];
};

/** A folder of mails: each is a folder with mail.json, body.html, body.txt, raw.eml and attachments/, if it has them. */
type Mailbox = {
  save(mail: Omit<Mail, 'id' | 'attachments'>, content: Content): Promise<Mail>;
  /** All mails, the newest first. */
  list(): Mail[];
  /** One file of a mail, or undefined if the mail has none of that name. */
  read(id: string, file: string): Buffer | undefined;
};

/** Opens the mailbox in `directory` and makes the folder if it is not there. */
export function openMailbox(directory: string): Mailbox {
  mkdirSync(directory, { recursive: true });
  return {
    async save(mail, content) {
      const id = `${mail.at.replaceAll(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`;
      const attachments = content.files.map((file) => ({
        name: basename(file.name),
        type: file.type,
        bytes: file.content.length,
      }));
      const saved: Mail = { id, ...mail, attachments };
      // The folder gets its name last, so that a reader never sees half a mail.
      const unfinished = join(directory, `.${id}`);
      await mkdir(join(unfinished, 'attachments'), { recursive: true });
      await writeFile(join(unfinished, 'mail.json'), `${JSON.stringify(saved, undefined, 2)}\n`);
      if (content.html !== undefined) await writeFile(join(unfinished, 'body.html'), content.html);
      if (content.text !== undefined) await writeFile(join(unfinished, 'body.txt'), content.text);
      if (content.raw !== undefined) await writeFile(join(unfinished, 'raw.eml'), content.raw);
      for (const file of content.files) {
        await writeFile(join(unfinished, 'attachments', basename(file.name)), file.content);
      }
      await rename(unfinished, join(directory, id));
      return saved;
    },
    list() {
      return readdirSync(directory)
        .filter((name) => !name.startsWith('.'))
        .toSorted()
        .toReversed()
        .flatMap((name) => {
          const file = join(directory, name, 'mail.json');
          return existsSync(file) ? [mailOf.parse(JSON.parse(readFileSync(file, 'utf8')))] : [];
        });
    },
    read(id, file) {
      // Both come from a URL: a name with a path in it is not a name of ours.
      if (basename(id) !== id || id.startsWith('.') || file.split('/').includes('..')) return undefined;
      const path = join(directory, id, file);
      return existsSync(path) ? readFileSync(path) : undefined;
    },
  };
}
