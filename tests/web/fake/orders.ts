import {
  NewOrder,
  type Order,
  OrderDetail,
  OrderEdit,
  OrderPage,
  type OrderStatus,
  ReceiptDone,
} from '#domain/orders/order.ts';
import { NewReceipt } from '#domain/orders/receipt.ts';
import { Scorecard } from '#domain/orders/scorecard.ts';
import { productName, sku, stores } from './data.ts';
import { missing, pageOf, Refusal } from './refusal.ts';

const statuses: OrderStatus[] = [
  'draft',
  'approved',
  'sent',
  'partly_received',
  'closed',
  'cancelled',
  'sent',
  'draft',
];
const suppliers = ['Northwear Trading', 'Hearth & Kiln Pottery', 'Lumen'];
const me = { by: 'u1', byName: null };
const noMail = { to: null, at: null, because: null, cameBack: false };

type Line = OrderDetail['lines'][number];
const lineAt = (index: number, ordered: string, received: string, unitCost = '2.550000'): Line => ({
  productId: String(index + 1),
  sku: sku(index),
  name: productName(index),
  // The last digit of an EAN-13 is its check digit: these are real ones.
  barcodes: [['5012345678900', '4006381333931', '9780201379624'][index % 3] ?? ''],
  supplierSku: `NW-${index + 1}`,
  packSize: '6',
  ordered,
  unitCost,
  totalMinor: Math.round(Number(ordered) * Number(unitCost) * 100),
  costMinor: Math.round(Number(ordered) * Number(unitCost) * 100),
  received,
  damaged: '0',
  cancelled: '0',
  open: String(Math.max(0, Number(ordered) - Number(received))),
  mostAccepted: String(Math.max(0, Math.floor(Number(ordered) * 1.05) - Number(received))),
  suggestionId: index === 0 ? '71' : null,
  isSold: true,
});

function orderAt(index: number): OrderDetail {
  const status = statuses[index % statuses.length] ?? 'draft';
  const isSent = !['draft', 'approved', 'cancelled'].includes(status);
  const received = status === 'closed' ? '60' : status === 'partly_received' ? '24' : '0';
  const sentAt = isSent ? '2026-11-12T09:05:00.000Z' : null;
  const happened = (at: string, what: 'created' | 'approved' | 'sent') => ({ at, what, ...me, detail: null });
  return totalled({
    orderId: String(index + 1),
    number: `PO-${String(index + 1).padStart(5, '0')}`,
    supplierId: String((index % 3) + 1),
    supplierCode: (suppliers[index % 3] ?? '').split(' ')[0]?.toUpperCase() ?? '',
    supplierName: suppliers[index % 3] ?? '',
    storeId: stores[index % 2]?.id ?? '1',
    status,
    currency: 'GBP',
    expectedOn: index % 8 === 7 ? null : '2026-11-19',
    daysLate: status === 'sent' && index > 3 ? 4 : 0,
    lineCount: 3,
    orderedUnits: '0',
    receivedUnits: '0',
    totalMinor: 0,
    chargedMinor: 0,
    costMinor: 0,
    isSuggested: index % 2 === 0,
    createdAt: '2026-11-12T08:30:00.000Z',
    sentAt,
    version: 1,
    supplierEmail: index % 3 === 2 ? null : 'orders@northwear.example',
    note: index === 2 ? 'Please deliver before 11.' : null,
    landedMinor: index === 2 ? 1_200 : 0,
    tolerancePercent: 5,
    mail: isSent
      ? { ...noMail, state: 'supplier', to: 'orders@northwear.example', at: '2026-11-12T09:05:02.000Z' }
      : { ...noMail, state: 'none' },
    cancelMail: { ...noMail, state: 'none' },
    lines: [lineAt(0, '60', received), lineAt(1, '24', received === '60' ? '24' : '0'), lineAt(2, '12', '0', '7.9')],
    receipts: [],
    history: [
      happened('2026-11-12T08:30:00.000Z', 'created'),
      ...(isSent
        ? [happened('2026-11-12T09:00:00.000Z', 'approved'), happened('2026-11-12T09:05:00.000Z', 'sent')]
        : []),
    ],
  });
}

/** An order whose sums are those of its lines. */
function totalled(order: OrderDetail): OrderDetail {
  const sum = (of: (line: Line) => string | number | null) =>
    order.lines.reduce((all, line) => all + Number(of(line) ?? 0), 0);
  return {
    ...order,
    lineCount: order.lines.length,
    orderedUnits: String(sum(({ ordered }) => ordered)),
    receivedUnits: String(sum(({ received }) => received)),
    totalMinor: sum(({ totalMinor }) => totalMinor),
    chargedMinor: sum(({ received, unitCost }) => Math.round(Number(received) * Number(unitCost) * 100)),
    costMinor: sum(({ costMinor }) => costMinor),
  };
}

const scorecard = (supplierId: string) =>
  Scorecard.parse({
    supplierId,
    orders: 14,
    due: 13,
    onTime: 0.846,
    fillRate: 0.973,
    damagedShare: 0.012,
    leadTime: {
      typedDays: 7,
      observations: 12,
      observedDays: 8.9,
      observedDeviation: 2.1,
      plannedDays: 8.5,
      plannedDeviation: 2.2,
    },
    costs: [{ currency: 'GBP', orderedMinor: 812_400, differenceMinor: 1_920 }],
    open: 3,
    late: 1,
    openValue: [{ currency: 'GBP', amountMinor: 61_230 }],
  });

/** Orders that can be drafted, edited, moved on and received, each on the version that was read. */
export function fakeOrders() {
  const state = {
    orders: Array.from({ length: 8 }, (_, index) => orderAt(index)),
    received: [] as { key: string; body: NewReceipt }[],
  };
  const found = (orderId: string | undefined): OrderDetail => {
    const order = state.orders.find((one) => one.orderId === orderId);
    if (!order) throw missing();
    return order;
  };
  const keep = (order: OrderDetail): OrderDetail => {
    const now = OrderDetail.parse({ ...totalled(order), version: order.version + 1 });
    state.orders = state.orders.map((one) => (one.orderId === now.orderId ? now : one));
    return now;
  };
  function listed(query: URLSearchParams) {
    const status = query.get('status');
    const isOpen = ({ status: now }: Order) => now !== 'closed' && now !== 'cancelled';
    const items = state.orders
      .filter((order) => (status === 'open' ? isOpen(order) : (status ?? order.status) === order.status))
      .filter((order) => (query.get('store') ?? order.storeId) === order.storeId)
      .filter((order) => (query.get('supplierId') ?? order.supplierId) === order.supplierId)
      .filter(({ daysLate }) => query.get('late') === null || daysLate > 0);
    return OrderPage.parse(pageOf(items.toReversed(), query));
  }
  const setLines = (lines: { productId: string; quantity: string; unitCost?: string | undefined }[]) =>
    lines.map(({ productId, quantity, unitCost }) => lineAt(Number(productId) - 1, quantity, '0', unitCost));

  function receive(body: unknown, key: string | undefined) {
    if (!key) throw new Refusal(400, 'idempotency.missing', 'Send an Idempotency-Key header.');
    const receipt = NewReceipt.parse(body);
    const order = found(receipt.orderId);
    if (state.received.some((one) => one.key === key))
      return ReceiptDone.parse({ receiptId: '9', repeated: true, order });
    const lines = order.lines.map((line) => {
      const came = receipt.lines.find(({ productId }) => productId === line.productId);
      if (!came) return line;
      if (Number(came.accepted) > Number(line.mostAccepted))
        throw new Refusal(409, 'receipt.excess', `At most ${line.mostAccepted} more of ${line.sku} may be received.`);
      const received = String(Number(line.received) + Number(came.accepted));
      const damaged = String(Number(line.damaged) + Number(came.damaged));
      return { ...lineAt(Number(line.productId) - 1, line.ordered, received, line.unitCost ?? undefined), damaged };
    });
    state.received.push({ key, body: receipt });
    const at = new Date().toISOString();
    const note = receipt.deliveryNote ?? null;
    const now = keep({
      ...order,
      lines,
      status: lines.every(({ open }) => open === '0') ? 'closed' : 'partly_received',
      receipts: [
        ...order.receipts,
        {
          receiptId: '9',
          deliveryNote: note,
          receivedAt: at,
          receivedBy: 'u1',
          receivedByName: null,
          landedMinor: 0,
          differenceMinor: 0,
          lines: receipt.lines.map((line) => ({
            ...line,
            sku: sku(Number(line.productId) - 1),
            name: productName(Number(line.productId) - 1),
            excess: '0',
            orderCost: '2.55',
            unitCost: line.unitCost ?? '2.55',
            landedCost: '2.55',
            differenceMinor: line.unitCost ? 60 : 0,
            reason: line.reason ?? null,
          })),
        },
      ],
      history: [...order.history, { at, what: 'received', ...me, detail: note }],
    });
    return ReceiptDone.parse({ receiptId: '9', repeated: false, order: now });
  }

  const steps: Record<string, OrderStatus> = {
    approve: 'approved',
    send: 'sent',
    close: 'closed',
    cancel: 'cancelled',
  };
  function write(route: string, ids: Record<string, string>, body: Record<string, unknown>, key: string | undefined) {
    if (route === 'POST orders') {
      const { supplierId, storeId, lines, tolerancePercent = 5, ...set } = NewOrder.parse(body);
      const made = {
        ...orderAt(0),
        ...set,
        tolerancePercent,
        supplierId,
        storeId,
        orderId: '99',
        number: 'PO-00099',
        version: 0,
      };
      state.orders.push({ ...made, supplierName: suppliers[Number(supplierId) - 1] ?? '' });
      return keep({ ...found('99'), lines: setLines(lines) });
    }
    if (route === 'PUT orders/id') {
      const { version, lines, ...set } = OrderEdit.parse({ ...body, ...ids });
      const order = found(set.orderId);
      const { tolerancePercent = order.tolerancePercent } = set;
      if (order.version !== version) throw new Refusal(409, 'order.stale', 'Somebody changed it; read it again');
      return keep({ ...order, ...set, tolerancePercent, lines: setLines(lines) });
    }
    if (route === 'POST orders/id/receipts') return receive({ ...body, ...ids }, key);
    const status = steps[/^POST orders\/id\/(\w+)$/.exec(route)?.[1] ?? ''];
    if (status === undefined) return undefined;
    const order = found(ids['orderId']);
    if (order.version !== body['version']) throw new Refusal(409, 'order.stale', 'Somebody changed it; read it again');
    const at = new Date().toISOString();
    const sent = status === 'sent' ? { sentAt: at, mail: { state: 'waiting' as const, ...noMail } } : {};
    const told =
      status === 'cancelled' && order.sentAt !== null ? { cancelMail: { state: 'waiting' as const, ...noMail } } : {};
    const what = status === 'draft' || status === 'partly_received' ? 'edited' : status;
    return keep({ ...order, ...sent, ...told, status, history: [...order.history, { at, what, ...me, detail: null }] });
  }
  const read = (route: string, ids: Record<string, string>, query: URLSearchParams): unknown => {
    if (route === 'GET orders') return listed(query);
    if (route !== 'GET orders/id') return undefined;
    return ids['orderId'] === 'scorecard' ? scorecard(query.get('supplierId') ?? '1') : found(ids['orderId']);
  };
  return { state, read, write };
}
