import { relayOutbox } from '#domain/platform/outbox.ts';
import { onSchedule } from '#functions/schedule.ts';

export const handler = onSchedule(relayOutbox);
