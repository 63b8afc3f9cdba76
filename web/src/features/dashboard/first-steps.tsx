import { IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FirstStepsDone } from './use-first-steps.ts';
import { paths } from '#web/paths.ts';
import { Panel } from '#web/ui/panel.tsx';
import classes from './first-steps.module.css';

type FirstStepsProps = {
  done: FirstStepsDone;
  may: { openStores: boolean; editCatalogue: boolean; importFiles: boolean };
};
type Step = { title: string; isDone: boolean; explains: string; ways: ReactNode };

/** What a new chain does first. Gone once something has moved: from then on the figures speak. */
export function FirstSteps({ done, may }: FirstStepsProps) {
  const steps: Step[] = [
    {
      title: 'Create your first store',
      isDone: done.store,
      explains: 'Where things are counted, delivered and sold. Its clock and currency hold for all that happens there.',
      ways: may.openStores ? (
        <Link className="link" to={paths.newStore}>
          Create a store
        </Link>
      ) : (
        'Ask an admin to create it.'
      ),
    },
    {
      title: 'Fill the catalogue',
      isDone: done.product,
      explains: 'What you sell: SKUs, names, prices, barcodes, and who delivers them.',
      ways: may.editCatalogue ? (
        <>
          <Link className="link" to={paths.imports} search={{ send: 'products' }}>
            Import a products file
          </Link>
          <Link className="link" to={paths.newProduct}>
            Add one by hand
          </Link>
        </>
      ) : (
        'Ask an admin or a buyer to do it.'
      ),
    },
    {
      title: 'Bring in the first stock or sales',
      isDone: done.movement,
      explains:
        'A stock count says what is on the shelves; sales take from it. Levels and figures follow by themselves.',
      ways: may.importFiles ? (
        <>
          <Link className="link" to={paths.imports} search={{ send: 'stock' }}>
            Import a stock file
          </Link>
          <Link className="link" to={paths.imports} search={{ send: 'sales' }}>
            Import a sales file
          </Link>
        </>
      ) : null,
    },
  ];
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <Panel title="First steps" side={`${steps.filter(({ isDone }) => isDone).length} of ${steps.length} done`}>
      <ol className={classes['steps']}>
        {steps.map(({ title, isDone, explains, ways }, index) => (
          <li key={title} className={classes['step']} data-state={isDone ? 'done' : index === next ? 'next' : 'later'}>
            <span className={classes['mark']} aria-hidden>
              {isDone ? <IconCheck size={16} stroke={2.4} /> : index + 1}
            </span>
            <div>
              <div className={classes['title']}>
                {title}
                {isDone ? <span className="hidden"> (done)</span> : null}
              </div>
              {isDone ? null : (
                <>
                  <div className={classes['explains']}>{explains}</div>
                  {index === next ? <div className={classes['ways']}>{ways}</div> : null}
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
