import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import { money, plural } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Tag } from '#web/ui/tag.tsx';
import { goodQuantity, isChanged, obstacle, type Typed } from './decide.ts';
import { Terms } from './terms.tsx';
import classes from './suggestions.module.css';

export type LineDeeds = {
  typed: Typed | undefined;
  mayDecide: boolean;
  isBusy: boolean;
  onType: (typed: Typed) => void;
  onAccept: () => void;
  onReject: () => void;
};
type LineProps = LineDeeds & { suggestion: Suggestion; verdict: ReactNode };

/** One suggestion: what to order, why in a sentence, and the decision. */
export function SuggestionLine({ suggestion, verdict, ...deeds }: LineProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { productId, name, sku, sentence, holds, marginAtRiskMinor, currency } = suggestion;
  return (
    <li className={classes['suggestion']}>
      <div className={classes['why']}>
        <div>
          <Link className="link" to={paths.product} params={{ productId }} search={{ store: suggestion.storeId }}>
            {name}
          </Link>{' '}
          <span className="quiet code">{sku}</span>
        </div>
        {holds.length === 0 ? null : (
          <div className={classes['holds']}>
            {holds.map(({ hold, words }) => (
              <Tag key={hold} tone="warn">
                {words}
              </Tag>
            ))}
          </div>
        )}
        <p className={classes['sentence']}>{sentence.replaceAll('->', '→')}</p>
        {verdict}
        <div className={classes['small']}>
          <Button
            variant="subtle"
            size="compact-xs"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Hide the figures' : 'All figures'} of ${name}`}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? 'Hide the figures' : 'All figures'}
          </Button>
          {marginAtRiskMinor > 0 ? <span>{money(marginAtRiskMinor, currency)} margin a day while out</span> : null}
        </div>
      </div>
      {suggestion.status === 'open' && deeds.mayDecide ? (
        <Deciding suggestion={suggestion} {...deeds} />
      ) : (
        <div className={classes['deciding']}>
          <Amount suggestion={suggestion} amount={suggestion.decidedQuantity ?? suggestion.quantity} />
        </div>
      )}
      {isOpen ? <Terms suggestion={suggestion} /> : null}
    </li>
  );
}

function Deciding({ suggestion, typed, isBusy, onType, onAccept, onReject }: LineDeeds & { suggestion: Suggestion }) {
  const { name, quantity } = suggestion;
  const now = typed ?? { quantity: plainly(quantity), reason: '' };
  const hasChanged = isChanged(suggestion, typed);
  const verb = hasChanged ? 'Accept, changed' : 'Accept';
  const problem = obstacle(suggestion, typed);
  return (
    <div className={classes['deciding']}>
      <div className={classes['amount']}>
        <TextInput
          aria-label={`Quantity of ${name}`}
          w={92}
          inputMode="decimal"
          autoComplete="off"
          value={now.quantity}
          error={typed !== undefined && problem !== null}
          onChange={(event) => onType({ ...now, quantity: event.currentTarget.value })}
        />
        <Amount suggestion={suggestion} amount={goodQuantity(suggestion, typed)} isTyped />
      </div>
      {hasChanged ? (
        <TextInput
          aria-label={`Why another quantity of ${name}`}
          placeholder={`Why not ${plainly(quantity)}? (if you like)`}
          size="xs"
          maxLength={200}
          value={now.reason}
          onChange={(event) => onType({ ...now, reason: event.currentTarget.value })}
        />
      ) : null}
      {problem && typed !== undefined ? <div className="bad">{problem}</div> : null}
      <div className={classes['buttons']}>
        <Button size="xs" disabled={problem !== null || isBusy} aria-label={`${verb}: ${name}`} onClick={onAccept}>
          {verb}
        </Button>
        <Button size="xs" variant="default" disabled={isBusy} aria-label={`Reject… ${name}`} onClick={onReject}>
          Reject…
        </Button>
      </div>
    </div>
  );
}

/** `60 = 5 packs, £153.00`; the number itself is left out where it stands in a field. */
function Amount({
  suggestion,
  amount,
  isTyped = false,
}: {
  suggestion: Suggestion;
  amount: string;
  isTyped?: boolean;
}) {
  const { packSize, quantity, costMinor, currency, kind } = suggestion;
  const packs = Number(amount) / Number(packSize);
  const cost = costMinor === null ? null : Math.round((costMinor / Number(quantity)) * Number(amount));
  return (
    <div className={classes['worth']}>
      {isTyped ? null : <strong>{plainly(amount)} </strong>}
      {Number(packSize) === 1 || Number.isNaN(packs) ? null : (
        <div>
          {Number.isInteger(packs)
            ? `= ${plural(packs, 'pack', 'packs')} of ${plainly(packSize)}`
            : `not whole packs of ${plainly(packSize)}`}
        </div>
      )}
      <div>
        {kind === 'transfer'
          ? 'moved, not bought'
          : cost === null || Number.isNaN(cost)
            ? 'cost unknown'
            : money(cost, currency)}
      </div>
    </div>
  );
}

const plainly = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
