/** What holds for every route, said once: the `info.description` of the OpenAPI document, in Markdown. */
export const conventions = `A retail chain's stock, kept right.

**Who you are.** Send the sign-in's access token as \`Authorization: Bearer …\`. What you may do is granted in Stockroom,
for one store or for all. Lists show the stores you may see; a store you may not see answers like one that does not exist.
Where Stockroom runs on your own machine (\`npm start\`), \`npm run -s token -- manager\` prints the token of a manager;
\`$API\` is the address of this page without \`/docs\`:

    curl -H "Authorization: Bearer $(npm run -s token -- manager)" "$API/stock?state=low"

**Tills** send \`x-api-key\` instead of a token. A key is made for one store with \`POST /till-keys\` and shown that once;
it can be replaced without a gap, and revoked. It is good for the routes under \`/till\` only, and for so many calls a
second (429 and \`Retry-After\` beyond). API Gateway itself answers 403 to a key it does not know, 401 where none is sent.

**Changes to people's rights** hold within half a minute.

**Ids** are text: they may be larger than a JSON number can hold. **Quantities** and **unit prices** are decimal strings,
such as \`"12.5"\`; a quantity has at most 3 decimals, a price 6. **Amounts** are integers in the minor unit of the currency
beside them: 1530 in GBP is £15.30, 1530 in JPY is ¥1530. Amounts in different currencies are never added up.

**Tax.** Prices include it: \`unitPrice\` of a sale is what the customer pays, and \`taxMinor\` tells which part of it is
tax. Revenue is net: without tax, after discounts and returns.

**Time** is ISO 8601 with a zone; answers are in UTC. A \`date\` or \`businessDate\` is a day of the store, by its own zone
and cut-off. What lies more than 24 hours in the future is refused.

**Pages.** A list answers \`items\` and \`nextCursor\`. Send it back as \`cursor\` for the next page, with the same other
fields; it is null on the last page. A page costs the same however deep it lies.

**Once.** A write that must not happen twice takes the header \`Idempotency-Key\`: a new UUID for each thing that happens.
When you do not hear the answer, send the very same request again: it answers again, with \`repeated: true\`, and nothing
happens twice. The same key with another body is refused (409). Keys are never forgotten. Those of sales, returns and
reservations are a store's own: a receipt number will do. A delivery of an order is in once, whoever sends it. All other keys
are each caller's own: two people who send the same key have done two things.

**What happened and what happens.** A sale with \`soldAt\`, and every sale of a till, has happened: it is recorded even if
it takes stock below zero. \`POST /sales\` without \`soldAt\` sells now: in a store that refuses to oversell it needs what
is available, on hand less reserved (else 409 \`stock.insufficient\`). A web shop keeps goods between cart and payment with
\`POST /reservations\`.

**Edits.** What can be edited has a \`version\`. \`PUT\` sends everything that can be set, as it is to be, with the version that
was read. If somebody has changed it meanwhile, an import too, the answer is 409 with a code that ends in \`.stale\`, and
nothing happens: read it again. Sending the very same edit again is no conflict.

**Prices of the catalogue** are one figure for all stores, each in its own currency, and so are costs: there is no price
list per currency.

**Problems** come as \`application/problem+json\` (RFC 9457). Compare \`code\`, show \`detail\`; \`errors\` names each field
at fault. A field that a route does not know is a problem too. Bodies are JSON, sent as \`application/json\` (else 415), of
1 MB at most (else 413). After 503 wait \`Retry-After\` seconds and send it again.`;
