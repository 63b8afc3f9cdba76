import { Modal } from '@mantine/core';
import { useState } from 'react';
import { dateTime, longDay, money } from '#web/lib/format.ts';
import type { CompletenessProps } from './completeness-line.tsx';
import classes from './completeness-line.module.css';

const files = { sales: 'Sales file', stock: 'Count file', deliveries: 'Delivery file' };

/** What is known of each store; open at first, since it is drawn when wanted. */
export default function CompletenessDetails({ completeness, currency, zone }: CompletenessProps) {
  const [isOpen, setOpen] = useState(true);
  const at = (instant: string | null) => (instant === null ? 'not known' : dateTime(instant, { timeZone: zone }));
  return (
    <>
      <button type="button" className={classes['more']} onClick={() => setOpen(true)}>
        Details
      </button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="How complete these figures are"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {completeness.stores.map(({ storeId, name, lastSaleAt, completeTo, missing, differences, restated }) => (
          <section key={storeId} className={classes['store']}>
            <h3>{name}</h3>
            <ul>
              <li>Complete to: {at(completeTo)}</li>
              <li>Newest sale: {at(lastSaleAt)}</li>
              {missing.map(({ kind, businessDate, dueAt }) => (
                <li key={`${kind} ${businessDate}`}>
                  {files[kind]} for {longDay(businessDate)} is missing; it was due {at(dueAt)}
                </li>
              ))}
              {differences.map(({ businessDate, toldMinor, knownMinor, differenceMinor }) => (
                <li key={businessDate}>
                  {longDay(businessDate)}: tills counted {money(toldMinor, currency)}, known are{' '}
                  {money(knownMinor, currency)}, a difference of {money(Math.abs(differenceMinor), currency)}
                </li>
              ))}
              {restated.map(({ businessDate, at: changedAt, netMinor }) => (
                <li key={businessDate}>
                  {longDay(businessDate)} changed by {money(netMinor, currency)} after it was over, last on{' '}
                  {at(changedAt)}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </Modal>
    </>
  );
}
