import { lambda } from '#functions/http.ts';
import { createLiveTicketRoute } from './create-live-ticket.ts';
import { listLiveChangesRoute } from './list-live-changes.ts';

export const handler = lambda([createLiveTicketRoute, listLiveChangesRoute]);
