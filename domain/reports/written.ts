import * as z from 'zod';

const Part = { name: z.string(), type: z.string(), base64: z.string() };

/** A mail as it is kept, and as it is sent but for its token: what people archive is what was read. */
export const WrittenMail = z.object({
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  pictures: z.array(z.object({ contentId: z.string(), ...Part })),
  files: z.array(z.object(Part)),
});
export type WrittenMail = z.infer<typeof WrittenMail>;

/** Stands in a kept mail where each reader's own token stands in theirs. */
export const tokenPlace = 'TOKEN-OF-THE-READER';

/** The HTML of a kept mail with its pictures in it, for a browser; its link to unsubscribe leads nowhere. */
export function forBrowser({ html, pictures }: WrittenMail): string {
  return pictures.reduce(
    (text, { contentId, type, base64 }) => text.replaceAll(`cid:${contentId}`, `data:${type};base64,${base64}`),
    html,
  );
}
