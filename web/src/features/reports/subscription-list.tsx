import { Button } from '@mantine/core';
import type { ReportSubscription } from '#domain/reports/subscription.ts';
import { Tag } from '#web/ui/tag.tsx';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import { attachmentWords, kindWords, languageWords } from './report-words.ts';

type SubscriptionListProps = { subscriptions: ReportSubscription[]; onEdit: (one: ReportSubscription) => void };

/** Which reports somebody gets. */
export function SubscriptionList({ subscriptions, onEdit }: SubscriptionListProps) {
  return (
    <ul className={rows['list']} aria-label="Subscriptions">
      {subscriptions.map((one) => (
        <li key={one.id} className={listing['row']}>
          <div>
            <div className={listing['name']}>
              {kindWords[one.kind]}, {one.storeName ?? 'all stores'}
            </div>
            <div className={listing['sub']}>
              {[languageWords[one.language], one.locale, ...one.attachments.map((kind) => attachmentWords[kind])].join(
                ' · ',
              )}
            </div>
          </div>
          <span className={listing['deeds']}>
            <Tag tone={one.isOn ? 'good' : 'calm'}>{one.isOn ? 'On' : 'Off'}</Tag>
            <Button
              size="xs"
              variant="default"
              ml={8}
              aria-label={`Change: ${kindWords[one.kind]}, ${one.storeName ?? 'all stores'}`}
              onClick={() => onEdit(one)}
            >
              Change
            </Button>
          </span>
        </li>
      ))}
    </ul>
  );
}
