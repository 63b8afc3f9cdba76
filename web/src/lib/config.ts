import * as z from 'zod';

const Config = z.object({
  apiUrl: z.string().min(1),
  authIssuer: z.string().min(1),
  authClientId: z.string().min(1),
});
export type Config = z.infer<typeof Config>;

/**
 * Where this copy of the app finds its API and its sign-in, from `/config.json` beside it. The same build therefore
 * runs on every stage.
 * @throws Error when the file is missing or lacks a field (named in the message)
 */
export async function loadConfig(): Promise<Config> {
  const answer = await fetch('/config.json', { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`/config.json could not be read (HTTP ${answer.status})`);
  const config = Config.parse(await answer.json());
  return { ...config, apiUrl: config.apiUrl.replace(/\/+$/, '') };
}
