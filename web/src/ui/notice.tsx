import { Button } from '@mantine/core';
import type { CSSProperties, ReactNode } from 'react';
import { ApiProblem, explain } from '#web/lib/problem.ts';
import classes from './notice.module.css';

type NoticeProps = { title: string; children?: ReactNode; action?: ReactNode; minHeight?: number | string };

/** In place of content: nothing there yet, and what to do about it. */
export function Notice({ title, children, action, minHeight }: NoticeProps) {
  const style: CSSProperties = minHeight === undefined ? {} : { minHeight };
  return (
    <div className={classes['notice']} style={style}>
      <div className={classes['title']}>{title}</div>
      {children ? <div className={classes['text']}>{children}</div> : null}
      {action ? <div className={classes['action']}>{action}</div> : null}
    </div>
  );
}

type FailedProps = { what: string; error: unknown; onRetry: () => void; minHeight?: number | string };

/** In place of content that could not be loaded, with the way to try again where that may help. */
export function Failed({ what, error, onRetry, minHeight }: FailedProps) {
  const retry =
    error instanceof ApiProblem && error.isFinal ? null : (
      <Button variant="default" size="xs" onClick={onRetry}>
        Try again
      </Button>
    );
  return (
    <div role="alert">
      <Notice title={`${what} could not be loaded`} action={retry} {...(minHeight === undefined ? {} : { minHeight })}>
        {explain(error)}
        <Reference error={error} />
      </Notice>
    </div>
  );
}

/** What support asks for: under it the server's logs know the request that failed. */
export function Reference({ error }: { error: unknown }) {
  if (!(error instanceof ApiProblem) || error.reference === undefined) return null;
  return (
    <div className={classes['reference']}>
      Reference <span className="code">{error.reference}</span>
    </div>
  );
}
