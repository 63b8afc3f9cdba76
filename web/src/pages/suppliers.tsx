import { Button, NativeSelect } from '@mantine/core';
import { notify } from '#web/ui/notify.tsx';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { NewSupplier } from '#domain/suppliers/supplier.ts';
import { useCreateSupplier } from '#web/features/suppliers/change-supplier.ts';
import { useSuppliers } from '#web/features/suppliers/list-suppliers.ts';
import { blank, fieldsOf } from '#web/features/suppliers/supplier-draft.ts';
import { SupplierForm } from '#web/features/suppliers/supplier-form.tsx';
import { SupplierList } from '#web/features/suppliers/supplier-list.tsx';
import { useMayEverywhere } from '#web/features/users/get-me.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { SearchBox } from '#web/ui/search-box.tsx';

const route = getRouteApi('/inside/suppliers');

export function SuppliersPage() {
  const { search, archived } = route.useSearch();
  const navigate = route.useNavigate();
  const suppliers = useSuppliers(search, archived ? 'true' : 'false');
  const mayEdit = useMayEverywhere('supplier.edit');
  const create = useCreateSupplier();
  const [isAdding, setIsAdding] = useState(false);
  const add = mayEdit ? <Button onClick={() => setIsAdding(true)}>New supplier</Button> : null;
  return (
    <Page
      title="Suppliers"
      actions={
        <>
          <SearchBox
            label="Search suppliers"
            placeholder="Name or code"
            value={search}
            onChange={(text) => void navigate({ search: (old) => ({ ...old, search: text }), replace: true })}
          />
          <NativeSelect
            aria-label="Which suppliers"
            data={[
              { value: '', label: 'In use' },
              { value: 'yes', label: 'Archived' },
            ]}
            value={archived ?? ''}
            onChange={(event) => {
              const chosen = event.currentTarget.value === 'yes' ? ('yes' as const) : undefined;
              void navigate({ search: (old) => ({ ...old, archived: chosen }), replace: true });
            }}
          />
          {add}
        </>
      }
    >
      <Listing
        what="The suppliers"
        pages={suppliers}
        empty={
          search || archived ? (
            <Notice title="No supplier matches" minHeight={280}>
              Search finds part of a name or code.
            </Notice>
          ) : (
            <Notice title="No supplier yet" minHeight={280} action={add}>
              A products file with supplier columns adds them, or add one by hand.
            </Notice>
          )
        }
      >
        {(items) => <SupplierList suppliers={items} />}
      </Listing>
      <FormModal opened={isAdding} title="New supplier" onClose={() => setIsAdding(false)}>
        <SupplierForm
          start={blank}
          schema={NewSupplier}
          body={fieldsOf}
          send={async (supplier) => {
            await create.mutateAsync(supplier);
            notify({ color: 'teal', title: 'Supplier added', message: supplier.name });
          }}
          onDone={() => setIsAdding(false)}
          onCancel={() => setIsAdding(false)}
        />
      </FormModal>
    </Page>
  );
}
