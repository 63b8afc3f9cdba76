import { Button } from '@mantine/core';
import type { Policy, PolicyField } from '#domain/replenishment/policy.ts';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import { fieldWords, placeWords, usual, valueWords } from './policy-words.ts';

export type Names = { supplier: (id: string) => string; store: (id: string) => string };
type PolicyListProps = {
  policies: Policy[];
  names: Names;
  mayEdit: (policy: Policy) => boolean;
  onEdit: (policy: Policy) => void;
};

const shown = ['method', 'autoMode', 'serviceLevel', 'reviewDays'] as const satisfies PolicyField[];
const others = Object.keys(fieldWords).filter(
  (field): field is PolicyField => !(shown as readonly string[]).includes(field),
);

/** What is set, the most general first. What a level does not say is inherited, and stands there as such. */
export function PolicyList({ policies, names, mayEdit, onEdit }: PolicyListProps) {
  const narrow = useNarrow();
  const edit = (policy: Policy) =>
    mayEdit(policy) ? (
      <Button
        size="xs"
        variant="default"
        aria-label={`Edit the policy of ${placeWords(policy)}`}
        onClick={() => onEdit(policy)}
      >
        Edit
      </Button>
    ) : null;
  if (narrow)
    return (
      <ul className={rows['list']} aria-label="Policies">
        {policies.map((policy) => (
          <li key={keyOf(policy)} className={listing['row']}>
            <span className={listing['name']}>{placeWords(policy)}</span>
            <span>{edit(policy)}</span>
            <span className={`${listing['sub'] ?? ''} ${listing['across'] ?? ''}`}>
              {[...shown, ...others]
                .flatMap((field) => {
                  const words = valueWords(field, policy, names);
                  return words === null ? [] : [`${fieldWords[field]}: ${words}`];
                })
                .join(', ') || 'everything inherited'}
            </span>
          </li>
        ))}
      </ul>
    );
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Policies">
      <thead>
        <tr>
          <th scope="col">Where</th>
          {shown.map((field) => (
            <th scope="col" key={field}>
              {fieldWords[field]}
            </th>
          ))}
          <th scope="col">Besides</th>
          <th scope="col" className={listing['actions']}>
            <span className="hidden">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {policies.map((policy) => (
          <tr key={keyOf(policy)}>
            <td className={listing['name']}>{placeWords(policy)}</td>
            {shown.map((field) => (
              <td key={field}>
                {policy[field] === 'send' ? (
                  <Tag tone="warn">{valueWords(field, policy, names)}</Tag>
                ) : (
                  (valueWords(field, policy, names) ?? <Inherited field={field} level={policy.level} names={names} />)
                )}
              </td>
            ))}
            <td>
              {others
                .flatMap((field) => {
                  const words = valueWords(field, policy, names);
                  return words === null ? [] : [`${fieldWords[field].toLowerCase()}: ${words}`];
                })
                .join(', ') || <span className="quiet">–</span>}
            </td>
            <td className={listing['actions']}>{edit(policy)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type InheritedProps = { field: PolicyField; level: Policy['level']; names: Names };

/** What a level leaves to those above; the chain has none above it, and goes by the usual. */
function Inherited({ field, level, names }: InheritedProps) {
  if (level !== 'chain') return <span className="quiet">inherited</span>;
  return <span className="quiet">usual: {valueWords(field, usual, names)?.toLowerCase() ?? 'none'}</span>;
}

export const keyOf = ({ storeId, category, productId }: Pick<Policy, 'storeId' | 'category' | 'productId'>): string =>
  [storeId, category, productId].join('|');
