import * as z from 'zod';
import { getMe } from '#domain/users/person.actions.ts';
import { Me } from '#domain/users/user.ts';
import { route } from '#functions/http.ts';

export const getMeRoute = route({
  method: 'GET',
  path: '/me',
  summary: 'Who is asking, and what they may do',
  input: z.object({}),
  output: Me,
  run: getMe,
});
