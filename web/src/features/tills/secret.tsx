import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { NewTillKeyDone } from '#domain/tills/till-key.ts';
import { useAnySku } from './get-any-sku.ts';
import { apiAddress } from '#web/lib/api.ts';
import { capitalised } from '#web/lib/format.ts';
import classes from './tills.module.css';

/** The secret, this once, and how a till sends a sale with it. */
export function Secret({ made, onDone }: { made: NewTillKeyDone; onDone: () => void }) {
  const sku = useAnySku() ?? 'a SKU of yours';
  const example = `curl -X POST ${apiAddress()}/till/sales \\
  -H "x-api-key: ${made.secret}" \\
  -H "content-type: application/json" \\
  -H "idempotency-key: till-1-0001" \\
  -d '{"lines": [{"sku": ${forShell(sku)}, "quantity": "1"}]}'`;
  return (
    <div className={classes['secret']}>
      <p className={classes['once']} role="status">
        <strong>Copy the secret now.</strong> It is shown this once: only its fingerprint is kept, and a lost secret is
        replaced by a new key.
      </p>
      <Copied label={`the secret of ${made.label}`} text={made.secret} />
      <p className={classes['say']}>
        A till sends a sale like this, with the number of its receipt as the key: the same key is the same sale, however
        often it is sent.
      </p>
      <Copied label="the example" text={example} />
      <div className={classes['end']}>
        <Button onClick={onDone}>I have copied it</Button>
      </div>
    </div>
  );
}

/** A text as JSON within the single quotes of a shell. */
const forShell = (text: string): string => JSON.stringify(text).replaceAll("'", String.raw`'\''`);

function Copied({ label, text }: { label: string; text: string }) {
  const { copied, copy, error } = useClipboard({ timeout: 2_000 });
  return (
    <figure className={classes['copied']}>
      <figcaption>
        {capitalised(label)}
        <Button
          size="compact-xs"
          variant="default"
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          onClick={() => copy(text)}
        >
          {copied ? 'Copied' : error ? 'Select it and copy' : 'Copy'}
          <span className="hidden"> {label}</span>
        </Button>
      </figcaption>
      <pre tabIndex={0} aria-label={capitalised(label)}>
        {text}
      </pre>
    </figure>
  );
}
