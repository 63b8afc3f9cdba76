import * as z from 'zod';
import { Caller } from '#domain/users/user.ts';
import { route } from '#functions/http.ts';

export const getMeRoute = route({
  method: 'GET',
  path: '/me',
  summary: 'Who is asking, and what they may do',
  input: z.object({}),
  output: Caller,
  run: (_platform, caller) => Promise.resolve(caller),
});
