import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { setting } from '#domain/platform/config.ts';

export type Workers = {
  /** Has the importing function go on with this import, in a new invocation. */
  resumeImport(importId: string): Promise<void>;
  /** Has the reports made and sent that are due, in a new invocation. `until` (ISO): when that happens by itself again. */
  deliverReports(until: string): Promise<void>;
};

export function openWorkers(): Workers {
  const client = new LambdaClient({});
  const start = async (FunctionName: string, payload: object): Promise<void> => {
    await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(payload) }));
  };
  return {
    resumeImport: (importId) => start(setting('IMPORT_FUNCTION'), { resume: importId }),
    deliverReports: (until) => start(setting('REPORT_FUNCTION'), { until }),
  };
}
