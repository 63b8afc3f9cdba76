import { type CSSProperties, type ReactNode, useId } from 'react';
import classes from './panel.module.css';

type PanelProps = { title: string; side?: ReactNode; style?: CSSProperties; children: ReactNode };

/** A card with a heading: a region that a screen reader can jump to. */
export function Panel({ title, side, style, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes['panel']} aria-labelledby={id} style={style}>
      <div className={classes['head']}>
        <h2 className={classes['title']} id={id}>
          {title}
        </h2>
        {side ? <div className={classes['side']}>{side}</div> : null}
      </div>
      {children}
    </section>
  );
}
