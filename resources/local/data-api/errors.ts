// HTTP statuses as in the service's API model, https://docs.aws.amazon.com/rdsdataservice/latest/APIReference.
// ValidationException, SerializationException and UnknownOperationException are not modelled, but they come.
const statuses = {
  DatabaseErrorException: 400,
  DatabaseResumingException: 400,
  DatabaseUnavailableException: 504,
  HttpEndpointNotEnabledException: 400,
  InternalServerErrorException: 500,
  InvalidSecretException: 400,
  RequestEntityTooLargeException: 413,
  SecretsErrorException: 400,
  SerializationException: 400,
  ServiceUnavailableError: 503,
  StatementTimeoutException: 400,
  ThrottlingException: 400,
  TransactionNotFoundException: 404,
  UnknownOperationException: 404,
  UnsupportedResultException: 400,
  ValidationException: 400,
} as const;

/** The name of an error as the SDK shows it. */
export type ErrorName = keyof typeof statuses;

/** An error that the caller is to see, under its documented name and HTTP status. */
export class DataApiError extends Error {
  override readonly name: ErrorName;
  readonly status: number;
  readonly extra: Record<string, unknown>;

  constructor(name: ErrorName, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = name;
    this.status = statuses[name];
    this.extra = extra;
  }
}

/**
 * An error of PostgreSQL or of the way to it, as the Data API words it. There is no field for the SQLSTATE: on
 * Serverless v2 the text ends in it, with the position before it if there is one, and detail and hint are left out
 * (https://github.com/cloud-utils/aurora-data-api/issues/53; the name "ERROR" also stands for FATAL, see
 * https://github.com/aws/aws-cli/issues/8577).
 */
export function fromPostgres(error: unknown): DataApiError {
  if (error instanceof DataApiError) return error;
  const { message, code, position } = error as { message?: string; code?: string; position?: string };
  const isSqlState = code !== undefined && /^[0-9A-Z]{5}$/.test(code);
  // Not an answer of PostgreSQL, or the answer of one that shuts down: the writer is not there.
  if (!isSqlState || code.startsWith('57P')) return new DataApiError('DatabaseUnavailableException', String(message));
  const where = position === undefined ? '' : ` Position: ${position};`;
  return new DataApiError('DatabaseErrorException', `ERROR: ${message};${where} SQLState: ${code}`);
}

/** A request that never reached the database. */
export function invalid(message: string): DataApiError {
  return new DataApiError('ValidationException', message);
}
