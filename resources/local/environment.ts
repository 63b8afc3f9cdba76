/** What every process needs of the machine; nothing else of the environment reaches a function or a build. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'TZ', 'SystemRoot', 'USERPROFILE', 'APPDATA'];

type Endpoints = {
  s3: string;
  dataApi: string;
  events: string;
  mail: string;
  lambda: string;
  queues: string;
  auth: string;
  live: string;
};

/** The part of this machine's environment that a child process gets. */
export function baseEnvironment(): Record<string, string> {
  return Object.fromEntries(
    inherited.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * The environment in which the AWS SDK and the product find the local cloud. The SDK's own variables lead each client
 * to its stand-in; a client that has none is led to a closed port, never to the real cloud.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function cloudEnvironment(options: {
  endpoints: Endpoints;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  service: Record<string, string>;
}): Record<string, string> {
  const { endpoints } = options;
  return {
    ...baseEnvironment(),
    AWS_REGION: options.region,
    AWS_DEFAULT_REGION: options.region,
    AWS_ACCESS_KEY_ID: options.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: options.credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_RDS_DATA: endpoints.dataApi,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.events,
    AWS_ENDPOINT_URL_SESV2: endpoints.mail,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
    AWS_ENDPOINT_URL_SQS: endpoints.queues,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoints.auth,
    LIVE_URL: endpoints.live.replace('http', 'ws'),
    LIVE_ENDPOINT: endpoints.live,
    ...options.service,
  };
}
