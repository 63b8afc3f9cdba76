import { type ChangeEvent, type SubmitEvent, useEffect, useEffectEvent, useId, useState } from 'react';
import type * as z from 'zod';
import { capitalised } from './format.ts';
import { ApiProblem, type FieldProblem } from './problem.ts';

/** By whom and when a thing was last saved. */
export type Saved = { changedAt: string; changedBy: string | null; changedByName?: string | null | undefined };

/**
 * What a form edits: the fields as they are typed, the version they were read at (none for a new thing), and who saved
 * that version, where the thing says so.
 */
export type Edition<Draft> = { draft: Draft; version: number | undefined; saved?: Saved | undefined };

type Options<Draft extends object, Schema extends z.ZodType> = {
  /** What the form opens with. Later values are not taken: what is typed stays. */
  start: Edition<Draft>;
  /** The schema by which the API reads the same body. */
  schema: Schema;
  /** The body, of what was typed. Its fields are called as those of the draft, so that problems find their place. */
  body: (draft: Draft, version: number | undefined) => unknown;
  /** @throws ApiProblem when the API refuses */
  send: (body: z.output<Schema>) => Promise<unknown>;
  /** Asks for the thing as it is now, after somebody else was faster. */
  reload?: (draft: Draft) => Promise<Edition<Draft>>;
  onDone: () => void;
};

export type Form<Draft extends object> = ReturnType<typeof useForm<Draft, z.ZodType>>;
type TextField<Draft> = { [Key in keyof Draft]: Draft[Key] extends string ? Key : never }[keyof Draft] & string;

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * A form over one thing: what is typed is checked by the API's own schema, what the API refuses is said at its field,
 * and an edit that comes too late keeps what was typed beside what others saved meanwhile.
 */
export function useForm<Draft extends object, Schema extends z.ZodType>(options: Options<Draft, Schema>) {
  const [base, setBase] = useState(options.start);
  const [draft, setDraft] = useState(options.start.draft);
  const [problems, setProblems] = useState<FieldProblem[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [theirs, setTheirs] = useState<Edition<Draft> | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [isSaved, setIsSaved] = useState(false);
  const id = useId();
  const done = useEffectEvent(options.onDone);
  // Only once the guard against leaving has been drawn anew does it let anybody go.
  useEffect(() => {
    if (isSaved) done();
  }, [isSaved]);

  const refuse = (found: FieldProblem[]) => {
    setProblems(found.map(({ path, message }) => ({ path: normal(path), message: capitalised(message) })));
    // After React has drawn which fields are at fault, the first of them gets the cursor.
    setTimeout(() => document.getElementById(id)?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 30);
  };
  async function save() {
    setError(null);
    const parsed = options.schema.safeParse(options.body(draft, base.version), { error: plainly });
    if (!parsed.success)
      return refuse(parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
    setProblems([]);
    setIsSending(true);
    try {
      await options.send(parsed.data);
      setIsSaved(true);
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.isStale && options.reload)
        setTheirs(await options.reload(draft).catch(() => null));
      setError(problem);
      if (problem instanceof ApiProblem) refuse(problem.fields);
    } finally {
      setIsSending(false);
    }
  }
  const problem = (field: string) =>
    problems.find(({ path }) => path === field || path.startsWith(`${field}.`))?.message ?? null;
  const set = (change: Partial<Draft>) => {
    setIsSaved(false);
    setDraft((now) => ({ ...now, ...change }));
  };
  /** Goes on from what others saved: `theirs` as it is, or with what was typed here laid over it. */
  const settle = (keepMine: boolean) => {
    if (!theirs) return;
    setDraft(keepMine ? merged(base.draft, draft, theirs.draft) : theirs.draft);
    setBase(theirs);
    setTheirs(null);
    setError(null);
  };
  return {
    draft,
    base: base.draft,
    theirs: theirs?.draft ?? null,
    saved: theirs?.saved,
    set,
    settle,
    id,
    isSending,
    isNew: base.version === undefined,
    /** Whether leaving now would lose something. */
    isUnsaved: !isSaved && !same(base.draft, draft),
    error,
    problem,
    /** What is wrong with fields that the form does not show. */
    elsewhere: problems.filter(({ path }) => !((path.split('.')[0] ?? '') in draft)),
    submit: (event: SubmitEvent) => {
      event.preventDefault();
      event.stopPropagation();
      if (!isSending) void save();
    },
    /** What a text input of this field needs. */
    text: (field: TextField<Draft>) => ({
      value: String(draft[field]),
      error: problem(field),
      onChange: ({
        currentTarget: { value },
      }: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) =>
        set({ [field]: value } as Partial<Draft>),
    }),
  };
}

/** What was typed here, over what others saved: a field left alone here takes theirs. */
function merged<Draft extends object>(base: Draft, mine: Draft, theirs: Draft): Draft {
  const typed = Object.entries(mine).filter(([field, value]) => !same(value, base[field as keyof Draft]));
  return { ...theirs, ...Object.fromEntries(typed) };
}

// The API may name a field of the body as `body.name` or `/name`.
const normal = (path: string) => path.replace(/^[/.]?(body[./])?/, '').replaceAll('/', '.');

/** A broken rule in plain words, for the rules whose schema does not bring its own. */
function plainly(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type' || issue.code === 'invalid_value') return 'Fill this in';
  if (issue.code === 'too_small' && issue.origin === 'string') return 'Fill this in';
  if (issue.code === 'too_big' && issue.origin === 'string') return `At most ${issue.maximum} characters`;
  if (issue.code === 'too_big' && issue.origin === 'array') return `At most ${issue.maximum}`;
  if (issue.code === 'too_small') return `At least ${issue.minimum}`;
  if (issue.code === 'too_big') return `At most ${issue.maximum}`;
  if (issue.code === 'invalid_format' && issue.format === 'email') return 'This is not an e-mail address';
  return undefined;
}
