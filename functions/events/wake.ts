import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { sendWhenDue } from '#domain/alerts/digest-wakes.actions.ts';
import { foldFacts } from '#domain/analytics/facts.actions.ts';
import { expireReservations, wakeLater } from '#domain/sales/expiry.actions.ts';
import { wakeImport } from '#domain/imports/wake-import.actions.ts';
import { openBus } from '#domain/platform/bus.ts';
import { correlated } from '#domain/platform/correlation.ts';
import { openMail } from '#domain/platform/mail.ts';
import { relayOutbox } from '#domain/platform/outbox.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { openWorkers } from '#domain/platform/workers.ts';
import { wakeReports } from '#domain/reports/wake-reports.actions.ts';

const Message = z.discriminatedUnion('wake', [
  z.object({ wake: z.literal('import'), importId: z.uuid(), looks: z.int() }),
  z.object({ wake: z.literal('outbox') }),
  z.object({ wake: z.literal('facts') }),
  z.object({ wake: z.literal('reservations'), at: z.iso.datetime() }),
  z.object({ wake: z.literal('digests'), at: z.iso.datetime(), until: z.iso.datetime() }),
  z.object({ wake: z.literal('reports'), at: z.iso.datetime(), until: z.iso.datetime() }),
]);
const Event = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

// Nobody waits for the answer: time enough for a paused cluster to wake.
const world = platform(
  { budgetMs: 60_000, timeoutMs: 50_000 },
  { bus: openBus, mail: openMail, workers: openWorkers, wakes: openWakes },
);

/**
 * A delayed message came: somebody wrote it before doing something that might be cut off. What it throws, SQS delivers
 * again, in the end to the queue of failed wakes.
 */
export async function handler(event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  for (const { messageId, body } of Event.parse(event).Records) {
    const message = Message.parse(JSON.parse(body));
    const remainingMs = () => context.getRemainingTimeInMillis();
    await correlated([message.wake === 'import' ? message.importId : messageId], async () => {
      if (message.wake === 'reports') return wakeReports(world, message);
      if (message.wake === 'digests') return sendWhenDue(world, message, { remainingMs });
      if (message.wake === 'import' && (await wakeImport(world, message.importId, message.looks)) !== 'ended') return;
      if (message.wake === 'reservations' && (await wakeLater(world, message.at))) return;
      await expireReservations(world);
      // An import that ended may have been cut off just before it told so.
      const { left } = await relayOutbox(world);
      if (left) throw new Error('The bus does not take all events yet');
      // Where no schedule does it: whoever posted has a message sent, and each import has its own.
      const { isDone } = await foldFacts(world, { remainingMs });
      if (!isDone) await world.wakes.later({ wake: 'facts' });
    });
  }
}
