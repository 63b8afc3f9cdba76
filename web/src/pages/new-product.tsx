import { notify } from '#web/ui/notify.tsx';
import { useNavigate } from '@tanstack/react-router';
import { NewProduct } from '#domain/catalogue/product.ts';
import { useCreateProduct } from '#web/features/products/change-product.ts';
import { blank, bodyOf } from '#web/features/products/product-draft.ts';
import { ProductForm } from '#web/features/products/product-form.tsx';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';

export function NewProductPage() {
  const navigate = useNavigate();
  const create = useCreateProduct();
  const isKnown = useMe().data !== undefined;
  const mayEdit = useMayEverywhere('catalogue.edit');
  const leave = () => void navigate({ to: paths.products });
  return (
    <Page title="New product">
      {isKnown && !mayEdit ? (
        <Notice title="Only admins and buyers of every store can add products" minHeight="40vh" />
      ) : (
        <ProductForm
          start={blank}
          schema={NewProduct}
          body={bodyOf}
          send={async (product) => {
            const { name } = await create.mutateAsync(product);
            notify({ color: 'teal', title: 'Product added', message: name });
          }}
          onDone={leave}
          onCancel={leave}
        />
      )}
    </Page>
  );
}
