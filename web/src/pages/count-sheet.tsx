import { Alert, Button, Menu, Modal, Progress, Skeleton, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ProductPage } from '#domain/catalogue/product.ts';
import { may } from '#domain/users/rights.ts';
import { Id } from '#domain/values.ts';
import { Counting } from '#web/features/counts/counting.tsx';
import { useCountSheet, useEndSheet, type WholeSheet } from '#web/features/counts/count-sheets.ts';
import { latest } from '#web/features/counts/kept-counts.ts';
import { isOpen, variances } from '#web/features/counts/lines.ts';
import { SheetLines } from '#web/features/counts/sheet-lines.tsx';
import { found, State } from '#web/features/counts/sheet-list.tsx';
import { isUnderWay } from '#web/features/counts/sheet-words.ts';
import { useCounts } from '#web/features/counts/use-counts.ts';
import { useMe } from '#web/features/users/get-me.ts';
import { get } from '#web/lib/api.ts';
import { count, money, plural } from '#web/lib/format.ts';
import { ApiProblem, explain } from '#web/lib/problem.ts';
import { paths } from '#web/paths.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { Fact, Facts } from '#web/ui/facts.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { Page } from '#web/ui/page.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { RowMenu } from '#web/ui/row-menu.tsx';
import classes from '#web/features/counts/counts.module.css';

const route = getRouteApi('/inside/count-sheets/$sheetId');

export function CountSheetPage() {
  const { sheetId } = route.useParams();
  const { data, error, refetch } = useCountSheet(sheetId);
  const caller = useMe().data;
  if (!data || !caller) return <Missing sheetId={sheetId} error={error} onRetry={() => void refetch()} />;
  return <Sheet whole={data} mayCount={may(caller, 'stock.count', data.sheet.storeId)} />;
}

/** A sheet that is counted, line by line, or one that was. */
function Sheet({ whole: { sheet, lines }, mayCount }: { whole: WholeSheet; mayCount: boolean }) {
  const counts = useCounts(sheet.id);
  const [chosen, setChosen] = useState<string>();
  const unsent = latest(counts.kept);
  const isCounting = isUnderWay(sheet) && mayCount;
  const open = lines.filter((line) => isOpen(line, unsent)).length;
  const lookUp = useLookUp();
  const choose = (productId: string | undefined) => {
    setChosen(productId);
    if (productId !== undefined) scrollTo({ top: 0 });
  };
  return (
    <Page
      title={sheet.name}
      note={
        <Link className="link" to={paths.countSheets}>
          All counts
        </Link>
      }
      actions={isCounting ? <Deeds whole={{ sheet, lines }} waiting={counts.waiting} /> : null}
    >
      <Facts>
        <Fact name="Store">{sheet.storeName}</Fact>
        <Fact name="State">
          <State sheet={sheet} />
        </Fact>
        <Fact name="Counted">
          {count(lines.length - open)} of {count(lines.length)}
        </Fact>
        {found(sheet) ? <Fact name="Found at cost">{found(sheet)}</Fact> : null}
      </Facts>
      <div className={isCounting ? classes['grid'] : undefined}>
        {isCounting ? (
          <div className={classes['held']}>
            <Panel title="Count">
              <Saving counts={counts} done={lines.length - open} all={lines.length} />
              <Counting
                lines={lines}
                unsent={unsent}
                chosen={chosen}
                onChoose={choose}
                lookUp={lookUp}
                onCount={counts.add}
              />
            </Panel>
          </div>
        ) : null}
        <Panel title="Lines">
          <SheetLines sheet={sheet} lines={lines} unsent={unsent} onChoose={isCounting ? choose : undefined} />
        </Panel>
      </div>
    </Page>
  );
}

/** Finds what is not on the sheet: by a whole barcode or SKU, while there is a network. */
function useLookUp() {
  const queries = useQueryClient();
  return async (code: string) => {
    const query = { search: code, limit: 5 };
    const { items } = await queries
      .fetchQuery({ queryKey: ['products', 'code', code], queryFn: () => get('/products', ProductPage, { query }) })
      .catch(() => ({ items: [] }));
    const product =
      items.find(({ sku }) => sku.toLowerCase() === code.toLowerCase()) ??
      (items.length === 1 && /^\d{6,}$/.test(code) ? items[0] : undefined);
    if (!product) return undefined;
    const { id: productId, sku, name } = product;
    return { productId, sku, name, expected: null, needsRecount: false, barcodes: [] };
  };
}

/** How far it is, and what has not reached the server yet. */
function Saving({ counts, done, all }: { counts: ReturnType<typeof useCounts>; done: number; all: number }) {
  const { waiting, error, isRefused } = counts;
  return (
    <>
      <div className={classes['saving']}>
        <Progress
          className={classes['progress'] ?? ''}
          value={all === 0 ? 0 : (done / all) * 100}
          aria-label="Counted so far"
        />
        <span className="quiet" role="status">
          {waiting === 0 ? 'All saved' : `${plural(waiting, 'count', 'counts')} kept here, not saved yet`}
        </span>
      </div>
      {error === null ? null : (
        <Alert
          color={isRefused ? 'red' : 'yellow'}
          role="alert"
          mb="sm"
          title={isRefused ? 'Not saved' : 'Not saved yet'}
        >
          <Text size="sm">
            {isRefused
              ? explain(error)
              : 'The server cannot be reached. Go on counting: what you count is kept in this browser and saved when it is back.'}
          </Text>
          {isRefused ? (
            <Button.Group mt="xs">
              <Button size="xs" variant="default" onClick={counts.send}>
                Try again
              </Button>
              <Button size="xs" variant="default" onClick={counts.forget}>
                Forget what is not saved
              </Button>
            </Button.Group>
          ) : null}
        </Alert>
      )}
    </>
  );
}

type DeedsProps = { whole: WholeSheet; waiting: number };

/** Posting a sheet, and giving it up: each asked once. */
function Deeds({ whole: { sheet, lines }, waiting }: DeedsProps) {
  const end = useEndSheet();
  const [asked, setAsked] = useState<'post' | 'cancel'>();
  const { gain, loss } = variances(lines);
  const again = lines.filter(({ needsRecount }) => needsRecount);
  const uncounted = sheet.lineCount - sheet.countedCount;
  const ask = (how: 'post' | 'cancel') => {
    end.reset();
    setAsked(how);
  };
  return (
    <>
      <Button disabled={waiting > 0 || sheet.countedCount === 0} onClick={() => ask('post')}>
        Post
      </Button>
      <RowMenu label="More for this sheet" Icon={IconDots}>
        <Menu.Item onClick={() => ask('cancel')}>Give up…</Menu.Item>
      </RowMenu>
      <Modal
        opened={asked === 'post' && again.length > 0}
        onClose={() => setAsked(undefined)}
        title="Count these again first"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <CountAgain lines={again} />
      </Modal>
      <Confirm
        opened={asked === 'cancel' || (asked === 'post' && again.length === 0)}
        title={asked === 'post' ? 'Post what was counted?' : 'Give this sheet up?'}
        action={asked === 'post' ? 'Post the count' : 'Give up'}
        isDangerous={asked === 'cancel'}
        deed={end}
        onClose={() => setAsked(undefined)}
        onConfirm={() => {
          if (!asked) return;
          // Not a callback of `mutate`: once it is posted, this is no longer drawn to hear of it.
          end.mutateAsync({ sheetId: sheet.id, version: sheet.version, how: asked }).then(
            () => {
              notify({ color: 'teal', title: asked === 'post' ? 'Count posted' : 'Given up', message: sheet.name });
              setAsked(undefined);
            },
            () => undefined,
          );
        }}
      >
        {asked === 'post' ? (
          <>
            {plural(sheet.countedCount, 'line', 'lines')} counted
            {sheet.isBlind
              ? '. '
              : `: ${money(gain, sheet.currency)} too much and ${money(loss, sheet.currency)} missing, at cost. `}
            {uncounted > 0
              ? `${plural(uncounted, 'line', 'lines')} not counted: what nobody counted is left alone. `
              : ''}
            What was sold since each count stays sold.
          </>
        ) : (
          'Nothing is posted, and the counts are no longer asked for.'
        )}
      </Confirm>
    </>
  );
}

/** So many lines are named; more are only counted. */
const named = 10;

/** Which lines are so far from the books that the sheet cannot be posted before they are counted once more. */
const CountAgain = ({ lines }: { lines: WholeSheet['lines'] }) => (
  <Text size="sm" component="div">
    {lines.length === 1 ? 'This line was' : 'These lines were'} counted far from what the books have. The sheet can be
    posted once {lines.length === 1 ? 'it is' : 'they are'} counted again.
    <ul aria-label="To count again">
      {lines.slice(0, named).map(({ productId, sku, name }) => (
        <li key={productId}>
          {name} <span className="quiet code">{sku}</span>
        </li>
      ))}
      {lines.length > named ? <li>and {count(lines.length - named)} more</li> : null}
    </ul>
  </Text>
);

function Missing({ sheetId, error, onRetry }: { sheetId: string; error: Error | null; onRetry: () => void }) {
  const isMissing = !Id.safeParse(sheetId).success || (error instanceof ApiProblem && error.status === 404);
  return (
    <Page title={isMissing ? 'No such count' : 'Count'}>
      {isMissing ? <Notice title="This count does not exist, or you may not see it" minHeight="40vh" /> : null}
      {!isMissing && error ? <Failed what="The count" error={error} onRetry={onRetry} minHeight="40vh" /> : null}
      {!isMissing && !error ? <Skeleton h={520} /> : null}
    </Page>
  );
}
