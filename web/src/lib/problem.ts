import * as z from 'zod';
import { capitalised } from './format.ts';

/** RFC 9457 problem details, as the API answers them. */
const ProblemJson = z.object({
  status: z.number().optional(),
  title: z.string().optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
  correlationId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

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
  const parsed = ProblemJson.safeParse(body);
  const problem = parsed.success ? parsed.data : {};
  const message = problem.detail ?? problem.title ?? `The server answered with an error (HTTP ${answer.status}).`;
  return new ApiProblem(
    answer.status,
    problem.code ?? 'unknown',
    message,
    problem.errors ?? [],
    problem.correlationId ?? reference,
  );
}

/** A message of the API with a capital and a full stop. */
const sentence = (message: string): string => capitalised(message).replace(/(?<![.!?])$/, '.');

/** One or two sentences for the person in front of the screen: what went wrong and what may help. */
export function explain(error: unknown): string {
  if (error instanceof ApiProblem) {
    if (error.status === 503) return 'The database is waking up. This takes up to half a minute; please try again.';
    return sentence(error.message);
  }
  if (error instanceof z.ZodError)
    return 'The server sent something this page does not understand. Reload the page; it may have been updated.';
  if (error instanceof TypeError) return 'The server cannot be reached. Check the connection and try again.';
  return error instanceof Error ? capitalised(error.message) : 'Something went wrong.';
}

/** The problem of one field, by the last part of its path (`quantity`, `body.quantity` and `/quantity` alike). */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const found = error.fields.find(({ path }) => path.split(/[./]/).at(-1) === field);
  return found && capitalised(found.message);
}
