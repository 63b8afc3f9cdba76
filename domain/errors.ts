/** Why a request could not be served. `functions/http.ts` alone turns it into an HTTP status. */
export type Problem = 'invalid' | 'forbidden' | 'missing' | 'conflict' | 'limited' | 'unavailable';

/**
 * The only error that the domain throws on purpose, and the only one whose text a caller may read.
 * `code` is stable (`stock.insufficient`); `message` says what to do next.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly problem: Problem;
  readonly code: string;

  constructor(problem: Problem, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
    this.code = code;
  }
}
