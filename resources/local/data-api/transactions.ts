import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { DataApiError, fromPostgres, invalid } from './errors.ts';
import type { Limits } from './limits.ts';
import type { Pools, Target } from './pools.ts';

type Open = {
  client: PoolClient;
  target: Target;
  busy: boolean;
  idle: NodeJS.Timeout;
  age: NodeJS.Timeout;
};

/** The open transactions, by their id. */
export type Transactions = {
  begin(target: Target): Promise<string>;
  /** Runs `work` in the transaction; if it fails, the transaction is rolled back and gone. */
  use<T>(id: string, target: Target, work: (client: PoolClient) => Promise<T>): Promise<T>;
  /** Ends the transaction. @returns the status text of the reply */
  end(id: string, how: 'commit' | 'rollback'): Promise<string>;
  stop(): void;
};

// The causes that are appended to the error, from
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.troubleshooting.html
const causes = {
  expired: 'Transaction may be expired',
  ended: 'The transaction was already ended by your CommitTransaction or RollbackTransaction call',
  aborted: 'Transaction has been aborted due to an error from a previous call',
};
const rememberedEnds = 10_000;

/** @returns no transactions yet; `limits` tells when they expire */
export function createTransactions(pools: Pools, limits: Limits): Transactions {
  const open = new Map<string, Open>();
  const ends = new Map<string, keyof typeof causes>();

  const close = (id: string, how: keyof typeof causes): void => {
    const transaction = open.get(id);
    clearTimeout(transaction?.idle);
    clearTimeout(transaction?.age);
    open.delete(id);
    ends.set(id, how);
    const oldest = ends.size > rememberedEnds ? ends.keys().next().value : undefined;
    if (oldest !== undefined) ends.delete(oldest);
  };

  const expire = (id: string): void => {
    const transaction = open.get(id);
    if (!transaction) return;
    close(id, 'expired');
    // A statement that still runs gives the connection back when it is done.
    if (!transaction.busy) void pools.giveBack(transaction.client);
  };
  const after = (milliseconds: number, id: string): NodeJS.Timeout =>
    setTimeout(() => expire(id), milliseconds).unref();

  const take = (id: string): Open => {
    const transaction = open.get(id);
    if (!transaction) {
      const cause = causes[ends.get(id) ?? 'expired'];
      throw new DataApiError('TransactionNotFoundException', `Transaction ${id} is not found. ${cause}`);
    }
    if (transaction.busy) throw new DataApiError('DatabaseErrorException', 'Transaction is still running a query');
    return transaction;
  };

  return {
    begin: async (target) => {
      const client = await pools.connect(target);
      try {
        await client.query('begin');
      } catch (error) {
        await pools.giveBack(client);
        throw fromPostgres(error);
      }
      const id = randomBytes(138).toString('base64'); // 184 characters, as long as real ones are
      const [idle, age] = [after(limits.transactionIdleMs, id), after(limits.transactionAgeMs, id)];
      open.set(id, { client, target, busy: false, idle, age });
      return id;
    },
    use: async (id, target, work) => {
      const transaction = take(id);
      if (transaction.target.database !== target.database) {
        throw invalid('Database name is not the same as that of the transaction');
      }
      transaction.busy = true;
      clearTimeout(transaction.idle);
      try {
        const result = await work(transaction.client);
        transaction.idle = after(limits.transactionIdleMs, id);
        return result;
      } catch (error) {
        if (open.has(id)) close(id, 'aborted');
        throw error;
      } finally {
        transaction.busy = false;
        if (!open.has(id)) await pools.giveBack(transaction.client);
      }
    },
    end: async (id, how) => {
      const { client } = take(id);
      close(id, 'ended');
      try {
        await client.query(how);
        return how === 'commit' ? 'Transaction Committed' : 'Rollback Complete';
      } catch (error) {
        throw fromPostgres(error);
      } finally {
        void pools.giveBack(client);
      }
    },
    stop: () => {
      for (const id of open.keys()) close(id, 'expired');
    },
  };
}
