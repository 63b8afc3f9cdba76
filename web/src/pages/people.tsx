import { Button, NativeSelect } from '@mantine/core';
import { notify } from '#web/ui/notify.tsx';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Person } from '#domain/users/person.ts';
import { type PersonDeed, useDoToPerson } from '#web/features/people/change-person.ts';
import { GrantsForm } from '#web/features/people/grants-form.tsx';
import { InviteForm } from '#web/features/people/invite-form.tsx';
import { usePeople } from '#web/features/people/list-people.ts';
import { PeopleList } from '#web/features/people/people-list.tsx';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { useStoreList } from '#web/lib/stores.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { SearchBox } from '#web/ui/search-box.tsx';

const route = getRouteApi('/inside/people');
const states = [
  { value: '', label: 'Everybody' },
  { value: 'invited', label: 'Invited' },
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
];
const nameOf = ({ name, email, userId }: Person) => name ?? email ?? userId;

export function PeoplePage() {
  const { search, state } = route.useSearch();
  const navigate = route.useNavigate();
  const isNamed = !useStoreList().isPending;
  const people = usePeople(search, state);
  const self = useMe().data?.userId;
  const mayReadLog = useMayEverywhere('audit.read');
  const mayManage = useMayEverywhere('people.manage');
  const deed = useDoToPerson();
  const [isInviting, setIsInviting] = useState(false);
  const [edited, setEdited] = useState<Person>();
  const [leaving, setLeaving] = useState<Person>();
  const act = (person: Person, what: PersonDeed) => {
    if (what === 'disable') {
      deed.reset();
      return setLeaving(person);
    }
    const done = what === 'enable' ? 'can sign in again' : 'gets a new first password by mail';
    deed.mutate(
      { userId: person.userId, deed: what },
      {
        onSuccess: () => notify({ color: 'teal', message: `${nameOf(person)} ${done}` }),
        onError: (error) => notify({ color: 'red', title: 'This did not work', message: error.message }),
      },
    );
  };
  const change = (next: { search?: string | undefined; state?: string | undefined }) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  if (self !== undefined && !mayManage)
    return (
      <Page title="People">
        <Notice title="Only admins of every store see who works here" minHeight="40vh" />
      </Page>
    );
  return (
    <Page
      title="People"
      actions={
        <>
          <SearchBox
            label="Search people"
            placeholder="Name or e-mail"
            value={search}
            onChange={(text) => change({ search: text })}
          />
          <NativeSelect
            aria-label="State"
            data={states}
            value={state ?? ''}
            onChange={(event) => change({ state: event.currentTarget.value || undefined })}
          />
          {mayManage ? <Button onClick={() => setIsInviting(true)}>Invite</Button> : null}
        </>
      }
    >
      <Listing
        what="The people"
        pages={people}
        isReady={isNamed}
        empty={
          <Notice title="Nobody matches" minHeight={280}>
            Search finds part of a name or of an e-mail address.
          </Notice>
        }
      >
        {(items) => <PeopleList people={items} self={self} mayReadLog={mayReadLog} onEdit={setEdited} onDeed={act} />}
      </Listing>
      <FormModal opened={isInviting} title="Invite somebody" onClose={() => setIsInviting(false)}>
        <InviteForm onDone={() => setIsInviting(false)} />
      </FormModal>
      <FormModal
        opened={edited !== undefined}
        title={edited ? `Roles of ${nameOf(edited)}` : ''}
        onClose={() => setEdited(undefined)}
      >
        {edited ? <GrantsForm person={edited} onDone={() => setEdited(undefined)} /> : null}
      </FormModal>
      <Confirm
        opened={leaving !== undefined}
        title={leaving ? `Disable ${nameOf(leaving)}?` : ''}
        action="Disable"
        isDangerous
        deed={deed}
        onClose={() => setLeaving(undefined)}
        onConfirm={() => {
          if (leaving)
            deed.mutate({ userId: leaving.userId, deed: 'disable' }, { onSuccess: () => setLeaving(undefined) });
        }}
      >
        They cannot sign in any more, and their roles count for nothing within half a minute. Their roles are kept: you
        can enable them again.
      </Confirm>
    </Page>
  );
}
