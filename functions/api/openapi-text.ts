import { getDocsRoute } from './get-docs.ts';
import { getOpenApiRoute } from './get-openapi.ts';
import { openApiOf } from './openapi.ts';
import { routes } from './routes.ts';

/**
 * The OpenAPI document of the whole API, as JSON. It is made from every route's own declaration, and with that comes all
 * that routes do: so in a bundle stands what this gave when the bundle was made (resources/written-documentation.ts).
 */
export const openApiText = (): string => JSON.stringify(openApiOf([...routes, getOpenApiRoute, getDocsRoute]));
