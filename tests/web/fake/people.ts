import { type AuditEntry, AuditPage } from '#domain/audit/audit.ts';
import { NewTillKey, NewTillKeyDone, type TillKey, TillKeyPage } from '#domain/tills/till-key.ts';
import { InvitePerson, Person, PersonPage, ReplaceGrants } from '#domain/users/person.ts';
import { missing, pageOf, Refusal } from './refusal.ts';

const at = (hoursAgo: number) => new Date(Date.parse('2026-11-22T13:00:00Z') - hoursAgo * 3_600_000).toISOString();

/** People, the keys of tills, and what was changed by whom. */
export function fakePeople() {
  const person = (userId: string, name: string, email: string, rest: Partial<Person>): Person => ({
    userId,
    name,
    email,
    state: 'active',
    grants: [],
    version: 2,
    createdAt: at(900),
    lastSeenAt: at(2),
    ...rest,
  });
  const state = {
    people: [
      person('u1', 'Morgan Ellis', 'morgan@example.com', { grants: [{ role: 'admin', storeId: null }] }),
      person('u2', 'Ada Admin', 'ada@example.com', { grants: [{ role: 'admin', storeId: null }] }),
      person('u3', 'Cole Clerk', 'cole@example.com', {
        grants: [
          { role: 'clerk', storeId: '1' },
          { role: 'clerk', storeId: '2' },
          { role: 'viewer', storeId: null },
        ],
      }),
      person('u4', 'Ines Invited', 'ines.with.a.rather.long.address@subsidiary.example.com', {
        state: 'invited',
        lastSeenAt: null,
        grants: [{ role: 'manager', storeId: '3' }],
      }),
      person('u5', 'Dora Gone', 'dora@example.com', { state: 'disabled', grants: [{ role: 'buyer', storeId: null }] }),
    ],
    keys: [key('2', 'Till 1', { lastUsedAt: at(1) }), key('1', 'Old till', { state: 'revoked', revokedAt: at(50) })],
    deeds: [] as string[],
  };
  const found = (userId: string | undefined) => {
    const one = state.people.find((some) => some.userId === userId);
    if (!one) throw missing();
    return one;
  };
  const keyOf = (id: string | undefined) => {
    const one = state.keys.find((some) => some.id === id);
    if (!one) throw missing();
    return one;
  };
  const made = (fields: Pick<TillKey, 'label' | 'storeId'>) => {
    const secret = `stk_${'Ab3dE7fG'.repeat(5)}`;
    const fresh = { ...key(String(state.keys.length + 1), fields.label, {}), storeId: fields.storeId };
    state.keys.unshift(fresh);
    return NewTillKeyDone.parse({ ...fresh, secret });
  };

  function write(route: string, ids: Record<string, string>, body: Record<string, unknown>): unknown {
    switch (route) {
      case 'POST people': {
        const { email, name, grants } = InvitePerson.parse(body);
        state.people.push(
          person(`u${state.people.length + 1}`, name, email, { state: 'invited', grants, lastSeenAt: null }),
        );
        return Person.parse(state.people.at(-1));
      }
      case 'PUT people/id/grants': {
        const { userId, version, grants } = ReplaceGrants.parse({ ...body, ...ids });
        const one = found(userId);
        if (one.version !== version)
          throw new Refusal(409, 'person.stale', 'Ada Admin changed it a minute ago; look again');
        return Person.parse(Object.assign(one, { grants, version: version + 1 }));
      }
      case 'POST people/id/disable':
      case 'POST people/id/enable':
      case 'POST people/id/invitation': {
        const one = found(ids['userId']);
        const deed = route.split('/').at(-1) ?? '';
        state.deeds.push(`${deed} ${one.userId}`);
        if (deed !== 'invitation') one.state = deed === 'disable' ? 'disabled' : 'active';
        return Person.parse(one);
      }
      case 'POST till-keys':
        return made(NewTillKey.parse(body));
      case 'POST till-keys/id/rotate': {
        const old = keyOf(ids['keyId']);
        Object.assign(old, { state: 'replaced', expiresAt: at(-24) });
        return made(old);
      }
      case 'POST till-keys/id/revoke':
        return Object.assign(keyOf(ids['keyId']), { state: 'revoked', revokedAt: at(0) });
      default:
        return undefined;
    }
  }

  function read(route: string, query: URLSearchParams): unknown {
    switch (route) {
      case 'GET people': {
        const search = query.get('search')?.toLowerCase() ?? '';
        const items = state.people
          .filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(search))
          .filter((one) => (query.get('state') ?? one.state) === one.state);
        return PersonPage.parse(pageOf(items, query));
      }
      case 'GET till-keys':
        return TillKeyPage.parse(pageOf(state.keys, query));
      case 'GET audit': {
        const search = query.get('search')?.toLowerCase() ?? '';
        const items = entries
          .filter((one) => (query.get('subjectKind') ?? one.subjectKind) === one.subjectKind)
          .filter((one) => (query.get('subjectId') ?? one.subjectId) === one.subjectId)
          .filter((one) => (query.get('actor') ?? one.actor) === one.actor)
          .filter(({ subjectName, actorName }) => `${subjectName} ${actorName}`.toLowerCase().includes(search))
          .filter((one) => (query.get('by') ?? byOf(one)) === byOf(one))
          .filter((one) => one.at >= (query.get('from') ?? '') && one.at < (query.get('to') ?? 'z'));
        return AuditPage.parse(pageOf(items, query));
      }
      default:
        return undefined;
    }
  }
  return { state, read, write };
}

function key(id: string, label: string, rest: Partial<TillKey>): TillKey {
  const times = { createdAt: at(100), expiresAt: null, revokedAt: null, replacedBy: null, lastUsedAt: null };
  const by = { createdBy: 'u1', createdByName: 'Morgan Ellis' };
  return { id, storeId: '1', label, prefix: 'stk_Ab3dE7', state: 'active', rateLimit: 20, ...by, ...times, ...rest };
}

const byOf = ({ actor }: AuditEntry) => (actor?.startsWith('import:') === true ? 'imports' : 'people');

const ada = { actor: 'u2', actorName: 'Ada Admin' };
const some: Omit<AuditEntry, 'id' | 'at' | 'supplierName' | 'productSku'>[] = [
  {
    ...ada,
    action: 'update',
    record: 'product',
    subjectKind: 'product',
    subjectId: '9',
    subjectName: '20008C',
    storeId: null,
    before: { price: '4.500000', reorder_point: null },
    after: { price: '4.950000', reorder_point: '6.000' },
  },
  {
    ...ada,
    action: 'update',
    record: 'store',
    subjectKind: 'store',
    subjectId: '1',
    subjectName: 'LEEDS',
    storeId: '1',
    before: { hours: null, unknown_sku: 'reject' },
    after: { hours: { monday: [{ opens: '09:00', closes: '18:00' }], sunday: [] }, unknown_sku: 'create' },
  },
  {
    ...ada,
    action: 'delete',
    record: 'user_role_grant',
    subjectKind: 'person',
    subjectId: 'u3',
    subjectName: 'Cole Clerk',
    storeId: null,
    before: { role: 'manager', user_id: 'u3', store_id: null },
    after: null,
  },
  {
    actor: 'import:018f3c1e-7a2b-7c3d-8e4f-000000000030',
    actorName: 'Maya Manager, prices.csv',
    action: 'insert',
    record: 'product_barcode',
    subjectKind: 'product',
    subjectId: '9',
    subjectName: '20008C',
    storeId: null,
    before: null,
    after: { barcode: '5012345678900', product_id: 9 },
  },
  {
    actor: null,
    actorName: null,
    action: 'insert',
    record: 'api_key',
    subjectKind: 'till',
    subjectId: '2',
    subjectName: 'Till 1',
    storeId: '1',
    before: null,
    after: { label: 'Till 1', store_id: 1, prefix: 'stk_Ab3dE7', rate_limit: 20 },
  },
];

/** 60 changes, the newest first. */
const entries: AuditEntry[] = Array.from({ length: 60 }, (_, index) => ({
  ...some[index % some.length]!,
  supplierName: null,
  productSku: null,
  id: String(600 - index),
  at: at(index * 5),
}));
