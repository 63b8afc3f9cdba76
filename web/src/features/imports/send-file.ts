import type * as z from 'zod';
import type { UploadPlace } from '#domain/imports/import.ts';

/**
 * Sends the file to its place as S3's browser upload wants it: a form with the given fields first and `file` last.
 * XMLHttpRequest, because fetch tells nothing about bytes that were sent.
 * @param onProgress called with the bytes of the file sent so far
 * @throws Error with a sentence for people
 */
export function sendFile(
  place: z.infer<typeof UploadPlace>,
  file: File,
  onProgress: (sent: number) => void,
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(place.fields)) form.append(name, value);
  form.append('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(Math.min(loaded, file.size)));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else
        reject(
          new Error(`The file store refused the file (HTTP ${request.status}). ${s3Message(request.responseText)}`),
        );
    });
    request.addEventListener('error', () =>
      reject(new Error('The connection broke while the file was being sent. Nothing was imported; try again.')),
    );
    request.open('POST', place.url);
    request.send(form);
  });
}

/** S3 says why in XML: `<Error><Code>EntityTooLarge</Code><Message>…</Message>…`. */
function s3Message(xml: string): string {
  return /<Message>([^<]{1,300})<\/Message>/.exec(xml)?.[1] ?? '';
}
