import { Metrics } from '@aws-lambda-powertools/metrics';
import { setting } from '#domain/platform/config.ts';

/** Every figure of the business that is measured, with CloudWatch's unit for it. Alarms and the dashboard watch these. */
export const measured = {
  /** Rows of a file that were posted, and those that were refused; when its import ends. */
  RowsImported: 'Count',
  RowsRejected: 'Count',
  /** An import that could not be done. */
  ImportsFailed: 'Count',
  /** From the file's arrival (for an upload: from the moment its place was made) to the end. */
  ImportDuration: 'Seconds',
  /** Imports that stood still and were taken up by the sweep. */
  StuckImports: 'Count',
  /** The age of the oldest event that waits to be published, when it is more than a minute. */
  OutboxAge: 'Seconds',
  /** The age of the oldest delta that no roll-up holds yet, when it is more than a minute. */
  UnfoldedAge: 'Seconds',
  /** The audit of the ledger, when it has come to its end: 1, and what it found. */
  LedgerAudits: 'Count',
  LedgerMismatches: 'Count',
  /** Active products with nothing on hand in a store that has had them, and those below zero. */
  StockOuts: 'Count',
  NegativeLevels: 'Count',
  /** Backups that are complete, the rows in them, and how long they took. */
  Backups: 'Count',
  BackupRows: 'Count',
  BackupDuration: 'Seconds',
  /** Open pages that could be told, what they were told, and messages of which nobody knows whether they arrived. */
  LiveSockets: 'Count',
  LiveMessages: 'Count',
  LiveFailures: 'Count',
} as const;

let metrics: Metrics | undefined;

/**
 * Tells CloudWatch some figures, as one line of the log (the embedded metric format): no call, no waiting.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function measure(figures: Partial<Record<keyof typeof measured, number>>): void {
  metrics ??= open();
  for (const [name, value] of Object.entries(figures))
    metrics.addMetric(name, measured[name as keyof typeof measured], value);
  metrics.publishStoredMetrics();
}

function open(): Metrics {
  const opened = new Metrics({ namespace: 'Stockroom' });
  // Powertools' own dimension would say "service", which the namespace says already.
  opened.clearDefaultDimensions();
  return opened.setDefaultDimensions({ stage: setting('STAGE') });
}
