import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Envelope } from '#domain/events.ts';
import { setting } from '#domain/platform/config.ts';

export type Bus = {
  /**
   * Publishes up to 10 events (EventBridge's limit for one call).
   * @returns the ids that the bus took; a refused one is no error, it is simply not among them
   */
  publish(events: Envelope[]): Promise<string[]>;
};

/** EventBridge: our envelope is the detail, its name the detail-type. */
export function openBus(): Bus {
  const client = new EventBridgeClient({});
  const EventBusName = setting('BUS_NAME');
  return {
    async publish(events) {
      const Entries = events.map((event) => ({
        EventBusName,
        Source: 'stockroom',
        DetailType: event.name,
        Detail: JSON.stringify(event),
        Time: new Date(event.occurredAt),
      }));
      const answer = await client.send(new PutEventsCommand({ Entries }));
      return events.flatMap((event, index) => (answer.Entries?.[index]?.EventId === undefined ? [] : [event.id]));
    },
  };
}
