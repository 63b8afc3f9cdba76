import { StorageProblem } from './storage-problem.ts';

/** S3's limit for everything before the file: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
const maxHeadBytes = 20 * 1024;

type Form = {
  /** By lower-case name. */
  fields: Map<string, string>;
  fileName: string;
  /** The file's bytes as they arrive; nothing is kept. */
  file: AsyncIterable<Buffer>;
};

/**
 * Reads an upload form (multipart/form-data) up to its file, which has to be the last field, and gives the file as a
 * stream.
 *
 * @throws StorageProblem MalformedPOSTRequest or MaxPostPreDataLengthExceeded
 */
export async function readForm(body: AsyncIterable<Uint8Array>, contentType: string): Promise<Form> {
  const boundary = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) throw malformed();
  const chunks = body[Symbol.asyncIterator]();
  // A line break before the first boundary makes it look like all others.
  let held = Buffer.from('\r\n');
  let headBytes = 0;
  const delimiter = Buffer.from(`\r\n--${mark}`);

  async function more(): Promise<boolean> {
    const next = await chunks.next();
    if (next.done === true) return false;
    held = Buffer.concat([held, next.value]);
    return true;
  }
  async function upTo(end: Buffer): Promise<Buffer> {
    for (;;) {
      const at = held.indexOf(end);
      headBytes = Math.max(headBytes, at === -1 ? held.length : at);
      if (headBytes > maxHeadBytes) throw tooLong();
      if (at !== -1) {
        const found = held.subarray(0, at);
        held = held.subarray(at + end.length);
        return found;
      }
      if (!(await more())) throw malformed();
    }
  }
  async function* fileBytes(): AsyncGenerator<Buffer> {
    for (;;) {
      const at = held.indexOf(delimiter);
      if (at !== -1) {
        if (at > 0) yield held.subarray(0, at);
        return;
      }
      // The end of what is held may be the beginning of a boundary.
      const safe = held.length - delimiter.length;
      if (safe > 0) {
        yield held.subarray(0, safe);
        held = held.subarray(safe);
      }
      if (!(await more())) throw malformed();
    }
  }

  const fields = new Map<string, string>();
  let total = 0;
  await upTo(delimiter);
  for (;;) {
    while (held.length < 2) if (!(await more())) throw malformed();
    if (held.subarray(0, 2).toString('latin1') === '--') throw withoutFile();
    const head = (await upTo(Buffer.from('\r\n\r\n'))).toString('utf8');
    const name = /name="([^"]*)"/i.exec(head.replace(/filename="[^"]*"/i, ''))?.[1];
    if (name === undefined) throw malformed();
    if (name === 'file') {
      const fileName = /filename="([^"]*)"/i.exec(head)?.[1] ?? '';
      return {
        fields,
        fileName: fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1),
        file: fileBytes(),
      };
    }
    const value = (await upTo(delimiter)).toString('utf8');
    total += head.length + value.length;
    if (total > maxHeadBytes) throw tooLong();
    fields.set(name.toLowerCase(), value);
  }
}

function malformed(): StorageProblem {
  return new StorageProblem(
    400,
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  );
}

function tooLong(): StorageProblem {
  return new StorageProblem(
    400,
    'MaxPostPreDataLengthExceeded',
    'Your POST request fields preceding the upload file was too large.',
  );
}

function withoutFile(): StorageProblem {
  return new StorageProblem(400, 'InvalidArgument', 'POST requires exactly one file upload per request.');
}
