import { useQuery } from '@tanstack/react-query';
import { PolicyForm } from '#web/features/policies/policy-form.tsx';
import { blankPolicy } from '#web/features/policies/policy-draft.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Failed } from '#web/ui/notice.tsx';
import { type PartProps, readPolicy } from './policies-set.tsx';

/** The policy that an address names, of a store and perhaps one of its categories, opened; closed, the list is there. */
export function PolicyHere({ filter, change, stores, suppliers, mayEdit }: PartProps) {
  const { store = '', category = '' } = filter;
  const close = () => change({ edit: undefined, category: undefined });
  const start = useQuery({
    queryKey: ['policies', 'here', store, category],
    queryFn: () => readPolicy({ ...blankPolicy.draft, storeId: store, category }),
    // What somebody is at must not be read anew under their hands.
    gcTime: 0,
    staleTime: Infinity,
  });
  const name = stores.find(({ id }) => id === store)?.name ?? 'every store';
  const isAllowed = mayEdit(store === '' ? null : store);
  return (
    <FormModal opened title={[category, name].filter(Boolean).join(', ')} onClose={close}>
      {start.error ? <Failed what="The policy" error={start.error} onRetry={() => void start.refetch()} /> : null}
      {isAllowed ? null : <p>Whoever may set policies for this store can change it.</p>}
      {isAllowed && start.data ? (
        <PolicyForm start={start.data} suppliers={suppliers} stores={stores} reload={readPolicy} onDone={close} />
      ) : null}
    </FormModal>
  );
}
