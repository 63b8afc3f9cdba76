import { type ReactNode, useEffect } from 'react';
import { dateTime } from '#web/lib/format.ts';
import { usePrinting } from './print.ts';
import classes from './page.module.css';

type PageProps = {
  title: string;
  /** Beside the title, small: how fresh the figures are. */
  note?: ReactNode;
  /** At the right end of the title's line: filters, the page's main button. */
  actions?: ReactNode;
  /**
   * What the page shows, in words, for paper, where controls say it badly or not at all: the period, what it is compared
   * with, the store, filters. What is not there is left out. The actions are not printed then.
   */
  paper?: (string | null | undefined)[];
  children: ReactNode;
};

/** A page: its heading (also the tab's title), what can be done, and the content. */
export function Page({ title, note, actions, paper, children }: PageProps) {
  const isPrinting = usePrinting();
  useEffect(() => {
    document.title = `${title} · Stockroom`;
  }, [title]);
  return (
    <div className={classes['page']}>
      <header className={classes['head']}>
        <h1 className={classes['title']}>{title}</h1>
        {note ? <span className={classes['note']}>{note}</span> : null}
        {actions ? (
          <div className={`${classes['actions'] ?? ''} ${paper ? (classes['told'] ?? '') : ''}`}>{actions}</div>
        ) : null}
        {isPrinting && paper ? (
          <p className={classes['paper']}>{[...paper, printed()].filter(Boolean).join(' · ')}</p>
        ) : null}
      </header>
      {children}
    </div>
  );
}

const printed = () => `printed ${dateTime(new Date().toISOString())}`;
