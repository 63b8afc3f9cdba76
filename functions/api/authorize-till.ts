import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerResult } from 'aws-lambda';
import { DomainError } from '#domain/errors.ts';
import { platform } from '#domain/platform/platform.ts';
import { mayTillCall } from '#domain/tills/till.actions.ts';
import { tillHeader } from '#functions/till-route.ts';

/** API Gateway waits 10 s for an authorizer. */
const budget = { budgetMs: 1_000, timeoutMs: 7_000 };
let opened: ReturnType<typeof platform> | undefined;

/**
 * Keeps calls without a working key away from the API. It counts no calls, and its answer is kept for a while: what
 * counts is the route's own look at the key.
 */
export async function handler(event: APIGatewayRequestAuthorizerEventV2): Promise<APIGatewaySimpleAuthorizerResult> {
  try {
    return { isAuthorized: await mayTillCall((opened ??= platform(budget)), event.headers?.[tillHeader] ?? '') };
  } catch (error) {
    // While the database wakes up, the route says so (503) and when to come again; from here it would be a bare 500.
    if (error instanceof DomainError && error.problem === 'unavailable') return { isAuthorized: true };
    throw error;
  }
}
