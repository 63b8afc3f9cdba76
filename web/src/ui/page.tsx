import { type ReactNode, useEffect } from 'react';
import classes from './page.module.css';

type PageProps = {
  title: string;
  /** Beside the title, small: how fresh the figures are. */
  note?: ReactNode;
  /** At the right end of the title's line: filters, the page's main button. */
  actions?: ReactNode;
  children: ReactNode;
};

/** A page: its heading (also the tab's title), what can be done, and the content. */
export function Page({ title, note, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Stockroom`;
  }, [title]);
  return (
    <div className={classes['page']}>
      <header className={classes['head']}>
        <h1 className={classes['title']}>{title}</h1>
        {note ? <span className={classes['note']}>{note}</span> : null}
        {actions ? <div className={classes['actions']}>{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}
