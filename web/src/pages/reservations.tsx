import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { type Reservation, reservationStates } from '#domain/sales/reservation.ts';
import { may } from '#domain/users/rights.ts';
import {
  useReleaseReservation,
  useReservations,
  useSellReservation,
} from '#web/features/reservations/list-reservations.ts';
import { ReservationList } from '#web/features/reservations/reservation-list.tsx';
import { stateWords, unitsOf } from '#web/features/reservations/reservation-words.ts';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useMe } from '#web/features/users/get-me.ts';
import { inUnits, money } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import type { WatchSearch } from '#web/paths.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { Page } from '#web/ui/page.tsx';

const route = getRouteApi('/inside/reservations');
const states = [
  ...reservationStates.map((state) => ({ value: state as string, label: stateWords[state].label })),
  { value: 'all', label: 'Every state' },
];

/** What is kept for buyers until they pay or their time is up, and what became of the rest. */
export function ReservationsPage() {
  const { store, state: asked } = route.useSearch();
  const state = states.find(({ value }) => value === asked)?.value;
  const navigate = route.useNavigate();
  const stores = useStores();
  const caller = useMe().data;
  const reservations = useReservations({ store, state });
  const [asking, setAsking] = useState<{ deed: 'sell' | 'release'; reservation: Reservation }>();
  const change = (next: Partial<WatchSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  return (
    <Page
      title="Reservations"
      actions={
        <>
          <NativeSelect
            aria-label="State"
            w={170}
            data={states}
            value={state ?? 'open'}
            onChange={({ currentTarget: { value } }) => change({ state: value === 'open' ? undefined : value })}
          />
          <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
        </>
      }
    >
      <Listing
        what="The reservations"
        pages={reservations}
        empty={
          <Notice title={store || state ? 'No reservation matches' : 'Nothing is kept for anybody'} minHeight={280}>
            A web shop keeps goods between cart and payment, for a day at most. What is kept is available to nobody
            else.
          </Notice>
        }
      >
        {(items) =>
          // Who may end them is known before any is drawn: nothing moves.
          caller === undefined ? null : (
            <ReservationList
              reservations={items}
              mayEnd={(storeId) => may(caller, 'sale.record', storeId)}
              onAsk={(deed, reservation) => setAsking({ deed, reservation })}
            />
          )
        }
      </Listing>
      {asking ? (
        <Ending
          key={`${asking.deed} ${asking.reservation.reservationId}`}
          {...asking}
          onClose={() => setAsking(undefined)}
        />
      ) : null}
    </Page>
  );
}

type EndingProps = {
  deed: 'sell' | 'release';
  reservation: Reservation;
  onClose: () => void;
};

/** Asks once before what is kept is sold, or free for others. */
function Ending({ deed, reservation, onClose }: EndingProps) {
  const sell = useSellReservation();
  const release = useReleaseReservation();
  const units = inUnits(unitsOf(reservation));
  const done = (title: string, message: string) => {
    notify({ color: 'teal', title, message });
    onClose();
  };
  if (deed === 'release')
    return (
      <Confirm
        opened
        title={`Release reservation ${reservation.reservationId}?`}
        action="Release"
        isDangerous
        deed={release}
        onClose={onClose}
        onConfirm={() =>
          release.mutate(reservation, { onSuccess: () => done('Released', `${units} can be sold to anybody again`) })
        }
      >
        The buyer does not get it: {units} can be sold to anybody again.
      </Confirm>
    );
  return (
    <Confirm
      opened
      title={`Sell reservation ${reservation.reservationId}?`}
      action="Sell"
      deed={sell}
      onClose={onClose}
      onConfirm={() =>
        sell.mutate(reservation, {
          onSuccess: ({ totalMinor, currency }) => done('Sold', `${units} for ${money(totalMinor, currency)}`),
        })
      }
    >
      This records the sale of {units} at the catalogue’s prices of now, and takes them out of stock.
    </Confirm>
  );
}
