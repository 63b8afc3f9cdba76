import { randomBytes } from 'node:crypto';

/** Where time and new ids come from; tests bring their own. */
export type Clock = { now(): Date; newId(): string };

/** A UUID version 7 (RFC 9562): sorts by the time it was made. */
function uuidV7(at: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export const systemClock: Clock = { now: () => new Date(), newId: () => uuidV7(new Date()) };
