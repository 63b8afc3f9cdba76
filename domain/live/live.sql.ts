import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { Grant } from '#domain/users/user.ts';
import { Change } from './live.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));

/** Keeps a ticket, and forgets those that nobody used in time. @param values.hash SHA-256 of the secret, hexadecimal */
export async function addTicket(
  db: Db,
  values: { hash: string; userId: string; now: string; expiresAt: string },
): Promise<void> {
  await db.query(
    `with old as (delete from live_ticket where expires_at <= :now::timestamptz)
     insert into live_ticket (hash, user_id, expires_at)
     values (decode(:hash, 'hex'), :userId, :expiresAt::timestamptz) on conflict do nothing`,
    values,
    z.unknown(),
  );
}

/**
 * Uses up a ticket for a socket: of somebody who holds one of the roles somewhere, is not locked out and has not too many
 * sockets already. Forgets sockets whose time is over.
 * @param values.roles JSON array
 * @returns whose socket it is; undefined when it may not be opened
 */
export async function openConnection(
  db: Db,
  values: { hash: string; id: string; now: string; expiresAt: string; roles: string; most: number },
): Promise<string | undefined> {
  const [row] = await db.query(
    `with old as (
       delete from live_connection where expires_at <= :now::timestamptz
     ), ticket as (
       delete from live_ticket where hash = decode(:hash, 'hex') returning user_id, expires_at
     ), opened as (
       insert into live_connection (id, user_id, expires_at)
       select :id, t.user_id, :expiresAt::timestamptz from ticket t
       where t.expires_at > :now::timestamptz
         and exists (select from user_role_grant g where g.user_id = t.user_id
           and g.role in (select jsonb_array_elements_text(:roles::jsonb)))
         and not exists (select from person p where p.user_id = t.user_id and p.disabled_at is not null)
         and (select count(*) from live_connection c
           where c.user_id = t.user_id and c.expires_at > :now::timestamptz) < :most::integer
       returning user_id
     )
     select user_id as "userId" from opened
     union all
     select user_id from live_connection where id = :id`,
    values,
    z.object({ userId: z.string() }),
  );
  return row?.userId;
}

/** @param values.stores JSON array of ids, or null for all */
export async function watchStores(db: Db, values: { id: string; stores: string | null }): Promise<void> {
  await db.query(
    `update live_connection set stores = case when :stores::jsonb is not null
       then array(select s::bigint from jsonb_array_elements_text(:stores::jsonb) s) end where id = :id`,
    values,
    z.unknown(),
  );
}

/** Forgets sockets that are gone. @param ids JSON array */
export async function closeConnections(db: Db, ids: string): Promise<void> {
  await db.query(
    'delete from live_connection where id in (select jsonb_array_elements_text(:ids::jsonb))',
    { ids },
    z.unknown(),
  );
}

/** Notes what an event means to pages. @returns whether `teller` is the one to tell them */
export async function noteNews(db: Db, values: { name: string; data: string; teller: string }): Promise<boolean> {
  const [row] = await db.query(
    'select note_news(:name::text, :data::jsonb, :teller::uuid) as mine',
    values,
    z.object({ mine: z.boolean() }),
  );
  return row?.mine === true;
}

const NewsRow = z.object({
  storeId: Change.shape.storeId,
  topics: json.pipe(Change.shape.topics),
  productIds: json.nullable().pipe(Change.shape.productIds),
});

/** Takes what is to be told in this round; asked again for the same round, the same. */
export async function takeNews(db: Db, values: { teller: string; round: string }): Promise<Change[]> {
  return db.query(
    `select store_id::text as "storeId", array_to_json(topics)::text as topics,
       array_to_json(product_ids::text[])::text as "productIds"
     from take_news(:teller::uuid, :round::uuid)`,
    values,
    NewsRow,
  );
}

/** Ends a round. @returns false when more has come to tell; else this teller tells no more */
export async function endRound(db: Db, values: { teller: string; round: string }): Promise<boolean> {
  const [row] = await db.query(
    'select end_round(:teller::uuid, :round::uuid) as ended',
    values,
    z.object({ ended: z.boolean() }),
  );
  return row?.ended === true;
}

const Listener = z.object({
  id: z.string(),
  userId: z.string(),
  stores: json.nullable().pipe(z.array(z.string()).nullable()),
  grants: json.pipe(z.array(Grant)),
});
export type Listener = z.infer<typeof Listener>;

/** The most listeners a page: with 100 grants each it stays below the 1 MiB of a Data API reply. */
export const listenersPage = 200;

/** Open sockets behind `after`, with what their users are granted at this moment; nobody who is locked out. */
export async function listListeners(db: Db, values: { now: string; after: string }): Promise<Listener[]> {
  return db.query(
    `select c.id, c.user_id as "userId", array_to_json(c.stores::text[])::text as stores,
       (select jsonb_agg(jsonb_build_object('role', g.role, 'storeId', g.store_id::text))::text
        from user_role_grant g where g.user_id = c.user_id) as grants
     from live_connection c
     where c.expires_at > :now::timestamptz and c.id > :after
       and exists (select from user_role_grant g where g.user_id = c.user_id)
       and not exists (select from person p where p.user_id = c.user_id and p.disabled_at is not null)
     order by c.id limit ${listenersPage}`,
    { ...values },
    Listener,
  );
}

const ChangesRow = z.object({ cursor: z.string(), isComplete: z.boolean(), changes: json.pipe(z.array(Change)) });

/** So many events are looked at: more is told as "everything". */
const mostEvents = 1_000;

/**
 * What events have been written that the snapshot `since` did not see, by store and kind; those of the last ten seconds
 * without one. Exact whatever the order of commits: a transaction either was over in that snapshot, or was not.
 * @param values.stores JSON array of ids, or null for all
 */
export async function readChanges(
  db: Db,
  values: { since: string | null; stores: string | null },
): Promise<z.infer<typeof ChangesRow>[]> {
  return db.query(
    `with events as materialized (
       select o.name, o.data from outbox o
       where :since::pg_snapshot is not null and o.xid >= pg_snapshot_xmin(:since::pg_snapshot)
         and not pg_visible_in_snapshot(o.xid, :since::pg_snapshot)
       union all
       select o.name, o.data from outbox o
       where :since::pg_snapshot is null and o.xid is not null
         and o.id > (lpad(to_hex(floor(extract(epoch from now()) * 1000)::bigint - 10000), 12, '0') || repeat('0', 20))::uuid
       limit ${mostEvents + 1}
     ), news as (
       select n.store_id, n.topics, n.product_ids from events e cross join lateral news_in(e.name, e.data) n
       where :stores::jsonb is null or n.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     ), whole as (
       select store_id, topics, bool_and(product_ids is not null) as is_named from news group by 1, 2
     ), merged as (
       select w.store_id, w.topics, case when w.is_named then (
           select case when count(*) <= 100 then jsonb_agg(p::text) end from (
             select distinct unnest(n.product_ids) as p from news n
             where n.store_id is not distinct from w.store_id and n.topics = w.topics) u) end as products
       from whole w
     )
     select pg_current_snapshot()::text as cursor,
       (select count(*) from events) <= ${mostEvents}
         and coalesce(pg_snapshot_xmax(:since::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()), true) as "isComplete",
       coalesce((select jsonb_agg(jsonb_build_object('storeId', store_id::text, 'topics', topics, 'productIds', products))
         from merged), '[]')::text as changes`,
    values,
    ChangesRow,
  );
}
