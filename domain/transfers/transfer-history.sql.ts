import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { TransferHappened } from './transfer.ts';

/** What happened to a transfer, the oldest first: the last 200. Who asked for it and sent it off is in the audit log. */
export async function listTransferHistory(db: Db, transferId: string): Promise<TransferHappened[]> {
  return db.query(
    `select ${iso('h.at')} as at, h.what, h.who as by, actor_name(h.who) as "byName", h.note
     from (
       select h.* from (
         select r.made_at as at, r.kind as what, r.made_by as who, r.note, 2 as nth
         from transfer_receipt r where r.transfer_id = :transferId::bigint
         union all
         select a.at, min(case when a.record = 'transfer' and a.action = 'insert' then 'created'
             when a.record = 'transfer' then coalesce(a.after->>'status', 'edited') else 'edited' end), a.actor, null,
           case when bool_or(a.action = 'insert' and a.record = 'transfer') then 0 else 3 end
         from audit_entry a
         where a.subject_kind = 'transfer' and a.subject_id = :transferId::text
           and (a.record = 'transfer_line' or a.action = 'insert'
             or a.after ?| '{from_store_id,to_store_id,expected_on,note}'::text[]
             or a.after->>'status' in ('shipped', 'cancelled'))
         group by a.at, a.actor
       ) h
       order by h.at desc, h.nth desc
       limit 200
     ) h
     order by h.at, h.nth`,
    { transferId },
    TransferHappened,
  );
}
