import { Link } from '@tanstack/react-router';
import type { CountSheet } from '#domain/counts/count-sheet.ts';
import { count, money } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { StoreTime } from '#web/ui/store-time.tsx';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import { scopeWords, statusWords } from './sheet-words.ts';

/** Count sheets, each with how far it is and, once posted, what was found. */
export function SheetList({ sheets }: { sheets: CountSheet[] }) {
  const narrow = useNarrow();
  if (narrow)
    return (
      <ul className={rows['list']} aria-label="Count sheets">
        {sheets.map((sheet) => (
          <li key={sheet.id} className={listing['row']}>
            <Name sheet={sheet} />
            <State sheet={sheet} />
            <span className={listing['sub']}>{sheet.storeName}</span>
            <span className={`${listing['sub'] ?? ''} figures`}>{progress(sheet)}</span>
          </li>
        ))}
      </ul>
    );
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Count sheets">
      <thead>
        <tr>
          <th scope="col">Sheet</th>
          <th scope="col">Store</th>
          <th scope="col">State</th>
          <th scope="col" className={table['right']}>
            Counted
          </th>
          <th scope="col" className={table['right']}>
            Found at cost
          </th>
          <th scope="col">Made</th>
        </tr>
      </thead>
      <tbody>
        {sheets.map((sheet) => (
          <tr key={sheet.id}>
            <td>
              <Name sheet={sheet} />
              <div className={listing['sub']}>{sheet.scope.category ?? scopeWords[sheet.scope.kind]}</div>
            </td>
            <td>{sheet.storeName}</td>
            <td>
              <State sheet={sheet} />
            </td>
            <td className={table['right']}>{progress(sheet)}</td>
            <td className={table['right']}>{found(sheet) ?? <span className="quiet">–</span>}</td>
            <td className="figures">
              <StoreTime at={sheet.createdAt} storeId={sheet.storeId} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const progress = ({ countedCount, lineCount }: CountSheet) => `${count(countedCount)} of ${count(lineCount)}`;

/** What the count brought and took, at cost; null before it is posted. */
export const found = ({ gainMinor, lossMinor, currency }: CountSheet): string | null =>
  gainMinor === null || lossMinor === null ? null : `+${money(gainMinor, currency)}, −${money(lossMinor, currency)}`;

const Name = ({ sheet: { id, name } }: { sheet: CountSheet }) => (
  <Link className={`link ${listing['name'] ?? ''}`} to={paths.countSheet} params={{ sheetId: id }}>
    {name}
  </Link>
);

export const State = ({ sheet: { status, isBlind } }: { sheet: CountSheet }) => (
  <span>
    <Tag tone={statusWords[status].tone}>{statusWords[status].label}</Tag>{' '}
    {isBlind ? <Tag tone="calm">Blind</Tag> : null}
  </span>
);
