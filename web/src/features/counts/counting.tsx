import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import type { CountLine } from '#domain/counts/count-sheet.ts';
import { Quantity } from '#domain/values.ts';
import { quantity } from '#web/lib/format.ts';
import { decimal } from '#web/lib/typed.ts';
import { Tag } from '#web/ui/tag.tsx';
import type { Count } from './kept-counts.ts';
import { type Countable, exactly, isScanned, matching, nextOpen } from './lines.ts';
import classes from './counts.module.css';

type CountingProps = {
  lines: CountLine[];
  /** Counts that are not saved yet, by product. */
  unsent: Map<string, Count>;
  /** The line that was chosen in the list; undefined: the next in turn. */
  chosen: string | undefined;
  onChoose: (productId: string | undefined) => void;
  /** Looks a code up that no line of the sheet bears. */
  lookUp: (code: string) => Promise<Countable | undefined>;
  onCount: (productId: string, counted: string) => void;
};

/**
 * One line after the other: type how many, press Enter, and the next stands there. A scanned code, in either box, goes to
 * its line; what is not on the sheet can be counted too.
 */
export function Counting({ lines, unsent, chosen, onChoose, lookUp, onCount }: CountingProps) {
  const [amount, setAmount] = useState('');
  const [sought, setSought] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [soughtProblem, setSoughtProblem] = useState<string | null>(null);
  const [extra, setExtra] = useState<Countable>();
  const [last, setLast] = useState<string>();
  const box = useRef<HTMLInputElement>(null);
  const line: Countable | undefined =
    (extra?.productId === chosen ? extra : undefined) ??
    lines.find(({ productId }) => productId === chosen) ??
    nextOpen(lines, unsent, last);
  const offered = sought.trim().length > 1 ? matching(lines, sought).slice(0, 6) : [];

  const choose = (one: Countable) => {
    onChoose(one.productId);
    setSought('');
    setSoughtProblem(null);
    setAmount('');
    box.current?.focus();
  };
  async function find(code: string): Promise<void> {
    const own = exactly(lines, code) ?? (isScanned(code) ? undefined : offered[0]);
    if (own) return choose(own);
    const other = await lookUp(code.trim());
    if (!other) return setSoughtProblem(`Nothing here is called ${code.trim()}`);
    setExtra(other);
    return choose(other);
  }
  const keep = (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    if (isScanned(amount)) {
      const code = amount;
      setAmount('');
      return void find(code);
    }
    const counted = decimal(amount) ?? '';
    if (!line || !Quantity.safeParse(counted).success || counted.startsWith('-'))
      return setProblem('Type how many are there, like 4 or 2.5; 0 for none');
    onCount(line.productId, counted);
    setLast(line.productId);
    onChoose(undefined);
    setAmount('');
    return box.current?.focus();
  };
  return (
    <div className={classes['counting']}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (sought.trim()) void find(sought);
        }}
      >
        <TextInput
          label="Scan or find"
          placeholder="Barcode, SKU or name"
          size="lg"
          autoComplete="off"
          enterKeyHint="search"
          value={sought}
          error={soughtProblem}
          onChange={(event) => {
            setSought(event.currentTarget.value);
            setSoughtProblem(null);
          }}
        />
      </form>
      {offered.length > 0 ? (
        <ul className={classes['offered']} aria-label="Lines that match">
          {offered.map((one) => (
            <li key={one.productId}>
              <UnstyledButton className={classes['offer']} onClick={() => choose(one)}>
                {one.name} <span className="quiet code">{one.sku}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      ) : null}
      {line ? (
        <form onSubmit={keep} noValidate className={classes['current']}>
          <div className={classes['what']} aria-live="polite">
            <div className={classes['name']}>{line.name}</div>
            <div>
              <span className="code">{line.sku}</span>{' '}
              {line.expected === null ? null : <span className="quiet">books: {quantity(line.expected)}</span>}{' '}
              {line.needsRecount ? <Tag tone="warn">Count again</Tag> : null}
              {lines.some(({ productId }) => productId === line.productId) ? null : (
                <Tag tone="info">Not on the sheet</Tag>
              )}
            </div>
          </div>
          <TextInput
            ref={box}
            label="How many are there"
            size="xl"
            inputMode="decimal"
            autoComplete="off"
            enterKeyHint="next"
            value={amount}
            error={problem}
            onChange={(event) => setAmount(event.currentTarget.value)}
          />
          <div className={classes['keys']}>
            <Button
              variant="default"
              size="lg"
              onClick={() => {
                setLast(line.productId);
                onChoose(undefined);
                setAmount('');
                box.current?.focus();
              }}
            >
              Skip
            </Button>
            <Button type="submit" size="lg">
              Next
            </Button>
          </div>
        </form>
      ) : (
        <p className={classes['done']} role="status">
          Every line is counted. Choose one below to correct it, or post the sheet.
        </p>
      )}
    </div>
  );
}
