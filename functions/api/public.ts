import { lambda } from '#functions/http.ts';
import { getDocsRoute } from './get-docs.ts';
import { getHealthRoute } from './get-health.ts';
import { getOpenApiRoute } from './get-openapi.ts';
import { unsubscribeRoute } from './unsubscribe.ts';

export const handler = lambda([getHealthRoute, getOpenApiRoute, getDocsRoute, unsubscribeRoute]);
