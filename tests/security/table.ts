/**
 * Who may do what, and where: the promise that the API keeps, written down apart from the code that keeps it.
 *
 * route   with what the request is about in brackets, where that decides as well
 * may:    A admin, B buyer, M manager, C clerk, V viewer
 * held:   anywhere    in any store, or in all
 *         everywhere  in all stores; a role in one store is not enough
 *         there       in the store that the request names, or whose thing it names
 *         theirs      anywhere, and the thing is their own: somebody else's is absent, whoever asks
 * else:   the answer where that store is not the caller's. It must be the very answer to a store or thing that does not
 *         exist, so that nobody learns what there is. Who sees all stores gets it for what does not exist.
 */
export const table = `
route                                           may         held         else
GET  /health                                    everybody
GET  /openapi.json                              everybody
GET  /docs                                      everybody
POST /unsubscribe/{token}                       everybody
GET  /me                                        signed in
GET  /stores                                    A B M C V   anywhere
GET  /stores/{storeId}                          A B M C V   there        404 store.unknown
POST /stores                                    A           everywhere
PUT  /stores/{storeId}                          A           there        404 store.unknown
GET  /dashboard/sales                           A B M C V   there        404 store.unknown
GET  /dashboard/stock                           A B M C V   there        404 store.unknown
GET  /figures                                   A B M C V   there        404 store.unknown
GET  /bridge                                    A B M C V   there        404 store.unknown
GET  /movements                                 A B M C V   there        404 store.unknown
GET  /stock                                     A B M C V   there        404 store.unknown
GET  /products                                  A B M C V   anywhere
GET  /products/{productId}                      A B M C V   anywhere
POST /products                                  A B         everywhere
PUT  /products/{productId}                      A B         everywhere
GET  /products/{productId}/prices               A B M C V   anywhere
GET  /products/{productId}/movements            A B M C V   there        404 store.unknown
GET  /products/{productId}/timeline             A B M C V   there        404 store.unknown
GET  /categories                                A B M C V   anywhere
GET  /suppliers                                 A B M C V   anywhere
GET  /suppliers/{supplierId}                    A B M C V   anywhere
POST /suppliers                                 A B         everywhere
PUT  /suppliers/{supplierId}                    A B         everywhere
GET  /suppliers/{supplierId}/items              A B M C V   anywhere
PUT  /suppliers/{supplierId}/items/{productId}  A B         everywhere
POST /suppliers/{supplierId}/items/{productId}/remove
                                                A B         everywhere
POST /adjustments                               A M C       there        404 store.unknown
POST /sales                                     A M C       there        404 store.unknown
GET  /sales                                     A B M C V   there        404 store.unknown
GET  /sales/{saleId}                            A B M C V   there        404 sale.unknown
POST /returns                                   A M C       there        404 store.unknown
POST /reservations                              A M C       there        404 store.unknown
GET  /reservations                              A B M C V   there        404 store.unknown
POST /reservations/{reservationId}/confirm      A M C       there        404 reservation.unknown
POST /reservations/{reservationId}/release      A M C       there        404 reservation.unknown
POST /day-totals                                A M C       there        404 store.unknown
POST /till/sales                                a till      there        403 till.store
POST /till/returns                              a till      there        403 till.store
POST /till/day-totals                           a till      there        403 till.store
GET  /orders                                    A B M C V   there        404 store.unknown
GET  /orders/{orderId}                          A B M C V   there        404 order.unknown
GET  /orders/scorecard                          A B M C V   anywhere
POST /orders                                    A B M       there        404 store.unknown
PUT  /orders/{orderId}                          A B M       there        404 order.unknown
POST /orders/{orderId}/approve                  A B M       there        404 order.unknown
POST /orders/{orderId}/send                     A B M       there        404 order.unknown
POST /orders/{orderId}/cancel                   A B M       there        404 order.unknown
POST /orders/{orderId}/close                    A B M       there        404 order.unknown
POST /orders/{orderId}/receipts                 A B M C     there        404 order.unknown
GET  /suggestions                               A B M C V   there        404 store.unknown
POST /suggestions/decide                        A B M       there        404 suggestion.unknown
GET  /suggestions/grades                        A B M C V   there        404 store.unknown
GET  /suggestions/runs                          A B M C V   there        404 store.unknown
GET  /policies                                  A B M C V   there        404 store.unknown
GET  /policies/effective                        A B M C V   there        404 store.unknown
POST /policies                                  A B         there        404 store.unknown
POST /policies (chain)                          A B         everywhere
GET  /policies/budgets                          A B M C V   there        404 store.unknown
POST /policies/budgets                          A B         there        404 store.unknown
GET  /policies/stop                             A B M C V   anywhere
POST /policies/stop                             A B         everywhere
GET  /policies/promotions                       A B M C V   there        404 store.unknown
POST /policies/promotions                       A B         there        404 store.unknown
POST /policies/promotions (chain)               A B         everywhere
POST /policies/promotions/{promotionId}/remove  A B         there        404 promotion.unknown
POST /uploads                                   A B M       there        403 import.forbidden
POST /uploads (products)                        A B         everywhere   403 import.forbidden
GET  /imports                                   A B M C V   anywhere
GET  /imports/{importId}                        A B M C V   there        404 import.unknown
GET  /transfers                                 A B M C V   there        404 store.unknown
GET  /transfers/partners                        A B M C     anywhere
GET  /transfers/{transferId}                    A B M C V   there        404 transfer.unknown
POST /transfers                                 A B M C     there        404 store.unknown
PUT  /transfers/{transferId}                    A B M C     there        404 transfer.unknown
POST /transfers/{transferId}/ship               A B M C     there        404 transfer.unknown
POST /transfers/{transferId}/receive            A B M C     there        404 transfer.unknown
POST /transfers/{transferId}/close              A B M C     there        404 transfer.unknown
POST /transfers/{transferId}/cancel             A B M C     there        404 transfer.unknown
GET  /count-sheets                              A B M C V   there        404 store.unknown
GET  /count-sheets/{sheetId}                    A B M C V   there        404 count.unknown
POST /count-sheets                              A M C       there        404 store.unknown
POST /count-sheets/{sheetId}/lines              A M C       there        404 count.unknown
POST /count-sheets/{sheetId}/post               A M C       there        404 count.unknown
POST /count-sheets/{sheetId}/cancel             A M C       there        404 count.unknown
GET  /alerts                                    A B M C V   there        404 store.unknown
GET  /alerts/summary                            A B M C V   there        404 store.unknown
GET  /alerts/{episodeId}                        A B M C V   there        404 alert.unknown
POST /alerts/handle                             A B M C     there        404 alert.unknown
POST /alerts/handle (filter)                    A B M C     there        404 store.unknown
GET  /alerts/rules                              A B M C V   there        404 store.unknown
PUT  /alerts/rules                              A B         there        404 store.unknown
PUT  /alerts/rules (chain)                      A B         everywhere
GET  /alerts/preferences                        A B M C V   anywhere
PUT  /alerts/preferences                        A B M C V   anywhere
GET  /reports                                   A B M C V   there        404 store.unknown
GET  /reports/{mailId}                          A B M C V   there        404 report.unknown
POST /reports/{mailId}/send                     A M         there        404 report.unknown
GET  /reports/preview                           A B M C V   there        404 store.unknown
GET  /reports/preview (chain)                   A B M C V   everywhere
POST /reports/test                              A B M C V   there        404 store.unknown
GET  /reports/subscriptions                     A B M C V   anywhere
GET  /reports/subscriptions (person)            A           everywhere
PUT  /reports/subscriptions                     A B M C V   there        404 store.unknown
PUT  /reports/subscriptions (chain)             A B M C V   everywhere
PUT  /reports/subscriptions (person)            A           everywhere
GET  /reports/waits                             A B M C V   anywhere
PUT  /reports/waits                             A M         there        404 store.unknown
GET  /reports/suppressions                      A           everywhere
POST /reports/suppressions/release              A           everywhere
GET  /views                                     A B M C V   anywhere
POST /views                                     A B M C V   anywhere
PUT  /views/{viewId}                            A B M C V   theirs       404 view.unknown
POST /views/{viewId}/remove                     A B M C V   theirs       404 view.unknown
GET  /till-keys                                 A M         there        404 store.unknown
POST /till-keys                                 A M         there        404 store.unknown
POST /till-keys/{keyId}/rotate                  A M         there        404 till.unknown
POST /till-keys/{keyId}/revoke                  A M         there        404 till.unknown
GET  /people                                    A           everywhere
POST /people                                    A           everywhere
PUT  /people/{userId}/grants                    A           everywhere
POST /people/{userId}/disable                   A           everywhere
POST /people/{userId}/enable                    A           everywhere
POST /people/{userId}/invitation                A           everywhere
POST /live/ticket                               A B M C V   anywhere
GET  /live/changes                              A B M C V   anywhere
GET  /audit                                     A           everywhere
`;

/** Who may move stock learns what stores are called that they do not see, to send there and to ask from there. */
export const tellsNames = ['GET /transfers/partners'];

export type Row = {
  method: string;
  path: string;
  /** As `(products)`; empty where the route is the whole of it. */
  about: string;
  may: 'everybody' | 'signed in' | 'a till' | string[];
  held: string;
  /** Status and code, as `404 store.unknown`; empty where the request names no store. */
  otherwise: string;
};

const roles: Record<string, string> = { A: 'admin', B: 'buyer', M: 'manager', C: 'clerk', V: 'viewer' };

/** The rows of a table written as the one above. @throws naming the line that is none */
export function rowsOf(text: string): Row[] {
  const [, ...lines] = text
    .trim()
    .replaceAll(/(\S)\n {20,}/g, '$1  ')
    .split('\n');
  return lines.map((line) => {
    const [route = '', may = '', held = '', otherwise = ''] = line.replace(/^(\w+) +/, '$1 ').split(/ {2,}/);
    const [method = '', path = '', about = ''] = route.split(' ');
    const letters = may.split(' ').map((letter) => roles[letter]);
    if (may === 'everybody' || may === 'signed in' || may === 'a till')
      return { method, path, about, may, held, otherwise };
    if (!letters.every((role) => role !== undefined)) throw new Error(`Not a row: ${line}`);
    return { method, path, about, may: letters, held, otherwise };
  });
}
