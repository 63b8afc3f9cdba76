import {
  CloseTransfer,
  NewTransfer,
  PartnerList,
  ReceiveTransfer,
  type Transfer,
  TransferDetail,
  TransferEdit,
  TransferPage,
  type TransferLine,
} from '#domain/transfers/transfer.ts';
import { levels, productName, sku, stores } from './data.ts';
import { missing, pageOf, Refusal } from './refusal.ts';

type Kept = Omit<TransferDetail, 'repeated' | 'lineCount' | 'quantity' | keyof Fates | 'inTransitMinor'>;
type Fates = Pick<TransferLine, 'received' | 'damaged' | 'lost' | 'notSent' | 'inTransit'>;

const line = (productId: string, quantity: string, isShipped: boolean): TransferLine => ({
  productId,
  sku: sku(Number(productId) - 1),
  name: productName(Number(productId) - 1),
  barcodes: ['5012345678900'],
  quantity,
  received: '0',
  damaged: '0',
  lost: '0',
  notSent: '0',
  inTransit: isShipped ? quantity : '0',
  unitCost: isShipped ? '2.155' : null,
  available: isShipped ? null : (levels.find((one) => one.productId === productId)?.available ?? '0'),
});

/** Transfers between the stores, each change on the version it has read. */
export function fakeTransfers() {
  const transfer = (id: string, status: Transfer['status'], from: number, to: number, lines: TransferLine[]): Kept => ({
    id,
    status,
    fromStoreId: stores[from]!.id,
    fromStoreCode: stores[from]!.code,
    fromStoreName: stores[from]!.name,
    toStoreId: stores[to]!.id,
    toStoreCode: stores[to]!.code,
    toStoreName: stores[to]!.name,
    expectedOn: '2026-11-25',
    note: id === '2' ? 'In the blue crates' : null,
    currency: stores[from]!.currency,
    createdAt: '2026-11-20T09:00:00.000Z',
    shippedAt: status === 'draft' ? null : '2026-11-21T15:00:00.000Z',
    endedAt: status === 'received' ? '2026-11-22T10:00:00.000Z' : null,
    version: 1,
    changedAt: '2026-11-21T15:00:00.000Z',
    changedBy: 'u1',
    lines,
    history: [{ at: '2026-11-20T09:00:00.000Z', what: 'created' as const, by: 'u1', byName: null, note: null }],
  });
  const done = line('9', '5', false);
  const state = {
    transfers: [
      transfer('3', 'draft', 0, 1, [line('1', '4', false), line('2', '12', false)]),
      transfer('2', 'shipped', 1, 0, [line('1', '12', true), line('4', '3', true), line('7', '2.5', true)]),
      transfer('1', 'received', 0, 1, [{ ...done, received: '5', available: null }]),
    ],
    keys: [] as string[],
  };

  const sum = (lines: TransferLine[], field: keyof Fates | 'quantity') =>
    String(lines.reduce((total, one) => total + Number(one[field]), 0));
  const whole = (kept: Kept): TransferDetail => ({
    ...kept,
    lineCount: kept.lines.length,
    quantity: sum(kept.lines, 'quantity'),
    received: sum(kept.lines, 'received'),
    damaged: sum(kept.lines, 'damaged'),
    lost: sum(kept.lines, 'lost'),
    notSent: sum(kept.lines, 'notSent'),
    inTransit: sum(kept.lines, 'inTransit'),
    inTransitMinor: Math.round(Number(sum(kept.lines, 'inTransit')) * 215.5),
    repeated: false,
  });
  const found = (id: string | undefined, version?: unknown) => {
    const kept = state.transfers.find((one) => one.id === id);
    if (!kept) throw missing();
    if (version !== undefined && kept.version !== version)
      throw new Refusal(409, 'transfer.stale', 'Somebody has changed this transfer meanwhile');
    return kept;
  };
  const changed = (kept: Kept) => {
    kept.version += 1;
    kept.changedAt = new Date().toISOString();
    return TransferDetail.parse(whole(kept));
  };

  function read(route: string, ids: Record<string, string>, query: URLSearchParams): unknown {
    if (route === 'GET transfers/id' && ids['transferId'] === 'partners')
      return PartnerList.parse({ items: stores.map(({ id, code, name, currency }) => ({ id, code, name, currency })) });
    if (route === 'GET transfers/id') return TransferDetail.parse(whole(found(ids['transferId'])));
    if (route !== 'GET transfers') return undefined;
    const store = query.get('store');
    const status = query.get('status');
    const listed = state.transfers
      .filter(({ fromStoreId, toStoreId }) => !store || [fromStoreId, toStoreId].includes(store))
      .filter(
        (one) => !status || one.status === status || (status === 'open' && ['draft', 'shipped'].includes(one.status)),
      );
    const under = state.transfers.filter((one) => one.status === 'shipped').map(whole);
    return TransferPage.parse({
      ...pageOf(
        listed.map(whole).map(({ lines: _lines, repeated: _repeated, ...one }) => one),
        query,
      ),
      onTheWay:
        under.length === 0
          ? []
          : [
              {
                currency: 'GBP',
                transfers: under.length,
                units: String(under.reduce((total, one) => total + Number(one.inTransit), 0)),
                valueMinor: under.reduce((total, one) => total + one.inTransitMinor, 0),
              },
            ],
    });
  }

  const drafted = (wanted: NewTransfer) => ({
    fromStoreId: wanted.fromStoreId,
    toStoreId: wanted.toStoreId,
    expectedOn: wanted.expectedOn ?? null,
    note: wanted.note ?? null,
    lines: wanted.lines.map(({ productId = '1', quantity }) => line(productId, quantity, false)),
  });

  function write(route: string, ids: Record<string, string>, body: Record<string, unknown>, key: string | undefined) {
    const input = { ...body, transferId: ids['transferId'] };
    const needKey = () => {
      if (!key) throw new Refusal(400, 'idempotency.missing', 'Send an Idempotency-Key header.');
      state.keys.push(key);
    };
    switch (route) {
      case 'POST transfers': {
        needKey();
        const wanted = NewTransfer.parse(body);
        const at = (id: string) => stores.findIndex((store) => store.id === id);
        const made = transfer(
          String(state.transfers.length + 1),
          'draft',
          at(wanted.fromStoreId),
          at(wanted.toStoreId),
          [],
        );
        state.transfers.unshift(Object.assign(made, drafted(wanted)));
        return TransferDetail.parse(whole(made));
      }
      case 'PUT transfers/id': {
        const edit = TransferEdit.parse(input);
        return changed(Object.assign(found(edit.transferId, edit.version), drafted(edit)));
      }
      case 'POST transfers/id/ship': {
        const kept = found(ids['transferId'], body['version']);
        kept.status = 'shipped';
        kept.shippedAt = new Date().toISOString();
        kept.lines = kept.lines.map(({ productId, quantity }) => line(productId, quantity, true));
        return changed(kept);
      }
      case 'POST transfers/id/receive': {
        needKey();
        const arrived = ReceiveTransfer.parse(input);
        const kept = found(arrived.transferId, arrived.version);
        for (const { productId, received, damaged } of arrived.lines) {
          const one = kept.lines.find((each) => each.productId === productId);
          if (!one) throw missing();
          one.received = String(Number(one.received) + Number(received));
          one.damaged = String(Number(one.damaged) + Number(damaged));
          one.inTransit = String(Number(one.inTransit) - Number(received) - Number(damaged));
        }
        if (kept.lines.every(({ inTransit }) => Number(inTransit) === 0)) kept.status = 'received';
        return changed(kept);
      }
      case 'POST transfers/id/close': {
        needKey();
        const close = CloseTransfer.parse(input);
        const kept = found(close.transferId, close.version);
        for (const one of kept.lines) {
          const fate = close.missing === 'not_sent' ? 'notSent' : close.missing === 'damaged' ? 'damaged' : 'lost';
          one[fate] = String(Number(one[fate]) + Number(one.inTransit));
          one.inTransit = '0';
        }
        kept.status = 'received';
        return changed(kept);
      }
      case 'POST transfers/id/cancel': {
        const kept = found(ids['transferId'], body['version']);
        kept.status = 'cancelled';
        return changed(kept);
      }
      default:
        return undefined;
    }
  }
  return { state, read, write };
}
