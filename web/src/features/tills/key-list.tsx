import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { TillKey } from '#domain/tills/till-key.ts';
import { dateTime } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import { RowMenu } from '#web/ui/row-menu.tsx';
import { type Tone, Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';

type KeyListProps = { keys: TillKey[]; onRotate: (key: TillKey) => void; onRevoke: (key: TillKey) => void };

const states: Record<TillKey['state'], { label: string; tone: Tone }> = {
  active: { label: 'Active', tone: 'good' },
  replaced: { label: 'Replaced', tone: 'warn' },
  expired: { label: 'Expired', tone: 'calm' },
  revoked: { label: 'Revoked', tone: 'bad' },
};

/** The keys with which tills call. */
export function KeyList(props: KeyListProps) {
  const narrow = useNarrow();
  const stores = useStores();
  const storeOf = ({ storeId }: TillKey) => stores.find(({ id }) => id === storeId)?.name ?? `store ${storeId}`;
  if (narrow)
    return (
      <ul className={rows['list']} aria-label="Till keys">
        {props.keys.map((key) => (
          <li key={key.id} className={listing['row']}>
            <Name till={key} />
            <State till={key} />
            <span className={listing['sub']}>
              {storeOf(key)}
              <br />
              Last used: <Used till={key} />
            </span>
            <Deeds till={key} {...props} />
          </li>
        ))}
      </ul>
    );
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Till keys">
      <thead>
        <tr>
          <th scope="col">Till</th>
          <th scope="col">Store</th>
          <th scope="col">State</th>
          <th scope="col">Last used</th>
          <th scope="col">Made</th>
          <th scope="col" className={listing['actions']}>
            <span className="hidden">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.keys.map((key) => (
          <tr key={key.id}>
            <td>
              <Name till={key} />
            </td>
            <td>{storeOf(key)}</td>
            <td>
              <State till={key} />
            </td>
            <td className="quiet figures">
              <Used till={key} />
            </td>
            <td className="quiet figures">
              {dateTime(key.createdAt)}
              <div className={listing['sub']}>{key.createdByName ?? ''}</div>
            </td>
            <td className={listing['actions']}>
              <Deeds till={key} {...props} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Name = ({ till }: { till: TillKey }) => (
  <div>
    <div className={listing['name']}>{till.label}</div>
    <div className={`${listing['sub'] ?? ''} code`}>{till.prefix}…</div>
  </div>
);

const Used = ({ till }: { till: TillKey }) => (till.lastUsedAt === null ? 'never' : dateTime(till.lastUsedAt));

function State({ till }: { till: TillKey }) {
  const { label, tone } = states[till.state];
  const ends = till.expiresAt !== null && (till.state === 'active' || till.state === 'replaced');
  return (
    <div>
      <Tag tone={tone}>{label}</Tag>
      {ends ? <div className={listing['sub']}>until {dateTime(till.expiresAt ?? '')}</div> : null}
    </div>
  );
}

function Deeds({ till, onRotate, onRevoke }: Omit<KeyListProps, 'keys'> & { till: TillKey }) {
  const works = till.state === 'active' || till.state === 'replaced';
  if (!works) return <span />;
  return (
    <span className={listing['deeds']}>
      {till.state === 'active' ? (
        <Button size="xs" variant="default" aria-label={`New secret for ${till.label}`} onClick={() => onRotate(till)}>
          New secret
        </Button>
      ) : null}
      <RowMenu label={`More for ${till.label}`} Icon={IconDots}>
        <Menu.Item color="red" onClick={() => onRevoke(till)}>
          Revoke…
        </Menu.Item>
      </RowMenu>
    </span>
  );
}
