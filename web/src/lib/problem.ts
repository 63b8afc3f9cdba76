import { capitalised } from './format.ts';

/** RFC 9457 problem details, as the API answers them; anything else may stand in its place. */
type ProblemJson = {
  title?: unknown;
  code?: unknown;
  detail?: unknown;
  correlationId?: unknown;
  errors?: unknown;
};

export type FieldProblem = { path: string; message: string };

/**
 * The API said no. `fields` names what was wrong with which field; `code` is stable, `message` is for people, and
 * `reference` is under which the server's logs know the request.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly fields: FieldProblem[];
  readonly reference: string | undefined;

  constructor(status: number, code: string, message: string, fields: FieldProblem[] = [], reference?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.reference = reference;
  }

  /** Whether somebody else has changed the thing since it was read. */
  get isStale(): boolean {
    return this.status === 409 && this.code.endsWith('.stale');
  }

  /** Whether the same request may succeed if sent again: the server's fault, or too many requests. */
  get isPassing(): boolean {
    return this.status >= 500 || this.status === 429;
  }

  /** Whether the request asks for what is not there, or for what cannot be: asking again is of no use. */
  get isFinal(): boolean {
    return this.status === 400 || this.status === 404 || this.status === 422;
  }
}

/**
 * The problem that an unsuccessful answer describes; a body that is no problem+json gives a plain sentence.
 * @param reference under which we sent the request, unless the server names another
 */
export async function problemOf(answer: Response, reference?: string): Promise<ApiProblem> {
  const body: unknown = await answer.json().catch(() => null);
  const problem: ProblemJson = typeof body === 'object' && body !== null ? body : {};
  const message =
    words(problem.detail) ?? words(problem.title) ?? `The server answered with an error (HTTP ${answer.status}).`;
  const fields = Array.isArray(problem.errors) ? problem.errors.filter(isFieldProblem) : [];
  const code = words(problem.code) ?? 'unknown';
  return new ApiProblem(answer.status, code, message, fields, words(problem.correlationId) ?? reference);
}

const words = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function isFieldProblem(value: unknown): value is FieldProblem {
  if (typeof value !== 'object' || value === null) return false;
  return 'path' in value && typeof value.path === 'string' && 'message' in value && typeof value.message === 'string';
}

/** A message of the API with a capital and a full stop. */
const sentence = (message: string): string => capitalised(message).replace(/(?<![.!?])$/, '.');

/**
 * Whether a request, or a part of the app, could not be fetched. Browsers tell it by a TypeError, as they do mistakes in
 * code, and each in its own words: those of Chrome, Firefox, Safari and Node, in this order.
 */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof TypeError &&
  /^(failed to fetch|network error|networkerror|error loading dynamically|load failed|importing a module script failed|the (network|internet) connection|the request timed out|fetch failed)/i.test(
    error.message,
  );

/** One or two sentences for the person in front of the screen: what went wrong and what may help. */
export function explain(error: unknown): string {
  if (error instanceof ApiProblem) {
    if (error.status === 503) return 'The database is waking up. This takes up to half a minute; please try again.';
    return sentence(error.message);
  }
  // By its name: the first page does not carry what checks answers.
  if (error instanceof Error && error.name === 'ZodError')
    return 'The server sent something this page does not understand. Reload the page; it may have been updated.';
  if (isUnreachable(error)) return 'The server cannot be reached. Check the connection and try again.';
  // A mistake of ours, in words that are for who mends it.
  if (error instanceof TypeError)
    return 'Something in this page does not work. Reload it; if that does not help, tell whoever runs Stockroom.';
  return error instanceof Error ? capitalised(error.message) : 'Something went wrong.';
}

/** The problem of one field, by the last part of its path (`quantity`, `body.quantity` and `/quantity` alike). */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const found = error.fields.find(({ path }) => path.split(/[./]/).at(-1) === field);
  return found && capitalised(found.message);
}
