import { type CSSProperties, type ReactNode, useId } from 'react';
import classes from './panel.module.css';

type PanelProps = {
  title: string;
  /** Under the title, small: what is shown, over which days. */
  note?: ReactNode;
  side?: ReactNode;
  style?: CSSProperties;
  children: ReactNode;
};

/** A card with a heading: a region that a screen reader can jump to. */
export function Panel({ title, note, side, style, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes['panel']} aria-labelledby={id} style={style}>
      <div className={classes['head']}>
        <div>
          <h2 className={classes['title']} id={id}>
            {title}
          </h2>
          {note ? <div className={classes['note']}>{note}</div> : null}
        </div>
        {side ? <div className={classes['side']}>{side}</div> : null}
      </div>
      {children}
    </section>
  );
}
