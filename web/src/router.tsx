import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { useAuth } from 'react-oidc-context';
import { SignInGate, Waiting } from '#web/features/session/sign-in-gate.tsx';
import { DashboardPage } from '#web/pages/dashboard.tsx';
import type { NewOrderSearch, OrdersSearch } from '#web/features/orders/orders-search.ts';
import type { PoliciesSearch } from '#web/features/policies/policies-search.ts';
import type { SuggestionsSearch } from '#web/features/suggestions/suggestions-search.ts';
import { BrokenPage } from '#web/pages/broken.tsx';
import { NotFoundPage } from '#web/pages/not-found.tsx';
import { Shell } from '#web/pages/shell.tsx';
import { SignedOutPage } from '#web/pages/signed-out.tsx';
import {
  AuditSearch,
  BridgeSearch,
  DashboardSearch,
  FiguresSearch,
  ImportsSearch,
  MovementsSearch,
  paths,
  PeopleSearch,
  ProductSearch,
  ProductsSearch,
  ReportsSearch,
  StockSearch,
  SuppliersSearch,
  TillsSearch,
  WatchSearch,
} from '#web/paths.ts';

type Context = { signOut: () => Promise<void> };
const root = createRootRouteWithContext<Context>()({ component: Outlet });

const callback = createRoute({ getParentRoute: () => root, path: paths.callback, component: Callback });
const signedOut = createRoute({ getParentRoute: () => root, path: paths.signedOut, component: SignedOutPage });
const unsubscribe = createRoute({
  getParentRoute: () => root,
  path: paths.unsubscribe,
  component: lazyRouteComponent(() => import('#web/pages/unsubscribe.tsx'), 'UnsubscribePage'),
});

/** Everything for which one must be signed in. */
const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Inside });
const dashboard = createRoute({
  getParentRoute: () => inside,
  path: paths.dashboard,
  validateSearch: (search: Record<string, unknown>) => DashboardSearch.parse(search),
  component: DashboardPage, // where most visits begin: it comes with the app
});
const figures = createRoute({
  getParentRoute: () => inside,
  path: paths.figures,
  validateSearch: (search: Record<string, unknown>) => FiguresSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/figures.tsx'), 'FiguresPage'),
});
const stock = createRoute({
  getParentRoute: () => inside,
  path: paths.stock,
  validateSearch: (search: Record<string, unknown>) => StockSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/stock.tsx'), 'StockPage'),
});
const product = createRoute({
  getParentRoute: () => inside,
  path: paths.product,
  validateSearch: (search: Record<string, unknown>) => ProductSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/product.tsx'), 'ProductPage'),
});
const bridge = createRoute({
  getParentRoute: () => inside,
  path: paths.bridge,
  validateSearch: (search: Record<string, unknown>) => BridgeSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/bridge.tsx'), 'BridgePage'),
});
const movements = createRoute({
  getParentRoute: () => inside,
  path: paths.movements,
  validateSearch: (search: Record<string, unknown>) => MovementsSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/movements.tsx'), 'MovementsPage'),
});
const imports = createRoute({
  getParentRoute: () => inside,
  path: paths.imports,
  validateSearch: (search: Record<string, unknown>) => ImportsSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/imports.tsx'), 'ImportsPage'),
});
const oneImport = createRoute({
  getParentRoute: () => inside,
  path: paths.import,
  component: lazyRouteComponent(() => import('#web/pages/import.tsx'), 'ImportPage'),
});

// What needs somebody, and what moves or counts stock.
const alerts = createRoute({
  getParentRoute: () => inside,
  path: paths.alerts,
  validateSearch: (search: Record<string, unknown>) => WatchSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/alerts.tsx'), 'AlertsPage'),
});
const alertSettings = createRoute({
  getParentRoute: () => inside,
  path: paths.alertSettings,
  validateSearch: (search: Record<string, unknown>) => WatchSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/alert-settings.tsx'), 'AlertSettingsPage'),
});
const transfers = createRoute({
  getParentRoute: () => inside,
  path: paths.transfers,
  validateSearch: (search: Record<string, unknown>) => WatchSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/transfers.tsx'), 'TransfersPage'),
});
const transfer = createRoute({
  getParentRoute: () => inside,
  path: paths.transfer,
  component: lazyRouteComponent(() => import('#web/pages/transfer.tsx'), 'TransferPage'),
});
const reservations = createRoute({
  getParentRoute: () => inside,
  path: paths.reservations,
  validateSearch: (search: Record<string, unknown>) => WatchSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/reservations.tsx'), 'ReservationsPage'),
});
const countSheets = createRoute({
  getParentRoute: () => inside,
  path: paths.countSheets,
  validateSearch: (search: Record<string, unknown>) => WatchSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/count-sheets.tsx'), 'CountSheetsPage'),
});
const countSheet = createRoute({
  getParentRoute: () => inside,
  path: paths.countSheet,
  component: lazyRouteComponent(() => import('#web/pages/count-sheet.tsx'), 'CountSheetPage'),
});

// What is set up now and then.
const products = createRoute({
  getParentRoute: () => inside,
  path: paths.products,
  validateSearch: (search: Record<string, unknown>) => ProductsSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/products.tsx'), 'ProductsPage'),
});
const newProduct = createRoute({
  getParentRoute: () => inside,
  path: paths.newProduct,
  component: lazyRouteComponent(() => import('#web/pages/new-product.tsx'), 'NewProductPage'),
});
const editProduct = createRoute({
  getParentRoute: () => inside,
  path: paths.editProduct,
  component: lazyRouteComponent(() => import('#web/pages/edit-product.tsx'), 'EditProductPage'),
});
const stores = createRoute({
  getParentRoute: () => inside,
  path: paths.stores,
  component: lazyRouteComponent(() => import('#web/pages/stores.tsx'), 'StoresPage'),
});
const newStore = createRoute({
  getParentRoute: () => inside,
  path: paths.newStore,
  component: lazyRouteComponent(() => import('#web/pages/new-store.tsx'), 'NewStorePage'),
});
const store = createRoute({
  getParentRoute: () => inside,
  path: paths.store,
  component: lazyRouteComponent(() => import('#web/pages/store.tsx'), 'StorePage'),
});
const suppliers = createRoute({
  getParentRoute: () => inside,
  path: paths.suppliers,
  validateSearch: (search: Record<string, unknown>) => SuppliersSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/suppliers.tsx'), 'SuppliersPage'),
});
const supplier = createRoute({
  getParentRoute: () => inside,
  path: paths.supplier,
  component: lazyRouteComponent(() => import('#web/pages/supplier.tsx'), 'SupplierPage'),
});
const reports = createRoute({
  getParentRoute: () => inside,
  path: paths.reports,
  validateSearch: (search: Record<string, unknown>) => ReportsSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/reports.tsx'), 'ReportsPage'),
});
const people = createRoute({
  getParentRoute: () => inside,
  path: paths.people,
  validateSearch: (search: Record<string, unknown>) => PeopleSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/people.tsx'), 'PeoplePage'),
});
const tills = createRoute({
  getParentRoute: () => inside,
  path: paths.tills,
  validateSearch: (search: Record<string, unknown>) => TillsSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/tills.tsx'), 'TillsPage'),
});
const audit = createRoute({
  getParentRoute: () => inside,
  path: paths.audit,
  validateSearch: (search: Record<string, unknown>) => AuditSearch.parse(search),
  component: lazyRouteComponent(() => import('#web/pages/audit.tsx'), 'AuditPage'),
});

/** Fields that the page reads by itself, so that what reads them comes with it; `Search` is how links name them. */
const asTyped = <Search extends object>(search: Record<string, unknown>) => search as Search;

// What is ordered, and why.
const suggestions = createRoute({
  getParentRoute: () => inside,
  path: paths.suggestions,
  validateSearch: asTyped<SuggestionsSearch>,
  component: lazyRouteComponent(() => import('#web/pages/suggestions.tsx'), 'SuggestionsPage'),
});
const policies = createRoute({
  getParentRoute: () => inside,
  path: paths.policies,
  validateSearch: asTyped<PoliciesSearch>,
  component: lazyRouteComponent(() => import('#web/pages/policies.tsx'), 'PoliciesPage'),
});
const orders = createRoute({
  getParentRoute: () => inside,
  path: paths.orders,
  validateSearch: asTyped<OrdersSearch>,
  component: lazyRouteComponent(() => import('#web/pages/orders.tsx'), 'OrdersPage'),
});
const newOrder = createRoute({
  getParentRoute: () => inside,
  path: paths.newOrder,
  validateSearch: asTyped<NewOrderSearch>,
  component: lazyRouteComponent(() => import('#web/pages/order-new.tsx'), 'NewOrderPage'),
});
const order = createRoute({
  getParentRoute: () => inside,
  path: paths.order,
  component: lazyRouteComponent(() => import('#web/pages/order.tsx'), 'OrderPage'),
});
const receive = createRoute({
  getParentRoute: () => inside,
  path: paths.receive,
  component: lazyRouteComponent(() => import('#web/pages/order-receive.tsx'), 'ReceivePage'),
});

/** Any other address: inside, so that the navigation stands beside the bad news. */
const elsewhere = createRoute({ getParentRoute: () => inside, path: '$', component: NotFoundPage });

const routeTree = root.addChildren([
  callback,
  signedOut,
  unsubscribe,
  inside.addChildren([
    dashboard,
    figures,
    stock,
    products,
    newProduct,
    product,
    editProduct,
    alerts,
    alertSettings,
    transfers,
    transfer,
    reservations,
    countSheets,
    countSheet,
    bridge,
    movements,
    imports,
    oneImport,
    stores,
    newStore,
    store,
    suppliers,
    supplier,
    suggestions,
    policies,
    orders,
    newOrder,
    order,
    receive,
    reports,
    people,
    tills,
    audit,
    elsewhere,
  ]),
]);

/** `?store=12&state=low`; nothing at all for an empty search. */
function stringifySearch(search: Record<string, unknown>): string {
  const fields = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
  return fields.length > 0 ? `?${new URLSearchParams(fields.map(([name, value]) => [name, String(value)]))}` : '';
}

/** The app's routes. Search params are plain text (`?store=12`), not JSON, so that links stay readable. */
export function openRouter(context: Context) {
  return createRouter({
    routeTree,
    context,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultErrorComponent: BrokenPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module '@tanstack/react-router' {
  // Declaration merging is the library's documented way to make every Link and hook know these routes.
  interface Register {
    router: ReturnType<typeof openRouter>;
  }
}

/** The provider's answer is read by AuthProvider (main.tsx), which then leads on; this shows only what went wrong. */
function Callback() {
  const { error, isAuthenticated } = useAuth();
  return error && !isAuthenticated ? <SignInGate>{null}</SignInGate> : <Waiting />;
}

function Inside() {
  const { signOut } = root.useRouteContext();
  return (
    <SignInGate>
      <Shell onSignOut={signOut} />
    </SignInGate>
  );
}
