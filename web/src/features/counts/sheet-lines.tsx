import { Button, SegmentedControl, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { CountLine, CountSheet } from '#domain/counts/count-sheet.ts';
import { count, money, quantity, signedQuantity } from '#web/lib/format.ts';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import type { Count } from './kept-counts.ts';
import { isOpen, variances } from './lines.ts';
import classes from './counts.module.css';

type SheetLinesProps = {
  sheet: CountSheet;
  lines: CountLine[];
  unsent: Map<string, Count>;
  /** Goes to a line to count it; undefined where nothing is counted any more. */
  onChoose: ((productId: string) => void) | undefined;
};

const perStep = 100;
const shows = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'To count' },
  { value: 'again', label: 'Again' },
  { value: 'counted', label: 'Counted' },
];

/** What stands in place of lines where there are none to show. */
const noneWords: Record<string, string> = {
  all: 'This sheet has no lines.',
  open: 'No line waits to be counted.',
  again: 'No line has to be counted again.',
  counted: 'No line is counted yet.',
};

/** The lines of a sheet: what the books have, what was counted, and the difference in units and in money. */
export function SheetLines({ sheet, lines, unsent, onChoose }: SheetLinesProps) {
  const narrow = useNarrow();
  const [show, setShow] = useState('all');
  const [most, setMost] = useState(perStep);
  const wanted = lines.filter((line) => {
    if (show === 'open') return isOpen(line, unsent);
    if (show === 'again') return line.needsRecount && !unsent.has(line.productId);
    return show === 'all' || line.counted !== null || unsent.has(line.productId);
  });
  const shown = wanted.slice(0, most);
  const isHidden = sheet.isBlind && sheet.status !== 'posted';
  const { gain, loss } = variances(lines);
  const props = { sheet, lines: shown, unsent, onChoose, isHidden };
  return (
    <>
      <div className={classes['saving']}>
        <SegmentedControl
          aria-label="Which lines"
          size="xs"
          data={shows}
          value={show}
          onChange={(value) => {
            setShow(value);
            setMost(perStep);
          }}
        />
        <span className="quiet figures">{count(wanted.length)}</span>
      </div>
      <p className={classes['sums']}>
        {isHidden
          ? 'A blind sheet: what the books have shows once it is posted.'
          : `Too much: ${money(gain, sheet.currency)}. Missing: ${money(loss, sheet.currency)}, at cost.`}
      </p>
      {wanted.length === 0 ? (
        <p className="quiet" role="status">
          {noneWords[show]}
        </p>
      ) : null}
      {wanted.length === 0 ? null : narrow ? <Cards {...props} /> : <Table {...props} />}
      {wanted.length > most ? (
        <Button variant="default" fullWidth mt="sm" onClick={() => setMost(most + perStep)}>
          Show more
        </Button>
      ) : null}
    </>
  );
}

type DrawnProps = SheetLinesProps & { isHidden: boolean };

function Table({ sheet, lines, unsent, onChoose, isHidden }: DrawnProps) {
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Lines">
      <thead>
        <tr>
          <th scope="col">Product</th>
          {(isHidden ? ['Counted'] : ['Books', 'Counted', 'Difference', 'At cost']).map((title) => (
            <th scope="col" key={title} className={table['right']}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.productId}>
            <td>
              <Product line={line} onChoose={onChoose} />
            </td>
            {isHidden ? null : (
              <td className={table['right']}>{line.expected === null ? '–' : quantity(line.expected)}</td>
            )}
            <td className={table['right']}>
              <Counted line={line} unsent={unsent} />
            </td>
            {isHidden ? null : (
              <>
                <td className={table['right']}>
                  <Variance line={line} />
                </td>
                <td className={table['right']}>
                  {line.varianceMinor === null ? '–' : money(line.varianceMinor, sheet.currency)}
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Cards = ({ sheet, lines, unsent, onChoose, isHidden }: DrawnProps) => (
  <ul className={rows['list']} aria-label="Lines">
    {lines.map((line) => (
      <li key={line.productId} className={listing['row']}>
        <Product line={line} onChoose={onChoose} />
        <strong className="figures">
          <Counted line={line} unsent={unsent} />
        </strong>
        {isHidden || line.counted === null ? null : (
          <span className={`${listing['sub'] ?? ''} ${listing['across'] ?? ''} figures`}>
            books {quantity(line.expected ?? '0')}, difference <Variance line={line} />
            {line.varianceMinor === null ? '' : `, ${money(line.varianceMinor, sheet.currency)}`}
          </span>
        )}
      </li>
    ))}
  </ul>
);

function Product({ line, onChoose }: { line: CountLine; onChoose: SheetLinesProps['onChoose'] }) {
  const { productId, name, sku, needsRecount, isExtra } = line;
  return (
    <span>
      {onChoose ? (
        <UnstyledButton className={`link ${classes['pick'] ?? ''}`} fz="inherit" onClick={() => onChoose(productId)}>
          {name}
        </UnstyledButton>
      ) : (
        name
      )}{' '}
      {needsRecount ? <Tag tone="warn">Count again</Tag> : null} {isExtra ? <Tag tone="info">Extra</Tag> : null}
      <div className={`${listing['sub'] ?? ''} code`}>{sku}</div>
    </span>
  );
}

/** What was counted; of what has not reached the server, that it has not. */
function Counted({ line, unsent }: { line: CountLine; unsent: Map<string, Count> }) {
  const kept = unsent.get(line.productId);
  if (kept)
    return (
      <>
        {quantity(kept.counted)}
        <div className={listing['sub']}>not saved yet</div>
      </>
    );
  return line.counted === null ? <span className="quiet">–</span> : quantity(line.counted);
}

function Variance({ line: { variance } }: { line: CountLine }) {
  if (variance === null) return '–';
  const value = Number(variance);
  return <span className={value < 0 ? 'bad' : value > 0 ? 'good' : 'quiet'}>{signedQuantity(variance)}</span>;
}
