import { Group } from '@mantine/core';
import { useState } from 'react';
import type { EffectivePolicy } from '#domain/replenishment/policy.ts';
import { EffectiveList } from '#web/features/policies/effective-list.tsx';
import { useEffective } from '#web/features/policies/get-policies.ts';
import { blankPolicy, type PolicyDraft } from '#web/features/policies/policy-draft.ts';
import { PolicyForm } from '#web/features/policies/policy-form.tsx';
import { StoreChoice } from '#web/features/policies/store-choice.tsx';
import type { Edition } from '#web/lib/use-form.ts';
import { explain } from '#web/lib/problem.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { SearchBox } from '#web/ui/search-box.tsx';
import { namesOf, type PartProps, readPolicy } from './policies-set.tsx';

/** What applies to each product of a store, and where it comes from. */
export function EffectivePart(props: PartProps) {
  const { filter, change, stores } = props;
  const store = filter.store ?? stores[0]?.id;
  return (
    <>
      <Group gap="xs" mb="sm">
        <StoreChoice stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
        <SearchBox
          label="Search products"
          placeholder="Name or SKU"
          value={filter.search}
          onChange={(text) => change({ search: text })}
        />
      </Group>
      {store === undefined ? null : <OfStore {...props} store={store} />}
    </>
  );
}

function OfStore({ store, filter, ...part }: PartProps & { store: string }) {
  const effective = useEffective(store, filter.search, filter.product);
  const [editing, setEditing] = useState<{ item: EffectivePolicy; start: Edition<PolicyDraft> }>();
  const close = () => setEditing(undefined);
  const open = async (item: EffectivePolicy) => {
    try {
      const at = { storeId: item.storeId, productId: item.productId, category: '' };
      setEditing({ item, start: await readPolicy({ ...blankPolicy.draft, ...at }) });
    } catch (error) {
      notify({ color: 'red', title: 'Not opened', message: explain(error) });
    }
  };
  return (
    <>
      <Listing what="The policies" pages={effective} empty={<Notice title="No product matches" minHeight={220} />}>
        {(items) => (
          <EffectiveList
            items={items}
            names={namesOf(part)}
            mayEdit={part.mayEdit(store)}
            onSet={(item) => void open(item)}
          />
        )}
      </Listing>
      <FormModal
        opened={editing !== undefined}
        title={editing ? `${editing.item.name}, ${editing.item.storeName}` : ''}
        onClose={close}
      >
        {editing ? (
          <PolicyForm
            start={editing.start}
            suppliers={part.suppliers}
            stores={part.stores}
            reload={readPolicy}
            onDone={close}
          />
        ) : null}
      </FormModal>
    </>
  );
}
