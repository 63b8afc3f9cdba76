import * as z from 'zod';
import type { Platform } from '#domain/platform/platform.ts';
import { tillOf } from '#domain/tills/till.actions.ts';
import type { Till } from '#domain/tills/till-key.ts';
import { content, parsed, type Route, type Told } from './http.ts';
import { RequestError } from './problem.ts';
import { fieldsOf } from './request.ts';

/** The header with a till's key. */
export const tillHeader = 'x-api-key';

/**
 * Declares a route for tills, as `route` does for people: the key says which store calls, and each call of it is
 * counted. API Gateway's authorizer has looked at the key before; this holds where it has not.
 * @throws RequestError 401 for no key, or one that does not work
 */
export function tillRoute<
  Input extends z.ZodObject,
  Output extends z.ZodType,
  Headers extends z.ZodObject = z.ZodObject,
>(
  declared: Told & {
    input: Input;
    output: Output;
    headers?: Headers;
    run: (
      platform: Platform,
      till: Till,
      input: z.output<Input>,
      headers: z.output<Headers>,
    ) => Promise<z.input<Output>>;
  },
): Route {
  const { run, input, output, headers, ...told } = declared;
  return {
    ...told,
    isPublic: false,
    forTills: true,
    contentType: 'application/json',
    input,
    output,
    headers: headers ?? z.object({}),
    async answer(platform, event) {
      const till = await tillOf(platform, event.headers[tillHeader] ?? '');
      if (till === undefined)
        throw new RequestError(401, 'till.key', 'This key does not work; ask whoever manages the store for a new one');
      const fields = parsed(input.strict(), fieldsOf(event));
      const sent = parsed(headers ?? z.object({}), event.headers);
      const result = await run(platform, till, fields as z.output<Input>, sent as z.output<Headers>);
      return content('application/json', JSON.stringify(output.parse(result)));
    },
  };
}
