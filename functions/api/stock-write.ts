import { openBus } from '#domain/platform/bus.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { recordAdjustmentRoute } from './record-adjustment.ts';

export const handler = lambda([recordAdjustmentRoute], () => platform(httpBudget, { bus: openBus, wakes: openWakes }));
