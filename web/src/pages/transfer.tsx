import { Button, Menu, Modal, Skeleton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type TransferDetail, TransferEdit } from '#domain/transfers/transfer.ts';
import { may } from '#domain/users/rights.ts';
import { Id } from '#domain/values.ts';
import { useCancelTransfer, useEditTransfer, useShipTransfer } from '#web/features/transfers/change-transfer.ts';
import { CloseForm } from '#web/features/transfers/close-form.tsx';
import { transferQuery, usePartners, useTransfer } from '#web/features/transfers/list-transfers.ts';
import { ReceiveForm } from '#web/features/transfers/receive-form.tsx';
import { bodyOf, editionOf } from '#web/features/transfers/transfer-draft.ts';
import { TransferForm } from '#web/features/transfers/transfer-form.tsx';
import { TransferLines } from '#web/features/transfers/transfer-lines.tsx';
import { TransferHistory } from '#web/features/transfers/transfer-history.tsx';
import { State } from '#web/features/transfers/transfer-list.tsx';
import { useMe } from '#web/features/users/get-me.ts';
import { inUnits, longDay, money } from '#web/lib/format.ts';
import { ApiProblem } from '#web/lib/problem.ts';
import { useStoreList } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { Fact, Facts } from '#web/ui/facts.tsx';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { Page } from '#web/ui/page.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { RowMenu } from '#web/ui/row-menu.tsx';
import { StoreTime } from '#web/ui/store-time.tsx';
import { LinePicker } from './line-picker.tsx';
import classes from './product.module.css';

const route = getRouteApi('/inside/transfers/$transferId');

/** One transfer: its lines, and what can be done with it as it stands. */
export function TransferPage() {
  const { transferId } = route.useParams();
  const { data: transfer, error, refetch } = useTransfer(transferId);
  const stores = useStoreList();
  const caller = useMe().data;
  if (!transfer || !caller || stores.isPending)
    return <Missing transferId={transferId} error={error} onRetry={() => void refetch()} />;
  const maySend = may(caller, 'stock.move', transfer.fromStoreId);
  const mayTake = may(caller, 'stock.move', transfer.toStoreId);
  const isUnderway = transfer.status === 'shipped';
  return (
    <Page
      title={`Transfer ${transfer.id}`}
      note={
        <Link className="link" to={paths.transfers}>
          All transfers
        </Link>
      }
      actions={<Deeds transfer={transfer} maySend={maySend} mayTake={mayTake} />}
    >
      <Facts>
        <Fact name="From">{transfer.fromStoreName}</Fact>
        <Fact name="To">{transfer.toStoreName}</Fact>
        <Fact name="State">
          <State transfer={transfer} />
        </Fact>
        {transfer.expectedOn ? <Fact name="Expected">{longDay(transfer.expectedOn)}</Fact> : null}
        {transfer.shippedAt ? (
          <Fact name="Left">
            <StoreTime at={transfer.shippedAt} storeId={transfer.fromStoreId} />
          </Fact>
        ) : null}
        {isUnderway ? (
          <Fact name="On the way">
            {inUnits(transfer.inTransit)}, {money(transfer.inTransitMinor, transfer.currency)} at cost
          </Fact>
        ) : null}
        {transfer.note ? <Fact name="Note">{transfer.note}</Fact> : null}
      </Facts>
      <div className={classes['stack']}>
        {isUnderway && mayTake ? (
          <Panel title="Receive" note="What is left empty stays on the way.">
            <ReceiveForm key={transfer.version} transfer={transfer} />
          </Panel>
        ) : null}
        <Panel title="Lines">
          <TransferLines transfer={transfer} />
        </Panel>
        <TransferHistory transfer={transfer} />
      </div>
    </Page>
  );
}

type DeedsProps = { transfer: TransferDetail; maySend: boolean; mayTake: boolean };

/** What can be done as it stands. A draft is edited and shipped, what is on the way is closed, both are called off. */
function Deeds({ transfer, maySend, mayTake }: DeedsProps) {
  const { id: transferId, version, status } = transfer;
  const ship = useShipTransfer();
  const cancel = useCancelTransfer();
  const [open, setOpen] = useState<'edit' | 'ship' | 'cancel' | 'close'>();
  const shut = () => setOpen(undefined);
  const isDraft = status === 'draft';
  const mayCancel =
    (isDraft && (maySend || mayTake)) ||
    (status === 'shipped' && maySend && Number(transfer.inTransit) === Number(transfer.quantity));
  const mayClose = status === 'shipped' && mayTake;
  const ask = (what: typeof open) => {
    ship.reset();
    cancel.reset();
    setOpen(what);
  };
  return (
    <>
      {isDraft && (maySend || mayTake) ? (
        <Button variant="default" onClick={() => ask('edit')}>
          Edit
        </Button>
      ) : null}
      {isDraft && maySend ? <Button onClick={() => ask('ship')}>Ship</Button> : null}
      {mayClose ? (
        <Button variant="default" onClick={() => ask('close')}>
          The rest is missing…
        </Button>
      ) : null}
      {mayCancel ? (
        <RowMenu label="More for this transfer" Icon={IconDots}>
          <Menu.Item onClick={() => ask('cancel')}>Call off…</Menu.Item>
        </RowMenu>
      ) : null}
      <Confirm
        opened={open === 'ship'}
        title="Ship it now?"
        action="Ship"
        deed={ship}
        onClose={shut}
        onConfirm={() =>
          ship.mutate(
            { transferId, version },
            {
              onSuccess: () => {
                notify({ color: 'teal', title: 'Shipped', message: `${inUnits(transfer.quantity)} on the way` });
                shut();
              },
            },
          )
        }
      >
        This takes {inUnits(transfer.quantity)} out of the stock of {transfer.fromStoreName}: on the way until{' '}
        {transfer.toStoreName} receives it.
      </Confirm>
      <Confirm
        opened={open === 'cancel'}
        title="Call this transfer off?"
        action="Call off"
        isDangerous
        deed={cancel}
        onClose={shut}
        onConfirm={() => cancel.mutate({ transferId, version }, { onSuccess: shut })}
      >
        {isDraft ? 'Nothing has moved.' : `Everything goes back into the stock of ${transfer.fromStoreName}.`}
      </Confirm>
      <Modal
        opened={open === 'close'}
        onClose={shut}
        title="Close the transfer"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <CloseForm transfer={transfer} onDone={shut} />
      </Modal>
      <FormModal opened={open === 'edit'} title={`Edit transfer ${transferId}`} onClose={shut}>
        <Edit transfer={transfer} onDone={shut} />
      </FormModal>
    </>
  );
}

function Edit({ transfer, onDone }: { transfer: TransferDetail; onDone: () => void }) {
  const partners = usePartners(true).data;
  const me = useMe().data;
  const edit = useEditTransfer();
  const queries = useQueryClient();
  if (!partners) return <Skeleton h={320} />;
  return (
    <TransferForm
      start={editionOf(transfer)}
      schema={TransferEdit}
      body={(draft, version) => ({ ...bodyOf(draft), transferId: transfer.id, version })}
      send={(body) => edit.mutateAsync(body)}
      reload={async () => editionOf(await queries.fetchQuery({ ...transferQuery(transfer.id), staleTime: 0 }))}
      stores={partners}
      isMine={(id) => me !== undefined && may(me, 'stock.move', id)}
      action="Save"
      renderPicker={(picking) => <LinePicker {...picking} />}
      onDone={onDone}
      onCancel={onDone}
    />
  );
}

function Missing({ transferId, error, onRetry }: { transferId: string; error: Error | null; onRetry: () => void }) {
  const isMissing = !Id.safeParse(transferId).success || (error instanceof ApiProblem && error.status === 404);
  return (
    <Page title={isMissing ? 'No such transfer' : `Transfer ${transferId}`}>
      {isMissing ? <Notice title="This transfer does not exist, or you may not see it" minHeight="40vh" /> : null}
      {!isMissing && error ? <Failed what="The transfer" error={error} onRetry={onRetry} minHeight="40vh" /> : null}
      {!isMissing && !error ? <Skeleton h={480} /> : null}
    </Page>
  );
}
