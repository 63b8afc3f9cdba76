import * as z from 'zod';
import { createTicket } from '#domain/live/live.actions.ts';
import { Ticket } from '#domain/live/live.ts';
import { setting } from '#domain/platform/config.ts';
import { route } from '#functions/http.ts';

export const createLiveTicketRoute = route({
  method: 'POST',
  path: '/live/ticket',
  summary: 'Leave to open one socket that tells of changes, within 30 seconds',
  description:
    'The socket sends `{"changes":[…]}` as `GET /live/changes` names them, at most about once a second. Send ' +
    '`{"action":"watch","stores":["1"]}` to hear of those stores only (null: all), and `{"action":"ping"}` every few ' +
    'minutes: after 10 without a message it is closed, and after 2 hours anyway.',
  permission: 'stock.read',
  input: z.object({}),
  output: Ticket,
  run: (platform, caller) => createTicket(platform, caller, setting('LIVE_URL')),
});
