import { Kbd } from '@mantine/core';
import { shortcut } from './palette-button.tsx';
import classes from './palette.module.css';

const shortcuts = [
  { keys: [shortcut], does: 'Search products, stores, pages, saved views and actions' },
  { keys: ['/'], does: 'Go to the search box of a list' },
  { keys: ['?'], does: 'Show this list' },
  { keys: ['↑', '↓', 'Enter'], does: 'Choose and open, in the search' },
  { keys: ['←', '→'], does: 'Go from day to day, in a chart' },
  { keys: ['Esc'], does: 'Close what is open' },
];

/** Every key that does something of its own. */
export const Shortcuts = () => (
  <dl className={classes['shortcuts']}>
    {shortcuts.map(({ keys, does }) => (
      <div key={does}>
        <dt>
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </dt>
        <dd>{does}</dd>
      </div>
    ))}
  </dl>
);
