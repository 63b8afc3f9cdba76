import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Policy, PolicyPage } from '#domain/replenishment/policy.ts';
import type { Store } from '#domain/stores/store.ts';
import { usePolicies } from '#web/features/policies/get-policies.ts';
import { PlaceFields } from '#web/features/policies/place-fields.tsx';
import type { PoliciesSearch } from '#web/features/policies/policies-search.ts';
import { blankPolicy, type PolicyDraft, policyEdition } from '#web/features/policies/policy-draft.ts';
import { PolicyForm } from '#web/features/policies/policy-form.tsx';
import { keyOf, PolicyList } from '#web/features/policies/policy-list.tsx';
import { placeWords } from '#web/features/policies/policy-words.ts';
import { useCategories } from '#web/features/products/list-products.ts';
import { ProductPicker } from '#web/features/products/product-picker.tsx';
import { get } from '#web/lib/api.ts';
import { given } from '#web/lib/typed.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';

export type PartProps = {
  filter: PoliciesSearch;
  change: (next: Partial<PoliciesSearch>) => void;
  stores: Store[];
  suppliers: { id: string; name: string }[];
  mayEdit: (storeId: string | null) => boolean;
};

const anywhere = ({ stores, mayEdit }: PartProps) => mayEdit(null) || stores.some(({ id }) => mayEdit(id));

/** The names of stores and suppliers that policies speak of. */
export const namesOf = ({ stores, suppliers }: Pick<PartProps, 'stores' | 'suppliers'>) => ({
  store: (wanted: string) => stores.find(({ id }) => id === wanted)?.name ?? `store ${wanted}`,
  supplier: (wanted: string) => suppliers.find(({ id }) => id === wanted)?.name ?? `supplier ${wanted}`,
});

/** What is set, level by level. */
export function SetPart(props: PartProps) {
  const { filter, stores, suppliers, mayEdit } = props;
  const policies = usePolicies(filter.store);
  const categories = useCategories();
  const [editing, setEditing] = useState<Policy | 'new'>();
  const close = () => setEditing(undefined);
  const isNew = editing === 'new';
  const add = anywhere(props) ? (
    <Button variant="default" mb="sm" onClick={() => setEditing('new')}>
      New policy
    </Button>
  ) : null;
  return (
    <>
      {add}
      <Listing
        what="The policies"
        pages={policies}
        empty={
          <Notice title="Nothing is set yet" minHeight={220}>
            Everything goes by the usual: learned from what sells, 95% service, an order a week, suggested to you.
          </Notice>
        }
      >
        {(items) => (
          <PolicyList
            policies={items}
            names={namesOf(props)}
            mayEdit={({ storeId }) => mayEdit(storeId)}
            onEdit={setEditing}
          />
        )}
      </Listing>
      <FormModal
        opened={editing !== undefined}
        title={isNew || editing === undefined ? 'New policy' : placeWords(editing)}
        onClose={close}
      >
        <PolicyForm
          start={editing === undefined || isNew ? blankPolicy : policyEdition(editing)}
          suppliers={suppliers}
          stores={stores}
          {...(isNew
            ? {
                renderPlace: ({ draft, set, problem }) => (
                  <PlaceFields
                    place={draft}
                    onChange={set}
                    stores={stores.filter(({ id }) => mayEdit(id))}
                    mayEverywhere={mayEdit(null)}
                    categories={categories.map(({ category }) => category)}
                    isOfSomething={false}
                    renderProduct={() => (
                      <ProductPicker
                        value={draft.productId}
                        error={problem('productId')}
                        onChange={(productId) => set({ productId })}
                      />
                    )}
                  />
                ),
              }
            : {})}
          reload={readPolicy}
          onDone={close}
        />
      </FormModal>
    </>
  );
}

/** The policy at the place of a draft, as it is now; a blank one where there is none. */
export async function readPolicy(draft: PolicyDraft) {
  const query = { store: given(draft.storeId) ?? undefined, limit: 200 };
  const at = { storeId: given(draft.storeId), category: given(draft.category), productId: given(draft.productId) };
  let cursor: string | undefined;
  do {
    const page = await get('/policies', PolicyPage, { query: { ...query, cursor } });
    const found = page.items.find((policy) => keyOf(policy) === keyOf(at));
    if (found) return policyEdition(found);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  const { storeId, category, productId } = draft;
  return { draft: { ...blankPolicy.draft, storeId, category, productId }, version: 0 };
}
