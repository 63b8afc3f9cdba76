import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Change, News, Ticket } from '#domain/live/live.ts';

/** What RFC 6455 (1.3) has a server add to the browser's key, so that both know the other means a WebSocket. */
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Sockets that open with any ticket, tell what a test says, and hear nothing. */
export function fakeSockets(server: Server, origin: string) {
  const open = new Set<Duplex>();
  const state = { areBlocked: false, missed: [] as Change[] };
  server.on('upgrade', (request, socket) => {
    if (state.areBlocked) return void socket.destroy();
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key'] ?? ''}${guid}`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    open.add(socket);
    // What the page says is read and forgotten.
    socket.on('data', () => undefined).on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  return {
    state,
    get count() {
      return open.size;
    },
    ticket: (): Ticket => ({
      ticket: 'A'.repeat(43),
      url: `${origin.replace('http', 'ws')}/live`,
      expiresAt: new Date(Date.now() + 30_000).toISOString(),
    }),
    missed: (): Change[] => state.missed.splice(0),
    /** Tells every open page; text of up to 64 KB as one frame. */
    tell(news: News): void {
      const text = Buffer.from(JSON.stringify(news));
      const head = Buffer.from([0x81, 126, text.length >> 8, text.length & 255]);
      const short = Buffer.from([0x81, text.length]);
      for (const socket of open) socket.write(Buffer.concat([text.length < 126 ? short : head, text]));
    },
    /** Ends every socket, as API Gateway does after two hours. */
    drop(): void {
      for (const socket of open) socket.destroy();
    },
  };
}
