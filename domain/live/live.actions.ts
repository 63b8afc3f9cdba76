import { hash, randomBytes } from 'node:crypto';
import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { permissions } from '#domain/users/rights.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import {
  type Changes,
  type GetChanges,
  maxSockets,
  type PageMessage,
  socketLifeMs,
  type Ticket,
  ticketLifeMs,
} from './live.ts';
import { addTicket, closeConnections, openConnection, readChanges, watchStores } from './live.sql.ts';

/** 256 random bits: a plain hash of it is safe to keep. */
const newSecret = () => randomBytes(32).toString('base64url');
const hashOf = (secret: string) => hash('sha256', secret);

/**
 * Lets a page open one socket, within 30 s. The token of the sign-in never stands in an address, where logs keep it.
 * @param url where sockets are opened
 * @throws DomainError forbidden
 */
export async function createTicket(platform: Platform, caller: Caller, url: string): Promise<Ticket> {
  visibleStores(caller, 'stock.read');
  const now = platform.clock.now();
  const expiresAt = new Date(now.getTime() + ticketLifeMs).toISOString();
  const ticket = newSecret();
  await addTicket(platform.db, { hash: hashOf(ticket), userId: caller.userId, now: now.toISOString(), expiresAt });
  return { ticket, url, expiresAt };
}

/**
 * Opens a socket with a ticket, which is used up.
 * @returns whether it may be opened: the ticket is good, and its owner still has rights, and not too many sockets
 */
export async function openSocket(platform: Platform, connectionId: string, ticket: string): Promise<boolean> {
  const now = platform.clock.now();
  const userId = await openConnection(platform.db, {
    hash: hashOf(ticket),
    id: connectionId,
    now: now.toISOString(),
    expiresAt: new Date(now.getTime() + socketLifeMs).toISOString(),
    roles: JSON.stringify(permissions['stock.read']),
    most: maxSockets,
  });
  return userId !== undefined;
}

/** A page went away, or its socket was ended. A second time nothing happens. */
export async function closeSocket(platform: Platform, connectionId: string): Promise<void> {
  await closeConnections(platform.db, JSON.stringify([connectionId]));
}

/** What a page says through its socket. Naming a store that it may not see gets it nothing. */
export async function hearPage(platform: Platform, connectionId: string, message: PageMessage): Promise<void> {
  // That a ping came is all there is to it: API Gateway ends sockets without messages.
  if (message.action === 'ping') return;
  const stores = message.stores === null ? null : JSON.stringify(message.stores);
  await watchStores(platform.db, { id: connectionId, stores });
}

/**
 * What has changed in the caller's stores since an earlier answer, for pages that were away, or have no socket.
 * @throws DomainError forbidden, `database.value` for a cursor that never was one
 */
export async function listChanges(
  platform: Platform,
  caller: Caller,
  { since = null }: { since?: GetChanges['since'] | null },
): Promise<Changes> {
  const stores = visibleStores(caller, 'stock.read');
  const [answer] = await readChanges(platform.db, { since, stores });
  if (answer === undefined) throw new DomainError('unavailable', 'live.unknown', 'Nobody knows just now; ask again');
  return answer;
}
