import {
  ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { setting } from '#domain/platform/config.ts';
import { log } from '#domain/platform/log.ts';

export type Sockets = {
  /**
   * Sends text to one open socket. Never throws: whoever sends to many goes on with the next.
   * @returns `gone` when there is no such socket any more; `failed` when nobody knows whether it arrived
   */
  send(connectionId: string, text: string): Promise<'sent' | 'gone' | 'failed'>;
};

/** A message is old after this, in ms, and its page hears of the change when it next asks. */
const timeoutMs = 2_000;

/** The WebSocket API of this stage. */
export function openSockets(): Sockets {
  const client = new ApiGatewayManagementApiClient({
    endpoint: setting('LIVE_ENDPOINT'),
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 50 },
      httpsAgent: { keepAlive: true, maxSockets: 50 },
    },
  });
  return {
    async send(connectionId, text) {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: text }));
        return 'sent';
      } catch (error) {
        const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
        if (error instanceof GoneException || status === 410) return 'gone';
        log.warn('A page could not be told', { error });
        return 'failed';
      }
    },
  };
}
