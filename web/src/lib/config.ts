export type Config = { apiUrl: string; authIssuer: string; authClientId: string };
const fields = ['apiUrl', 'authIssuer', 'authClientId'] as const;

/**
 * Where this copy of the app finds its API and its sign-in, from `/config.json` beside it. The same build therefore
 * runs on every stage.
 * @throws Error when the file is missing or lacks a field (named in the message)
 */
export async function loadConfig(): Promise<Config> {
  const answer = await fetch('/config.json', { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`/config.json could not be read (HTTP ${answer.status})`);
  const config = (await answer.json()) as Config;
  for (const field of fields)
    if (typeof config[field] !== 'string' || config[field] === '') throw new Error(`/config.json lacks ${field}`);
  return { ...config, apiUrl: config.apiUrl.replace(/\/+$/, '') };
}
