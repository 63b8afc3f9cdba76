import { Logger } from '@aws-lambda-powertools/logger';

/** The one logger: JSON lines, read by CloudWatch. Never give it a row's contents or a token. */
export const log = new Logger({ serviceName: 'stockroom' });
