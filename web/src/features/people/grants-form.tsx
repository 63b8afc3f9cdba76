import { notify } from '#web/ui/notify.tsx';
import { type Person, ReplaceGrants } from '#domain/users/person.ts';
import type { Grant } from '#domain/users/user.ts';
import { findPerson, useReplaceGrants } from './change-person.ts';
import { GrantsEditor } from './grants-editor.tsx';
import { grantLines } from './role-words.ts';
import { useStores } from '#web/lib/stores.ts';
import { useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';

type Draft = { grants: Grant[] };
const editionOf = ({ grants, version }: Person) => ({ draft: { grants }, version });

/** Says anew what somebody may do. */
export function GrantsForm({ person, onDone }: { person: Person; onDone: () => void }) {
  const stores = useStores();
  const replace = useReplaceGrants();
  const form = useForm<Draft, typeof ReplaceGrants>({
    start: editionOf(person),
    schema: ReplaceGrants,
    body: ({ grants }, version) => ({ userId: person.userId, version, grants }),
    send: async (body) => {
      await replace.mutateAsync(body);
      notify({
        color: 'teal',
        title: 'Roles saved',
        message: 'They hold within half a minute, wherever the person is signed in',
      });
    },
    reload: async () => editionOf((await findPerson(person)) ?? person),
    onDone,
  });
  return (
    <FormFrame
      form={form}
      action="Save roles"
      onCancel={onDone}
      words={({ grants }) => ({ Roles: grantLines(grants, stores).join('\n') })}
    >
      <GrantsEditor
        grants={form.draft.grants}
        error={form.problem('grants')}
        onChange={(grants) => form.set({ grants })}
      />
    </FormFrame>
  );
}
