import { setting } from '#domain/platform/config.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { type Against, againstOf, type MailFeedback } from './mail-feedback.ts';
import { findOwnerOf, listKeepers } from './mail-feedback.sql.ts';
import { suppress } from './suppression.actions.ts';
import { findSuppressionRow } from './suppression.sql.ts';

type World = Pick<Platform, 'db' | 'mail'>;

/**
 * Sends nothing more to addresses that bounced for good or whose owners complained, and tells the managers of their
 * stores, or the operator where there are none. Told again it does nothing: an address is told of when it is suppressed.
 * @throws what kept the managers from being told; the address is suppressed all the same
 */
export async function noteMailFeedback(world: World, feedback: MailFeedback): Promise<void> {
  const against = againstOf(feedback);
  if (against === undefined) return;
  const fresh: string[] = [];
  for (const address of new Set(against.addresses.map((each) => each.trim().toLowerCase())))
    if ((await findSuppressionRow(world.db, address)) === undefined) fresh.push(address);
  await suppress(world, against);
  for (const address of fresh) await tellKeepers(world, address, against);
}

async function tellKeepers({ db, mail }: World, address: string, { reason, detail }: Against): Promise<void> {
  const owner = await findOwnerOf(db, address);
  const whose = owner === null ? address : `${owner} <${address}>`;
  const cause =
    reason === 'bounce'
      ? `A mail to ${whose} came back: the address does not exist any more, or takes no mail.`
      : `A mail to ${whose} was reported as unwanted by whoever reads it.`;
  const text = [
    cause,
    ...(detail === null ? [] : [`The other side said: ${detail.slice(0, 500)}`]),
    'Nothing is sent to this address any more: no report, no alert, no order. When it works again, or its owner wants',
    `mails again, an administrator releases it under Reports, Addresses: ${setting('WEB_ORIGIN')}/reports?show=addresses`,
  ].join('\n\n');
  const subject = `No more mail to ${address}: ${reason === 'bounce' ? 'it takes no mail' : 'a complaint'}`;
  const keepers = await listKeepers(db, address);
  for (const to of keepers.length > 0 ? keepers : [setting('MAIL_TO')]) await mail.send({ to, subject, text });
}
