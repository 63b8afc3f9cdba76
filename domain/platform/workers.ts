import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { setting } from '#domain/platform/config.ts';

export type Workers = {
  /** Has the importing function go on with this import, in a new invocation. */
  resumeImport(importId: string): Promise<void>;
};

export function openWorkers(): Workers {
  const client = new LambdaClient({});
  return {
    async resumeImport(importId) {
      await client.send(
        new InvokeCommand({
          FunctionName: setting('IMPORT_FUNCTION'),
          InvocationType: 'Event',
          Payload: JSON.stringify({ resume: importId }),
        }),
      );
    },
  };
}
