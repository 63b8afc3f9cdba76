import { Button, NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { AuditEntry } from '#domain/audit/audit.ts';
import { AuditList } from '#web/features/audit/audit-list.tsx';
import { doers, subjectKinds, subjectNoun } from '#web/features/audit/audit-words.ts';
import { useAudit } from '#web/features/audit/list-audit.ts';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { useStoreList } from '#web/lib/stores.ts';
import type { AuditSearch } from '#web/paths.ts';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { SearchBox } from '#web/ui/search-box.tsx';

const route = getRouteApi('/inside/audit');

export function AuditPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const isKnown = useMe().data !== undefined;
  const mayRead = useMayEverywhere('audit.read');
  const isNamed = !useStoreList().isPending;
  const entries = useAudit(filter);
  const change = (next: AuditSearch) => void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const clear = (
    <Button variant="default" onClick={() => void navigate({ search: {} })}>
      Show everything
    </Button>
  );
  if (isKnown && !mayRead)
    return (
      <Page title="Audit log">
        <Notice title="Only admins of every store read the audit log" minHeight="40vh" />
      </Page>
    );
  return (
    <Page
      title="Audit log"
      note={noteOf(filter, entries.data?.pages[0]?.items[0])}
      actions={
        <>
          <SearchBox
            label="Search the audit log"
            placeholder="SKU, code, number or name"
            value={filter.search}
            onChange={(search) => change({ search })}
          />
          {filter.subject === undefined && filter.actor === undefined ? (
            <NativeSelect
              aria-label="Who changed it"
              data={doers}
              value={filter.by ?? 'people'}
              onChange={(event) => change({ by: event.currentTarget.value })}
            />
          ) : null}
          <NativeSelect
            aria-label="What was changed"
            data={subjectKinds}
            value={filter.kind ?? ''}
            onChange={(event) => change({ kind: event.currentTarget.value || undefined, subject: undefined })}
          />
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="date"
              aria-label={end === 'from' ? 'First day' : 'Last day'}
              leftSection={end === 'from' ? 'from' : 'to'}
              leftSectionWidth={48}
              value={filter[end] ?? ''}
              onChange={(event) => change({ [end]: event.currentTarget.value || undefined })}
            />
          ))}
          {isFiltered ? clear : null}
        </>
      }
    >
      <Listing
        what="The changes"
        pages={entries}
        isReady={isNamed}
        empty={
          isFiltered ? (
            <Notice title="No change matches" minHeight={280} action={clear}>
              Search finds part of the SKU, code, number or name of what was changed, and of the name of who changed it.
              What files changed shows under By imports and By anybody.
            </Notice>
          ) : (
            <Notice title="Nothing has been changed yet" minHeight={280}>
              Every change to stores, products, suppliers, people and till keys, and to orders, transfers, counts and
              the rules of ordering and alerts, is listed here with who made it.
            </Notice>
          )
        }
      >
        {(items) => <AuditList entries={items} />}
      </Listing>
    </Page>
  );
}

/** Of what alone, or by whom alone, the list is, by the names that its first entry brings. */
function noteOf({ kind, subject, actor }: AuditSearch, first: AuditEntry | undefined): string | null {
  const noun = subjectNoun(kind);
  if (subject) return `of ${first?.subjectName ? `${noun} ${first.subjectName}` : `one ${noun}`} alone`;
  return actor ? `by ${first?.actorName ?? 'one of us'} alone` : null;
}
