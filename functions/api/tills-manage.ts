import { lambda } from '#functions/http.ts';
import { createTillKeyRoute } from './create-till-key.ts';
import { listTillKeysRoute } from './list-till-keys.ts';
import { revokeTillKeyRoute } from './revoke-till-key.ts';
import { rotateTillKeyRoute } from './rotate-till-key.ts';

export const handler = lambda([listTillKeysRoute, createTillKeyRoute, rotateTillKeyRoute, revokeTillKeyRoute]);
