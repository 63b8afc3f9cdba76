import { Alert, Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import '@mantine/dropzone/styles.css';
import { IconDownload, IconFileImport } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { type ImportKind, maxUploadBytes } from '#domain/imports/import.ts';
import type { Store } from '#domain/stores/store.ts';
import { useTemplate } from './use-template.ts';
import { type Upload, useUpload } from './use-upload.ts';
import { kindLabel, kinds } from './words.ts';
import { bytes } from '#web/lib/format.ts';
import { explain } from '#web/lib/problem.ts';
import { Panel } from '#web/ui/panel.tsx';
import { ProgressLine } from '#web/ui/progress-line.tsx';
import classes from './upload.module.css';

type UploadPanelProps = {
  first?: ImportKind | undefined;
  /** The kinds of file that the caller may send. */
  mine: ImportKind[];
  stores: Store[];
  /** Whether the caller may send files of every store, and so such as name the store themselves. */
  ofEveryStore: boolean;
  onSent: (importId: string) => void;
};

/** Choose what the file holds, drop it, watch its bytes leave. */
export function UploadPanel({ first = 'sales', mine, stores, ofEveryStore, onSent }: UploadPanelProps) {
  const [chosen, setKind] = useState<ImportKind>(first);
  const offered = kinds.filter(({ value }) => mine.includes(value));
  const kind = mine.includes(chosen) ? chosen : (offered[0]?.value ?? 'sales');
  const [chosenStore, setStoreCode] = useState('');
  const storeCode = chosenStore || (ofEveryStore ? '' : (stores[0]?.code ?? ''));
  const [refused, setRefused] = useState<string>();
  const choose = useRef<() => void>(null);
  const { upload, start } = useUpload(onSent);
  const isSending = upload.phase === 'sending';
  const takesStore = kind !== 'products';
  const template = useTemplate(kind, storeCode ? null : (stores[0]?.code ?? 'STORE'));
  const send = (files: File[]) => {
    setRefused(undefined);
    const [file] = files;
    if (file) void start(file, { kind, ...(takesStore && storeCode ? { storeCode } : {}) });
  };
  return (
    <Panel title="Import a file">
      <div className={classes['grid']}>
        <div className={classes['fields']}>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label="What the file holds"
            data={offered.map(({ value, label }) => ({ value, label }))}
            value={kind}
            onChange={(value) => setKind(kinds.find((known) => known.value === value)?.value ?? 'sales')}
            disabled={isSending}
          />
          <div className={classes['explains']}>{kinds.find(({ value }) => value === kind)?.explains}</div>
          <a className={`link ${classes['template'] ?? ''}`} href={template} download={`${kind}.csv`}>
            <IconDownload size={16} aria-hidden /> {kindLabel(kind)} template with two example lines
          </a>
          <NativeSelect
            label="Store"
            description={ofEveryStore ? 'Only for files without a store column' : 'Whose file it is'}
            disabled={!takesStore || isSending}
            data={[
              ...(ofEveryStore || !takesStore ? [{ value: '', label: 'As the file says' }] : []),
              ...stores.map(({ code, name }) => ({ value: code, label: name })),
            ]}
            value={takesStore ? storeCode : ''}
            onChange={(event) => setStoreCode(event.currentTarget.value)}
          />
        </div>
        <Dropzone
          multiple={false}
          maxSize={maxUploadBytes}
          disabled={isSending}
          openRef={choose}
          // A real button inside does this, and is announced as one.
          activateOnKeyboard={false}
          activateOnClick={false}
          tabIndex={-1}
          enablePointerEvents
          inputProps={{ 'aria-label': 'CSV file' }}
          validator={(file: File) => (isCsv(file) && file.size > 0 ? null : { code: 'unfit', message: '' })}
          onDrop={send}
          onReject={(rejections: { file: File }[]) => setRefused(whyRefused(rejections[0]?.file))}
        >
          <div className={classes['zone']}>
            {isSending ? <Sending upload={upload} /> : <Invitation kind={kind} onChoose={() => choose.current?.()} />}
          </div>
        </Dropzone>
      </div>
      <div role="alert">
        {refused ? <Problem title="This file was not sent" text={refused} /> : null}
        {upload.phase === 'failed' ? (
          <Problem title={`${upload.fileName} was not sent`} text={explain(upload.error)} />
        ) : null}
      </div>
    </Panel>
  );
}

// By name, since systems disagree on the type of a CSV.
const isCsv = (file: File) => /\.(csv|txt)$/i.test(file.name);

function whyRefused(file: File | undefined): string {
  if (!file) return 'It cannot be imported.';
  if (!isCsv(file)) return `${file.name} is not a CSV file. Save it as CSV and send that.`;
  if (file.size === 0) return `This file is empty: ${file.name} has not one line.`;
  if (file.size > maxUploadBytes)
    return `${file.name} has ${bytes(file.size)}; the limit is ${bytes(maxUploadBytes)}. Split it.`;
  return 'Send one file at a time.';
}

function Invitation({ kind, onChoose }: { kind: ImportKind; onChoose: () => void }) {
  return (
    <>
      <IconFileImport size={32} stroke={1.4} aria-hidden />
      <div className={classes['zoneTitle']}>Drop a {kindLabel(kind).toLowerCase()} CSV here</div>
      <Button variant="default" mt={6} onClick={onChoose}>
        Choose a file
      </Button>
      <div className={classes['limit']}>up to {bytes(maxUploadBytes)}</div>
    </>
  );
}

function Sending({ upload }: { upload: Extract<Upload, { phase: 'sending' }> }) {
  const { fileName, sent, size } = upload;
  return (
    <div className={classes['sending']}>
      <div className="one-line">Sending {fileName}</div>
      <ProgressLine label={`Sending ${fileName}`} percent={size > 0 ? (100 * sent) / size : 100} />
      <div className="quiet figures">
        {bytes(sent)} of {bytes(size)}
      </div>
    </div>
  );
}

function Problem({ title, text }: { title: string; text: string }) {
  return (
    <Alert color="red" title={title} mt="md">
      {text}
    </Alert>
  );
}
