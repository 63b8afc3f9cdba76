import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const secretsOf = z.object({ owner: z.string(), app: z.string() });

/** The passwords of the database's two roles. */
export type Secrets = z.infer<typeof secretsOf>;

/** Reads the passwords from `file`, or makes them at the first start. The file is readable by its owner alone. */
export function loadSecrets(file: string): Secrets {
  if (!existsSync(file)) {
    const password = (): string => randomBytes(18).toString('base64url');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ owner: password(), app: password() }), { mode: 0o600 });
  }
  return secretsOf.parse(JSON.parse(readFileSync(file, 'utf8')));
}
