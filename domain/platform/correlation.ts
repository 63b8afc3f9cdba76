import { AsyncLocalStorage } from 'node:async_hooks';
import { setting } from '#domain/platform/config.ts';

const current = new AsyncLocalStorage<string>();

/**
 * Does something under one id: every log line and every SQL statement until it is done carries it.
 * @param candidates the first that is a sane token (at most 64 letters, digits, `_` or `-`) is taken, else `none`
 */
export function correlated<T>(candidates: readonly (string | undefined)[], run: () => T): T {
  const sane = candidates.find((candidate) => candidate !== undefined && /^[\w-]{1,64}$/.test(candidate));
  return current.run(sane ?? 'none', run);
}

/** The id of what is being done, undefined outside of `correlated`. */
export const correlationId = (): string | undefined => current.getStore();

/**
 * A comment for the end of a statement: who runs it and for what, as pg_stat_activity and the slow-query log show it.
 * Both parts are plain tokens, so that nothing in them can end the comment.
 */
export function sqlComment(): string {
  const id = correlationId();
  return id === undefined ? '' : ` /* ${functionName()} ${id} */`;
}

/** The function this runs in, without service and stage; `-` outside of Lambda. */
export function functionName(): string {
  const [name = ''] = setting('AWS_LAMBDA_FUNCTION_NAME').split('-').slice(-1);
  return name.replaceAll(/\W/g, '') || '-';
}
