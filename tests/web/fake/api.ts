import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FiguresPage } from '#domain/analytics/figures.ts';
import { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import { ProductDetail } from '#domain/catalogue/product.ts';
import { ImportDetail, ImportPage, NewUpload, UploadPlace } from '#domain/imports/import.ts';
import { AdjustmentDone, MovementPage, NewAdjustment, StockPage } from '#domain/stock/stock.ts';
import { Me, type Role } from '#domain/users/user.ts';
import { fakeAlerts } from './alerts.ts';
import { answerAuth } from './auth.ts';
import { fakeCounts } from './counts.ts';
import { noSales, noStock, salesDashboard, stockDashboard } from './dashboard.ts';
import { levels, movements } from './data.ts';
import { figuresPage } from './figures.ts';
import { fakeImports } from './imports.ts';
import { fakeLedger } from './ledger.ts';
import { fakeSockets } from './live.ts';
import { fakeMasters } from './masters.ts';
import { fakeOrders } from './orders.ts';
import { fakePeople } from './people.ts';
import { missing, pageOf, Refusal } from './refusal.ts';
import { fakeReports } from './reports.ts';
import { fakeReservations } from './reservations.ts';
import { fakeSuggestions } from './suggestions.ts';
import { fakeTransfers } from './transfers.ts';
import { fakeViews } from './views.ts';

export type FakeApi = Awaited<ReturnType<typeof startFakeApi>>;

/** Answers what the API promises, checked against the same schemas as the real one's; and plays S3 and the provider. */
export async function startFakeApi(options: { readingMs?: number } = {}) {
  const imports = fakeImports(options.readingMs ?? 2_000);
  const masters = fakeMasters();
  const people = fakePeople();
  const views = fakeViews();
  const alerts = fakeAlerts();
  const transfers = fakeTransfers();
  const counts = fakeCounts();
  const reservations = fakeReservations();
  const reports = fakeReports();
  const orders = fakeOrders();
  const suggestions = fakeSuggestions();
  const state = {
    role: 'manager' as Role | null,
    /** The one store of that role; null for all. */
    storeId: null as string | null,
    isDisabled: false,
    /** Routes (by path) that answer 500 while they stand here. */
    broken: new Set<string>(),
    /** A chain in which nothing has ever moved. */
    isEmpty: false,
    sold: 0,
    adjustments: [] as { key: string; body: NewAdjustment }[],
    refuseAdjustment: null as { path: string; message: string } | null,
    requests: [] as string[],
  };

  const stock = (query: URLSearchParams) => {
    const search = query.get('search')?.toLowerCase() ?? '';
    const found = levels
      .filter(({ storeId }) => !query.get('store') || storeId === query.get('store'))
      .filter(({ name, sku }) => name.toLowerCase().includes(search) || sku.toLowerCase().includes(search))
      .filter((level) => {
        const onHand = Number(level.onHand);
        const kinds: Record<string, boolean> = { low: level.isLow, out: onHand === 0, negative: onHand < 0 };
        return kinds[query.get('state') ?? ''] ?? true;
      });
    return StockPage.parse(pageOf(found, query));
  };
  function adjust(body: unknown, key: string | undefined) {
    if (!key) throw new Refusal(400, 'idempotency.missing', 'Send an Idempotency-Key header.');
    if (state.refuseAdjustment)
      throw new Refusal(422, 'request.invalid', 'The request has mistakes.', [state.refuseAdjustment]);
    const adjustment = NewAdjustment.parse(body);
    const level = levels.find((one) => one.storeId === adjustment.storeId && one.productId === adjustment.productId);
    const repeated = state.adjustments.some((done) => done.key === key);
    if (level && !repeated) level.onHand = String(Number(level.onHand) + Number(adjustment.quantity));
    state.adjustments.push({ key, body: adjustment });
    return AdjustmentDone.parse({ onHand: level?.onHand ?? '0', repeated });
  }

  async function answer(request: IncomingMessage, url: URL): Promise<unknown> {
    const [noun = '', id = '', part = '', second = '', last = ''] = url.pathname.slice(1).split('/');
    const query = url.searchParams;
    if (noun === 'unsubscribe') return reports.unsubscribe(id);
    if (request.headers.authorization !== 'Bearer good') throw new Refusal(401, 'auth', 'Sign in.');
    // Hearing of changes is nothing that a person asked for.
    if (noun !== 'live') state.requests.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
    if (state.isDisabled && noun !== 'me') throw new Refusal(403, 'user.forbidden', 'You may not see stock.');
    if (state.broken.has(url.pathname)) throw new Refusal(500, 'unknown', 'Something went wrong on our side.');
    const body: unknown = request.method !== 'GET' ? JSON.parse((await read(request)).toString()) : undefined;
    const route = [`${request.method ?? ''} ${noun}`, id && 'id', part, second && 'id', last].filter(Boolean).join('/');
    const idNames: Record<string, string> = { people: 'userId', 'till-keys': 'keyId', 'count-sheets': 'sheetId' };
    const ids: Record<string, string> = {
      ...(id ? { [idNames[noun] ?? `${noun.slice(0, -1)}Id`]: id } : {}),
      ...(second ? { productId: second } : {}),
    };
    switch (route) {
      case 'GET me':
        return Me.parse({
          userId: 'u1',
          grants: state.role && !state.isDisabled ? [{ role: state.role, storeId: state.storeId }] : [],
          name: null,
          email: null,
          isDisabled: state.isDisabled,
        });
      case 'GET stock':
        return stock(query);
      case 'GET products/id': {
        const product = masters.read(route, ids, query) as ProductDetail;
        // Its levels are those that adjustments change.
        const now = product.levels.map((level) => ({
          ...level,
          onHand: levels.find((one) => one.storeId === level.storeId && one.productId === id)?.onHand ?? level.onHand,
        }));
        return ProductDetail.parse({ ...product, levels: now });
      }
      case 'GET products/id/movements':
        return MovementPage.parse(
          pageOf(
            movements.filter((one) => (query.get('store') ?? one.storeId) === one.storeId),
            query,
          ),
        );
      case 'GET imports':
        return ImportPage.parse(
          pageOf(
            imports.list().filter((one) => (query.get('kind') ?? one.kind) === one.kind),
            query,
          ),
        );
      case 'GET imports/id': {
        const item = imports.get(id);
        if (!item) throw missing();
        return ImportDetail.parse(item);
      }
      case 'GET dashboard/id':
        if (id === 'stock')
          return StockDashboard.parse(state.isEmpty ? noStock(query, masters.state.stores) : stockDashboard(query));
        return SalesDashboard.parse(
          state.isEmpty
            ? noSales(query, masters.state.stores)
            : salesDashboard(query, imports.list().slice(0, 8), state.sold),
        );
      case 'GET figures':
        return FiguresPage.parse(figuresPage(query));
      case 'POST adjustments':
        return adjust(body, request.headers['idempotency-key']?.toString());
      case 'POST live/id':
        return sockets.ticket();
      case 'GET live/id':
        return { cursor: '1:1:', isComplete: true, changes: sockets.missed() };
      case 'POST uploads': {
        const importId = imports.add(NewUpload.parse(body));
        return UploadPlace.parse({
          importId,
          url: `${origin}/bucket`,
          fields: { key: `uploads/${importId}`, policy: 'p' },
        });
      }
      default: {
        const fields = (body ?? {}) as Record<string, unknown>;
        const key = request.headers['idempotency-key']?.toString();
        const found =
          request.method === 'GET'
            ? (masters.read(route, ids, query) ??
              people.read(route, query) ??
              fakeLedger.read(route, query) ??
              views.read(route) ??
              alerts.read(route, id, query) ??
              transfers.read(route, ids, query) ??
              counts.read(route, ids, query) ??
              reservations.read(route, query) ??
              reports.read(route, id, query) ??
              orders.read(route, ids, query) ??
              suggestions.read(route, id, query))
            : (masters.write(route, ids, fields) ??
              people.write(route, ids, fields) ??
              views.write(route, ids, fields) ??
              alerts.write(route, id, fields) ??
              transfers.write(route, ids, fields, key) ??
              counts.write(route, ids, fields, key) ??
              reservations.write(route, ids) ??
              reports.write(route, id, fields) ??
              orders.write(route, ids, fields, key) ??
              suggestions.write(route, id, fields, key));
        if (found === undefined) throw missing();
        return found;
      }
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader(
      'access-control-allow-headers',
      'authorization, content-type, idempotency-key, x-correlation-id',
    );
    response.setHeader('access-control-allow-methods', 'GET, POST, PUT');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    if (answerAuth(request, response, origin)) return;
    if (url.pathname === '/bucket') {
      // Slowly, so that a browser has bytes left to show the progress of.
      const sent = await read(request, 4);
      imports.arrived(/uploads\/([0-9a-f-]{36})/.exec(sent.toString('latin1'))?.[1] ?? '', sent.length);
      return void response.writeHead(204).end();
    }
    try {
      const body = JSON.stringify(await answer(request, url));
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    } catch (error) {
      const problem = error instanceof Refusal ? error : new Refusal(500, 'fake', String(error));
      response
        .writeHead(problem.status, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify(problem.body));
    }
  }

  const server = createServer((request, response) => void handle(request, response));
  const origin = await listening(server);
  const sockets = fakeSockets(server, origin);
  return {
    origin,
    state,
    imports,
    masters: masters.state,
    people: people.state,
    sockets,
    views: views.state,
    orders: orders.state,
    suggestions: suggestions.state,
    alerts: alerts.state,
    transfers: transfers.state,
    counts: counts.state,
    reservations: reservations.state,
    reports: reports.state,
    stop: () => void server.close(),
  };
}

/** Reads a body; with a pause (ms) after each piece when it should take its time. */
async function read(request: IncomingMessage, pause = 0): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) {
    pieces.push(piece as Buffer);
    if (pause > 0) await sleep(pause);
  }
  return Buffer.concat(pieces);
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://localhost:${(server.address() as AddressInfo).port}`));
  });
}
