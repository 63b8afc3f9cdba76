import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { AuthServer } from '#local/auth.ts';

export const webOrigin = 'http://127.0.0.1:4400';

/** A browser as far as sign-in needs one: it keeps cookies and stops at the web application's own address. */
export function browser(): (url: string, init?: RequestInit) => Promise<Response> {
  const cookies = new Map<string, string>();
  return async function visit(url, init = {}) {
    for (let next = url, options = init; ; options = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(next, { ...options, redirect: 'manual', headers: { cookie } });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      if (location === null || location.startsWith(webOrigin)) return answer;
      next = new URL(location, next).href;
    }
  };
}

/** Signs in with code and PKCE by choosing a person on the page; answers the tokens, and what the page showed. */
export async function signIn(
  auth: Pick<AuthServer, 'url' | 'clientId'>,
  visit: ReturnType<typeof browser>,
  person: string,
): Promise<{ tokens: Record<string, string>; html: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: auth.clientId,
    response_type: 'code',
    scope: 'openid profile email',
    redirect_uri: `${webOrigin}/callback`,
    state: 'abc',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const page = await visit(`${auth.url}/auth?${query}`);
  const html = await page.text();
  const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
  const done = await visit(auth.url + action, { method: 'POST', body: new URLSearchParams({ person }) });
  const code = new URL(done.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const tokens = await exchange(auth, {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: `${webOrigin}/callback`,
  });
  return { tokens, html };
}

/** Exchanges a code or a refresh token for tokens. */
export async function exchange(
  auth: Pick<AuthServer, 'url' | 'clientId'>,
  form: Record<string, string>,
): Promise<Record<string, string>> {
  const answer = await fetch(`${auth.url}/token`, {
    method: 'POST',
    headers: { origin: webOrigin },
    body: new URLSearchParams({ client_id: auth.clientId, ...form }),
  });
  expect(answer.headers.get('access-control-allow-origin')).toBe(webOrigin);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json();
}
