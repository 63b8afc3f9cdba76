import type { EventBridgeEvent } from 'aws-lambda';
import type * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { Envelope, type EventName, events } from '#domain/events.ts';
import { correlated } from '#domain/platform/correlation.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';

/** An event of the bus, checked against the catalogue. */
type Happened<Name extends EventName> = {
  [Each in Name]: Omit<Envelope, 'name' | 'data'> & { name: Each; data: z.output<(typeof events)[Each]> };
}[Name];

/**
 * A Lambda that reacts to events of the bus. They come at least once and in any order.
 * A refusal by the domain would be the same again: it is logged, not retried. Anything else is thrown, so that Lambda
 * retries it, and in the end puts it into the queue of failed invocations.
 */
export function reactTo<Name extends EventName>(
  names: Name[],
  run: (platform: Platform, event: NoInfer<Happened<Name>>) => Promise<void>,
  open: () => Platform,
) {
  let opened: Platform | undefined;
  return async (event: EventBridgeEvent<string, unknown>): Promise<void> => {
    const envelope = Envelope.parse(event.detail);
    const name = names.find((candidate) => candidate === envelope.name);
    if (name === undefined) throw new Error(`The event ${envelope.name} was sent to a function that does not know it`);
    const data = events[name].parse(envelope.data);
    await correlated([envelope.id], async () => {
      try {
        await run((opened ??= open()), { ...envelope, name, data } as Happened<Name>);
      } catch (error) {
        if (!(error instanceof DomainError) || error.problem === 'unavailable') throw error;
        log.error('Event refused', { name, error });
      }
    });
  };
}
