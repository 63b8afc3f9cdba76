import type { ReactNode } from 'react';
import classes from './tag.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'calm';

/** A short word about a thing's state. The word says it; the colour only helps. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`${classes['tag'] ?? ''} ${classes[tone] ?? ''}`}>{children}</span>;
}
