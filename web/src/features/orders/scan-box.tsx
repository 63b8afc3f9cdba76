import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconBarcode, IconCamera } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import classes from './orders.module.css';

// Most people never open it, and it brings a program to read barcodes with.
const Camera = lazy(() => import('./camera.tsx'));

type ScanBoxProps = {
  /** What the code means; `said` tells it to who scans, `isKnown`: it was counted. */
  onCode: (code: string, isPack: boolean) => { said: string; isKnown: boolean };
};

/** Codes from the camera, from a scanner on a cable (which types them), or typed. */
export function ScanBox({ onCode }: ScanBoxProps) {
  const [code, setCode] = useState('');
  const [isPack, setIsPack] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const [result, setResult] = useState<ReturnType<ScanBoxProps['onCode']>>();
  const box = useRef<HTMLInputElement>(null);
  const take = (given: string) => {
    if (given.trim() === '') return;
    setResult(onCode(given, isPack));
    setCode('');
  };
  return (
    <section className={`${classes['card'] ?? ''} ${classes['scan'] ?? ''}`} aria-label="Scan">
      <div className={classes['codes']}>
        <TextInput
          ref={box}
          label="Barcode or SKU"
          placeholder="Scan or type, then Enter"
          leftSection={<IconBarcode size={18} aria-hidden />}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="done"
          data-autofocus
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            take(code);
          }}
        />
        <NativeSelect
          label="Each counts"
          data={[
            { value: 'unit', label: 'one unit' },
            { value: 'pack', label: 'one pack' },
          ]}
          value={isPack ? 'pack' : 'unit'}
          onChange={(event) => {
            setIsPack(event.currentTarget.value === 'pack');
            box.current?.focus();
          }}
        />
        <Button
          variant="default"
          leftSection={<IconCamera size={18} aria-hidden />}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? 'Close the camera' : 'Camera'}
        </Button>
      </div>
      {isOpen ? (
        <Suspense fallback={<div className={classes['camera']} />}>
          <Camera onCode={take} />
        </Suspense>
      ) : null}
      <div role="status" className={`${classes['said'] ?? ''} ${result?.isKnown === false ? 'bad' : ''}`}>
        {result?.said ?? <span className="quiet">Nothing scanned yet</span>}
      </div>
    </section>
  );
}
