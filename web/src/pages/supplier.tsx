import { Button, Skeleton } from '@mantine/core';
import { notify } from '#web/ui/notify.tsx';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type SuppliedProduct, SupplierEdit } from '#domain/suppliers/supplier.ts';
import { Id } from '#domain/values.ts';
import { SupplierScorecard } from '#web/features/orders/scorecard.tsx';
import { fetchProduct } from '#web/features/products/get-product.ts';
import { ProductPicker } from '#web/features/products/product-picker.tsx';
import { useEditSupplier, useRemoveItem } from '#web/features/suppliers/change-supplier.ts';
import { fetchSupplier, useSupplier, useSupplierItems } from '#web/features/suppliers/get-supplier.ts';
import { ItemForm } from '#web/features/suppliers/item-form.tsx';
import { editionOf, fieldsOf, itemEdition } from '#web/features/suppliers/supplier-draft.ts';
import { SupplierFacts } from '#web/features/suppliers/supplier-facts.tsx';
import { SupplierForm } from '#web/features/suppliers/supplier-form.tsx';
import { SupplierItems } from '#web/features/suppliers/supplier-items.tsx';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { ApiProblem } from '#web/lib/problem.ts';
import { paths } from '#web/paths.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { ChangesLink } from './changes-link.tsx';

const route = getRouteApi('/inside/suppliers/$supplierId');
type Editing = 'supplier' | 'new item' | SuppliedProduct | undefined;

export function SupplierPage() {
  const { supplierId } = route.useParams();
  const { data: supplier, error, refetch } = useSupplier(supplierId);
  const items = useSupplierItems(supplierId);
  const edit = useEditSupplier();
  const remove = useRemoveItem();
  const isKnown = useMe().data !== undefined;
  const mayEdit = useMayEverywhere('supplier.edit');
  const [editing, setEditing] = useState<Editing>();
  const [removing, setRemoving] = useState<SuppliedProduct>();
  const close = () => setEditing(undefined);
  const item = typeof editing === 'object' ? editing : undefined;

  if (!supplier || !isKnown) return <Missing supplierId={supplierId} error={error} onRetry={() => void refetch()} />;
  const addItem = mayEdit ? (
    <Button variant="default" onClick={() => setEditing('new item')}>
      Add a product
    </Button>
  ) : null;
  return (
    <Page
      title={supplier.name}
      note={<All />}
      actions={
        mayEdit ? (
          <>
            <ChangesLink kind="supplier" subject={supplierId} />
            {addItem}
            <Button onClick={() => setEditing('supplier')}>Edit</Button>
          </>
        ) : null
      }
    >
      <SupplierFacts supplier={supplier} />
      <SupplierScorecard
        supplierId={supplierId}
        side={
          <Link className="link" to={paths.orders} search={{ supplier: supplierId, status: 'all' }}>
            Orders
          </Link>
        }
      />
      <Listing
        what="The products"
        pages={items}
        empty={
          <Notice title="No product comes from this supplier yet" minHeight={220} action={addItem}>
            A products file with supplier columns adds them, or add one by hand.
          </Notice>
        }
      >
        {(supplied) => (
          <SupplierItems
            items={supplied}
            mayEdit={mayEdit}
            onEdit={setEditing}
            onRemove={(one) => {
              remove.reset();
              setRemoving(one);
            }}
          />
        )}
      </Listing>
      <FormModal opened={editing === 'supplier'} title={`Edit ${supplier.name}`} onClose={close}>
        <SupplierForm
          start={editionOf(supplier)}
          schema={SupplierEdit}
          body={(draft, version) => ({ ...fieldsOf(draft), isArchived: draft.isArchived, supplierId, version })}
          send={async (body) => {
            await edit.mutateAsync(body);
            notify({ color: 'teal', title: 'Supplier saved', message: body.name });
          }}
          reload={async () => editionOf(await fetchSupplier(supplierId))}
          onDone={close}
          onCancel={close}
        />
      </FormModal>
      <FormModal
        opened={editing === 'new item' || item !== undefined}
        title={item ? `Terms of ${item.name}` : `Add a product of ${supplier.name}`}
        onClose={close}
      >
        <ItemForm
          start={itemEdition({ supplierId, productId: item?.productId ?? '' }, item)}
          renderChoice={({ draft, set, problem }) =>
            item ? null : (
              <ProductPicker
                value={draft.productId}
                error={problem('productId')}
                onChange={(productId) => set({ productId })}
              />
            )
          }
          reload={async ({ productId }) => {
            const { suppliers } = await fetchProduct(productId);
            const terms = suppliers.find((one) => one.supplierId === supplierId);
            return itemEdition({ supplierId, productId }, terms);
          }}
          onDone={close}
        />
      </FormModal>
      <Confirm
        opened={removing !== undefined}
        title={`${supplier.name} no longer sells ${removing?.name ?? 'it'}?`}
        action="Remove"
        isDangerous
        deed={remove}
        onClose={() => setRemoving(undefined)}
        onConfirm={() => {
          if (removing)
            remove.mutate(
              { supplierId, productId: removing.productId, version: removing.version },
              { onSuccess: () => setRemoving(undefined) },
            );
        }}
      >
        Its terms are forgotten. What was ordered and delivered stays, and so does the product.
      </Confirm>
    </Page>
  );
}

const All = () => (
  <Link className="link" to={paths.suppliers}>
    All suppliers
  </Link>
);

function Missing({ supplierId, error, onRetry }: { supplierId: string; error: Error | null; onRetry: () => void }) {
  const isMissing = !Id.safeParse(supplierId).success || (error instanceof ApiProblem && error.status === 404);
  return (
    <Page title={isMissing ? 'No such supplier' : 'Supplier'} note={<All />}>
      {isMissing ? <Notice title="This supplier does not exist" minHeight="40vh" action={<All />} /> : null}
      {!isMissing && error ? <Failed what="The supplier" error={error} onRetry={onRetry} minHeight="40vh" /> : null}
      {!isMissing && !error ? <Skeleton h={320} /> : null}
    </Page>
  );
}
