import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { EffectivePolicy, PolicyField } from '#domain/replenishment/policy.ts';
import { estimate, plural } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import classes from './policies.module.css';
import type { Names } from './policy-list.tsx';
import { fieldWords, levelWords, valueWords } from './policy-words.ts';

type EffectiveListProps = {
  items: EffectivePolicy[];
  names: Names;
  mayEdit: boolean;
  /** Sets something for this product in this store alone. */
  onSet: (item: EffectivePolicy) => void;
};

/** What applies to each product of a store, and at which level each part of it is set. */
export const EffectiveList = (props: EffectiveListProps) => (
  <ul className={rows['list']} aria-label="What applies">
    {props.items.map((item) => (
      <Item key={item.productId} item={item} {...props} />
    ))}
  </ul>
);

function Item({ item, names, mayEdit, onSet }: Omit<EffectiveListProps, 'items'> & { item: EffectivePolicy }) {
  const [isOpen, setIsOpen] = useState(false);
  const { level, setAt } = item;
  const own = Object.values(setAt).filter((at) => at === 'store_product').length;
  const words = own > 0 ? `${plural(own, 'part', 'parts')} its own` : 'All inherited';
  return (
    <li className={classes['item']}>
      <div className={classes['line']}>
        <div>
          <Link className="link" to={paths.product} params={{ productId: item.productId }}>
            {item.name}
          </Link>{' '}
          <span className="quiet code">{item.sku}</span>
        </div>
        <div className="figures">
          {level === null
            ? 'not planned yet'
            : `reorder at ${estimate(level.reorderPoint)}, up to ${estimate(level.orderUpTo)} (${level.source})`}
        </div>
        <div className={classes['buttons']}>
          <Button
            size="xs"
            variant="subtle"
            aria-expanded={isOpen}
            aria-label={`${words}: what applies to ${item.name}`}
            onClick={() => setIsOpen(!isOpen)}
          >
            {words}
          </Button>
          {mayEdit ? (
            <Button size="xs" variant="default" aria-label={`Set for ${item.name} here`} onClick={() => onSet(item)}>
              Set
            </Button>
          ) : null}
        </div>
      </div>
      {isOpen ? (
        <table className={`${table['table'] ?? ''} ${classes['parts'] ?? ''}`} aria-label={`Policy of ${item.name}`}>
          <tbody>
            {(Object.keys(fieldWords) as PolicyField[]).map((field) => {
              const value = valueWords(field, item, names);
              const at = setAt[field];
              return value === null ? null : (
                <tr key={field}>
                  <th scope="row">{fieldWords[field]}</th>
                  <td>{value}</td>
                  <td className="quiet">
                    {at === undefined
                      ? 'usual'
                      : at === 'store_product'
                        ? 'set here'
                        : `inherited from ${levelWords[at]}`}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : null}
    </li>
  );
}
