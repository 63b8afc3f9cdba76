import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import { correlationId, functionName } from '#domain/platform/correlation.ts';

/** Each line says which function wrote it and for what; read where the line is made, so that no container keeps an old id. */
class Lines extends LogFormatter {
  override formatAttributes(...[line, more]: Parameters<LogFormatter['formatAttributes']>): LogItem {
    return new LogItem({
      attributes: {
        level: line.logLevel,
        message: line.message,
        timestamp: this.formatTimestamp(line.timestamp),
        function: functionName(),
        correlation_id: correlationId(),
        xray_trace_id: line.xRayTraceId,
      },
    }).addAttributes(more);
  }
}

/** The one logger: JSON lines, read by CloudWatch. Never give it a row's contents or a token. */
export const log = new Logger({ serviceName: 'stockroom', logFormatter: new Lines() });
