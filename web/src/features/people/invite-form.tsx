import { TextInput } from '@mantine/core';
import { notify } from '#web/ui/notify.tsx';
import { InvitePerson } from '#domain/users/person.ts';
import type { Grant } from '#domain/users/user.ts';
import { useInvitePerson } from './change-person.ts';
import { GrantsEditor } from './grants-editor.tsx';
import { grantLines } from './role-words.ts';
import { useStores } from '#web/lib/stores.ts';
import { useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';

type Draft = { email: string; name: string; grants: Grant[] };

/** Asks somebody in: the sign-in mails them a first password. */
export function InviteForm({ onDone }: { onDone: () => void }) {
  const stores = useStores();
  const invite = useInvitePerson();
  const form = useForm<Draft, typeof InvitePerson>({
    start: { draft: { email: '', name: '', grants: [{ role: 'viewer', storeId: null }] }, version: undefined },
    schema: InvitePerson,
    body: (draft) => draft,
    send: async (person) => {
      await invite.mutateAsync(person);
      notify({
        color: 'teal',
        title: 'Invited',
        message: `A first password is on its way to ${person.email}`,
      });
    },
    onDone,
  });
  const words = ({ email, name, grants }: Draft) => ({
    'E-mail': email,
    Name: name,
    Roles: grantLines(grants, stores).join('\n'),
  });
  return (
    <FormFrame form={form} action="Invite" onCancel={onDone} words={words}>
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="off"
        required
        data-autofocus
        description="They sign in with it; the invitation goes there"
        {...form.text('email')}
      />
      <TextInput label="Name" autoComplete="off" required {...form.text('name')} />
      <GrantsEditor
        grants={form.draft.grants}
        error={form.problem('grants')}
        onChange={(grants) => form.set({ grants })}
      />
    </FormFrame>
  );
}
