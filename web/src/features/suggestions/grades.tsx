import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ChangeWhat, Grade } from '#domain/replenishment/suggestion.ts';
import { count, day, decimal, wholeMoney } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import { useNarrow } from '#web/ui/use-narrow.ts';
import { useGrades } from './list-suggestions.ts';
import { Overrides } from './overrides.tsx';
import classes from './suggestions.module.css';

/** What became of earlier suggestions, rule by rule, which rule to change, and what deciding otherwise came to. */
export function Grades({ store }: { store: string | undefined }) {
  const { data, error, refetch } = useGrades(store);
  const narrow = useNarrow();
  return (
    <>
      <Panel title="How suggestions turned out" note={data ? `Since ${day(data.from)}` : 'The last 90 days'}>
        {data ? <p className={classes['sentence']}>{data.summary}</p> : null}
        {data?.items.length === 0 ? (
          <Notice title="Nothing to grade yet" minHeight={220}>
            A suggestion is graded once its goods would have been here and the next order due.
          </Notice>
        ) : null}
        {data && data.items.length > 0 ? narrow ? <Cards grades={data.items} /> : <Table grades={data.items} /> : null}
        {!data && error ? (
          <Failed what="The grades" error={error} onRetry={() => void refetch()} minHeight={220} />
        ) : null}
        {!data && !error ? <Skeleton h={220} /> : null}
      </Panel>
      {data && data.overrides.length > 0 ? <Overrides overrides={data.overrides} /> : null}
    </>
  );
}

type GradesProps = { grades: Grade[] };
const keyOf = ({ storeId, category, method, currency }: Grade) => [storeId, category, method, currency].join(' ');
const methods: Record<string, string> = { learned: 'learned', fixed: 'fixed by hand', typed: "the catalogue's" };

const Table = ({ grades }: GradesProps) => (
  <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Grades">
    <thead>
      <tr>
        <th scope="col">Rule</th>
        <th scope="col" className={table['right']}>
          Accepted
        </th>
        <th scope="col" className={table['right']}>
          Overridden
        </th>
        <th scope="col" className={table['right']}>
          Hours out of stock
        </th>
        <th scope="col" className={table['right']}>
          Too much, at cost
        </th>
        <th scope="col">What to change</th>
      </tr>
    </thead>
    <tbody>
      {grades.map((grade) => (
        <tr key={keyOf(grade)}>
          <td>
            <Rule grade={grade} />
          </td>
          <td className={table['right']}>
            {count(grade.accepted)}
            <div className={listing['sub']}>of {count(grade.suggestions)}</div>
          </td>
          <td className={table['right']}>
            {count(grade.overridden)}
            <div className={listing['sub']}>{count(grade.left)} left</div>
          </td>
          <td className={table['right']}>
            {decimal(grade.outHoursAccepted, 1)}
            <div className={listing['sub']}>{decimal(grade.outHoursOverridden, 1)} overridden</div>
            {grade.lostMinor > 0 ? (
              <div className={listing['sub']}>{wholeMoney(grade.lostMinor, grade.currency)} margin lost</div>
            ) : null}
          </td>
          <td className={table['right']}>
            {wholeMoney(grade.excessAcceptedMinor, grade.currency)}
            <div className={listing['sub']}>{wholeMoney(grade.excessOverriddenMinor, grade.currency)} overridden</div>
          </td>
          <td>
            <Advice grade={grade} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Cards = ({ grades }: GradesProps) => (
  <ul className={rows['list']} aria-label="Grades">
    {grades.map((grade) => (
      <li key={keyOf(grade)} className={listing['row']}>
        <Rule grade={grade} />
        <span>
          {count(grade.accepted)} of {count(grade.suggestions)} accepted
        </span>
        <span className={`${listing['sub'] ?? ''} ${listing['across'] ?? ''}`}>
          Out of stock {decimal(grade.outHoursAccepted, 1)} h where accepted, {decimal(grade.outHoursOverridden, 1)} h
          where overridden; too much {wholeMoney(grade.excessAcceptedMinor, grade.currency)} and{' '}
          {wholeMoney(grade.excessOverriddenMinor, grade.currency)}
          {grade.lostMinor > 0 ? `; ${wholeMoney(grade.lostMinor, grade.currency)} margin lost by overriding` : null}
        </span>
        {grade.advice ? (
          <span className={listing['across']}>
            <Advice grade={grade} />
          </span>
        ) : null}
      </li>
    ))}
  </ul>
);

const Rule = ({ grade }: { grade: Grade }) => (
  <div>
    <span className={listing['name']}>{grade.storeName}</span>
    <div className={listing['sub']}>
      {grade.category ?? 'no category'}, {methods[grade.method] ?? grade.method}
    </div>
  </div>
);

/** What to change, and where: the policy of this category in this store, or the days that the supplier is said to take. */
function Advice({ grade }: { grade: Grade }) {
  const { advice, change, storeId, category, supplierId, supplierName } = grade;
  if (advice === null) return <span className="quiet">nothing stands out</span>;
  return (
    <>
      {advice}.{' '}
      <Link
        className="link"
        to={paths.policies}
        search={{ store: storeId, category: category ?? undefined, edit: 'here' }}
      >
        {change === null ? 'Policy' : changeWords[change]} of {category ?? 'everything'} in {grade.storeName}
      </Link>
      {change === 'leadTime' && supplierId !== null ? (
        <>
          {' · '}
          <Link className="link" to={paths.supplier} params={{ supplierId }}>
            Lead time of {supplierName ?? 'the supplier'}
          </Link>
        </>
      ) : null}
    </>
  );
}

const changeWords: Record<ChangeWhat, string> = {
  autoMode: 'What happens by itself',
  serviceLevel: 'Service level',
  reorderPoint: 'Reorder point',
  reviewDays: 'Days between orders',
  orderUpTo: 'Order-up-to',
  leadTime: 'Service level',
};
