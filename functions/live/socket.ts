import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { closeSocket, hearPage, openSocket } from '#domain/live/live.actions.ts';
import { PageMessage } from '#domain/live/live.ts';
import { setting } from '#domain/platform/config.ts';
import { correlated } from '#domain/platform/correlation.ts';
import { log } from '#domain/platform/log.ts';
import { platform } from '#domain/platform/platform.ts';
import { httpBudget } from '#functions/http.ts';

const Event = z.object({
  headers: z.record(z.string(), z.string()).nullish(),
  queryStringParameters: z.record(z.string(), z.string()).nullish(),
  body: z.string().nullish(),
  requestContext: z.object({ routeKey: z.string(), connectionId: z.string() }),
});
type Event = z.infer<typeof Event>;
type Answer = { statusCode: number; body: string };

const world = platform(httpBudget);
const answer = (statusCode: number): Answer => ({ statusCode, body: '' });

/** What happens to a socket: API Gateway lets it open, or not, by the status that is answered to `$connect`. */
export function handler(event: unknown, context: { awsRequestId: string }): Promise<Answer> {
  return correlated([context.awsRequestId], async () => {
    const socket = Event.parse(event);
    const { routeKey, connectionId } = socket.requestContext;
    try {
      if (routeKey === '$connect') return answer(await connect(socket));
      if (routeKey === '$disconnect') await closeSocket(world, connectionId);
      else return answer(await hear(socket));
      return answer(200);
    } catch (error) {
      if (!(error instanceof DomainError) || error.problem !== 'unavailable') throw error;
      log.warn('Not available', { code: error.code, error });
      return answer(503);
    }
  });
}

/** The ticket is what lets in; a page of another site is turned away even with one. Programs send no Origin. */
async function connect({ headers, queryStringParameters, requestContext }: Event): Promise<number> {
  const origin = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'origin')?.[1];
  if (origin !== undefined && origin !== setting('WEB_ORIGIN')) return 403;
  const ticket = queryStringParameters?.['ticket'] ?? '';
  if (!/^[\w-]{43}$/.test(ticket)) return 401;
  return (await openSocket(world, requestContext.connectionId, ticket)) ? 200 : 403;
}

async function hear({ body, requestContext }: Event): Promise<number> {
  const message = PageMessage.safeParse(parsed(body ?? ''));
  if (!message.success) return 400;
  await hearPage(world, requestContext.connectionId, message.data);
  return 200;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
