import { Button, NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { AuditList } from '#web/features/audit/audit-list.tsx';
import { doers, subjectKinds } from '#web/features/audit/audit-words.ts';
import { useAudit } from '#web/features/audit/list-audit.ts';
import { useStoreList } from '#web/lib/stores.ts';
import type { AuditSearch } from '#web/paths.ts';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';

const route = getRouteApi('/inside/audit');

export function AuditPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const isNamed = !useStoreList().isPending;
  const entries = useAudit(filter);
  const change = (next: AuditSearch) => void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const clear = (
    <Button variant="default" onClick={() => void navigate({ search: {} })}>
      Show everything
    </Button>
  );
  return (
    <Page
      title="Audit log"
      note={noteOf(filter)}
      actions={
        <>
          {filter.subject === undefined && filter.actor === undefined ? (
            <NativeSelect
              aria-label="Who changed it"
              data={doers}
              value={filter.by ?? ''}
              onChange={(event) => change({ by: event.currentTarget.value || undefined })}
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
            <Notice title="No change matches" minHeight={280} action={clear} />
          ) : (
            <Notice title="Nothing has been changed yet" minHeight={280}>
              Every change to stores, products, suppliers, people and till keys is listed here with who made it.
            </Notice>
          )
        }
      >
        {(items) => <AuditList entries={items} />}
      </Listing>
    </Page>
  );
}

const noteOf = ({ subject, actor }: AuditSearch) => {
  if (subject) return 'of one of them alone';
  return actor ? 'by one of us alone' : null;
};
