import { DomainError, type Problem } from '#domain/errors.ts';

// Errors that say the statement was refused or undone as a whole, and that the same statement may pass a moment later.
const passing = new Set([
  'ThrottlingException',
  'TooManyRequestsException',
  'DatabaseResumingException',
  'DatabaseUnavailableException',
  'ServiceUnavailableError',
  'InternalServerErrorException',
  'StatementTimeoutException',
  'InvalidSecretException', // while the secret is being rotated
  'SecretsErrorException', // the same, or Secrets Manager does not answer
  'TransactionNotFoundException', // only after a lost reply; single statements have no transaction
]);
const passingMessage =
  /deadlock detected|could not serialize access|terminating connection|connection .* closed|tuple concurrently updated/i;
// SQLSTATE 28P01: the password was changed between the reading of the secret and the login. Read again, it is the new one.
const oldPassword = /password authentication failed/;

/** Whether running the same keyed statement again may help. Anything unclear may: it may have run, or not. */
export function failureOf(error: unknown): 'passing' | 'final' {
  if (!(error instanceof Error)) return 'final';
  if (passing.has(error.name) || passingMessage.test(error.message) || oldPassword.test(error.message))
    return 'passing';
  // A rejected statement has its error's name; everything else (reset, timeout, HTML from a proxy) is unclear.
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status !== undefined && status < 500 && status !== 429 && error.name !== 'SyntaxError') return 'final';
  return error.name === 'ZodError' || error.name === 'TypeError' ? 'final' : 'passing';
}

const problems: Record<string, Problem> = {
  unknown: 'missing',
  conflict: 'conflict',
  insufficient: 'conflict',
  excess: 'conflict',
  expired: 'conflict',
  released: 'conflict',
  confirmed: 'conflict',
  stale: 'conflict',
  taken: 'conflict',
  has_stock: 'conflict',
  currency_fixed: 'conflict',
};

/**
 * A refusal raised in SQL as `noun.problem: what to do` becomes a DomainError; the Data API carries no SQLSTATE field,
 * so the code travels in the text. Any other error comes back as it is.
 */
export function asDomainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // SQLSTATE class 22: a value that no column can hold (https://www.postgresql.org/docs/17/errcodes-appendix.html).
  const isValue = /^[^\n]*SQLState: 22/.test(error.message);
  const value = isValue ? /^(?:ERROR: )?([^;\n]*);/.exec(error.message)?.[1] : undefined;
  if (value !== undefined)
    return new DomainError('invalid', 'database.value', `A value cannot be stored: ${value}`, { cause: error });
  const match = /^(?:ERROR: )?([a-z_]+\.([a-z_]+)): ([^\n]*?)(?:; (?:Position|SQLState).*)?$/m.exec(error.message);
  const [, code, problem, message] = match ?? [];
  if (code === undefined || problem === undefined || message === undefined) return error;
  return new DomainError(problems[problem] ?? 'invalid', code, message, { cause: error });
}
