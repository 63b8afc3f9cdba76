import * as z from 'zod';

const settings = {
  STAGE: z.string(),
  AWS_LAMBDA_FUNCTION_NAME: z.string().default(''), // set by Lambda itself
  DATABASE_ARN: z.string(),
  DATABASE_SECRET_ARN: z.string(),
  DATABASE_OWNER_SECRET_ARN: z.string(),
  DATABASE_NAME: z.string().default('stockroom'),
  READER_HOST: z.string().default(''), // empty: analytics read from the writer
  AWS_REGION: z.string(),
  UPLOAD_BUCKET: z.string(),
  BACKUP_BUCKET: z.string(),
  BACKUP_FUNCTION: z.string(),
  DATA_BUCKET: z.string(),
  RELEASE: z.string().default(''), // the commit that is deployed
  BUS_NAME: z.string(),
  MAIL_FROM: z.string(),
  MAIL_TO: z.string(),
  WEB_ORIGIN: z.string(),
  AUTH_ISSUER: z.string(),
  AUTH_CLIENT_ID: z.string(),
  USER_POOL_ID: z.string(),
  AUTH_JWKS: z.string(),
  IMPORT_FUNCTION: z.string(),
  REPORT_FUNCTION: z.string(),
  WAKES_QUEUE_URL: z.string(),
  HOURS_UNTIL_PLAN: z.coerce.number().default(0), // until planStock runs again; 0: so soon that nothing needs to be woken before
  MINUTES_UNTIL_REPORTS: z.coerce.number(), // until sendReports runs again by itself
  API_URL: z.string(), // where mail programs find the API
  LIVE_URL: z.string(), // where pages open sockets
  LIVE_ENDPOINT: z.string(), // where messages to them are posted
  S3_FORCE_PATH_STYLE: z.stringbool().default(false),
};

type Settings = { [Name in keyof typeof settings]: z.infer<(typeof settings)[Name]> };

/**
 * One setting of the environment, parsed.
 * @throws Error naming the variable when it is missing or malformed: a function is deployed wrongly, not used wrongly
 */
export function setting<Name extends keyof Settings>(name: Name): Settings[Name] {
  const parsed = settings[name].safeParse(process.env[name]);
  if (!parsed.success) throw new Error(`Environment variable ${name}: ${z.prettifyError(parsed.error)}`);
  return parsed.data as Settings[Name];
}
