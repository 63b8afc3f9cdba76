import * as z from 'zod';

/** The header that makes a write happen once, however often it is sent. */
export const IdempotencyKey = z.object({
  'idempotency-key': z
    .string({
      error: ({ input }) =>
        input === undefined
          ? 'The Idempotency-Key header is missing: send a new UUID for each thing that happens'
          : undefined,
    })
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable characters without spaces')
    .meta({
      description: 'A new UUID for each thing that happens; the same one when the same request is sent again',
      example: '0198f3c4-7d5e-7cc1-9a4e-0f6d0b1f7c11',
    }),
});
