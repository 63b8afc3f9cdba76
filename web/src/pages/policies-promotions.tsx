import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Promotion } from '#domain/replenishment/policy.ts';
import { useRemovePromotion } from '#web/features/policies/change-policy.ts';
import { usePromotions } from '#web/features/policies/get-policies.ts';
import { PlaceFields } from '#web/features/policies/place-fields.tsx';
import { PromotionForm } from '#web/features/policies/promotion-form.tsx';
import { PromotionList } from '#web/features/policies/promotion-list.tsx';
import { useCategories } from '#web/features/products/list-products.ts';
import { ProductPicker } from '#web/features/products/product-picker.tsx';
import { Confirm } from '#web/ui/confirm.tsx';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { PartProps } from './policies-set.tsx';

/** Days on which something sells otherwise than usual. */
export function PromotionsPart({ filter, stores, mayEdit }: PartProps) {
  const promotions = usePromotions(filter.store);
  const categories = useCategories();
  const remove = useRemovePromotion();
  const [isAdding, setIsAdding] = useState(false);
  const [removing, setRemoving] = useState<Promotion>();
  const mine = stores.filter(({ id }) => mayEdit(id));
  return (
    <>
      {mine.length > 0 || mayEdit(null) ? (
        <Button variant="default" mb="sm" onClick={() => setIsAdding(true)}>
          Mark a promotion
        </Button>
      ) : null}
      <Listing
        what="The promotions"
        pages={promotions}
        empty={
          <Notice title="No promotion is marked" minHeight={220}>
            Mark one so that what it sells is not taken for the usual, and so that enough is ordered for the next.
          </Notice>
        }
      >
        {(items) => (
          <PromotionList promotions={items} mayEdit={({ storeId }) => mayEdit(storeId)} onRemove={setRemoving} />
        )}
      </Listing>
      <FormModal opened={isAdding} title="Mark a promotion" onClose={() => setIsAdding(false)}>
        <PromotionForm
          onDone={() => setIsAdding(false)}
          renderPlace={({ draft, set, problem }) => (
            <PlaceFields
              place={draft}
              onChange={set}
              stores={mine}
              mayEverywhere={mayEdit(null)}
              categories={categories.map(({ category }) => category)}
              isOfSomething
              renderProduct={() => (
                <ProductPicker
                  value={draft.productId}
                  error={problem('productId')}
                  onChange={(productId) => set({ productId })}
                />
              )}
            />
          )}
        />
      </FormModal>
      <Confirm
        opened={removing !== undefined}
        title={`Remove ${removing?.name ?? ''}?`}
        action="Remove"
        isDangerous
        deed={remove}
        onClose={() => setRemoving(undefined)}
        onConfirm={() => removing && remove.mutate(removing.id, { onSuccess: () => setRemoving(undefined) })}
      >
        Its days count as usual ones from the next plan on.
      </Confirm>
    </>
  );
}
