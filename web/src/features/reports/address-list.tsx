import { Button } from '@mantine/core';
import type { SuppressedAddress } from '#domain/reports/suppressed-address.ts';
import { dateTime } from '#web/lib/format.ts';
import { Tag } from '#web/ui/tag.tsx';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';

type AddressListProps = { addresses: SuppressedAddress[]; onRelease: (address: string) => void };

/** Addresses that get no mail, and why. */
export function AddressList({ addresses, onRelease }: AddressListProps) {
  return (
    <ul className={rows['list']} aria-label="Addresses that get no mail">
      {addresses.map(({ address, reason, detail, since }) => (
        <li key={address} className={listing['row']}>
          <div>
            <div className={listing['name']}>{address}</div>
            <div className={listing['sub']}>{[`since ${dateTime(since)}`, detail].filter(Boolean).join(' · ')}</div>
          </div>
          <span className={listing['deeds']}>
            <Tag tone={reason === 'bounce' ? 'bad' : 'warn'}>
              {reason === 'bounce' ? 'Takes no mail' : 'Complained'}
            </Tag>
            <Button
              size="xs"
              variant="default"
              ml={8}
              aria-label={`Release ${address}`}
              onClick={() => onRelease(address)}
            >
              Release…
            </Button>
          </span>
        </li>
      ))}
    </ul>
  );
}
