import { Alert, Button, InputWrapper, MantineThemeProvider, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem, explain } from '#web/lib/problem.ts';
import type { Form } from '#web/lib/use-form.ts';
import { InSight } from './in-sight.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { Reference } from './notice.tsx';
import { StaleEdit } from './stale-edit.tsx';
import classes from './form.module.css';

type FormFrameProps<Draft extends object> = {
  form: Form<Draft>;
  /** What the button does: "Save", "Invite". */
  action: string;
  onCancel: () => void;
  /** The draft as a person reads it, field by field: what is compared when two have edited at once. */
  words: (draft: Draft) => Record<string, string>;
  /** A page rather than a dialog: its buttons stay in sight while it scrolls. */
  isPage?: boolean;
  /** For those who may look and not change. */
  readOnly?: boolean;
  children: ReactNode;
};

// What explains a field stands below it, so that fields side by side are level.
const theme = {
  components: {
    InputWrapper: InputWrapper.extend({
      defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
    }),
  },
};

/** The frame of every form: its fields, what the API refused, what others saved meanwhile, and the buttons. */
export function FormFrame<Draft extends object>(props: FormFrameProps<Draft>) {
  const { form, action, onCancel, words, isPage = false, readOnly = false, children } = props;
  const look = isPage ? (classes['page'] ?? '') : '';
  if (readOnly)
    return (
      <fieldset disabled className={`${classes['form'] ?? ''} ${classes['looking'] ?? ''} ${look}`}>
        <MantineThemeProvider theme={theme}>{children}</MantineThemeProvider>
      </fieldset>
    );
  return (
    <form id={form.id} onSubmit={form.submit} noValidate className={`${classes['form'] ?? ''} ${look}`}>
      <MantineThemeProvider theme={theme}>{children}</MantineThemeProvider>
      {form.theirs ? (
        <InSight>
          <StaleEdit
            base={words(form.base)}
            mine={words(form.draft)}
            theirs={words(form.theirs)}
            saved={form.saved}
            onSettle={form.settle}
          />
        </InSight>
      ) : (
        <Refused form={form} />
      )}
      <div className={`${classes['buttons'] ?? ''} ${isPage ? (classes['held'] ?? '') : ''}`}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={form.isSending} disabled={form.theirs !== null}>
          {action}
        </Button>
      </div>
      <LeaveGuard isUnsaved={form.isUnsaved} />
    </form>
  );
}

/** What is not said at a field. */
function Refused<Draft extends object>({ form }: { form: Form<Draft> }) {
  const { error, elsewhere } = form;
  const isAtFields = error instanceof ApiProblem && error.fields.length > 0 && elsewhere.length === 0;
  if (isAtFields || (error === null && elsewhere.length === 0)) return null;
  return (
    <InSight>
      <Alert color="red" role="alert" title="Not saved">
        {error === null ? null : <Text size="sm">{explain(error)}</Text>}
        {elsewhere.map(({ path, message }) => (
          <Text size="sm" key={path}>
            {path}: {message}
          </Text>
        ))}
        <Reference error={error} />
      </Alert>
    </InSight>
  );
}
