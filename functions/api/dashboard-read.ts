import { platform } from '#domain/platform/platform.ts';
import { openReads } from '#domain/platform/reads.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { getDashboardRoute } from './get-dashboard.ts';

export const handler = lambda([getDashboardRoute], () => platform(httpBudget, { reads: () => openReads(httpBudget) }));
