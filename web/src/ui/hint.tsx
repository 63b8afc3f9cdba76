import type { ReactNode } from 'react';
import classes from './hint.module.css';

/** A line above a list that asks for something to be done, without alarm. */
export const Hint = ({ children }: { children: ReactNode }) => <p className={classes['hint']}>{children}</p>;
