import { Skeleton } from '@mantine/core';
import { notify } from '#web/ui/notify.tsx';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ProductEdit } from '#domain/catalogue/product.ts';
import { useEditProduct } from '#web/features/products/change-product.ts';
import { fetchProduct } from '#web/features/products/get-product.ts';
import { bodyOf, editionOf } from '#web/features/products/product-draft.ts';
import { ProductForm } from '#web/features/products/product-form.tsx';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { paths } from '#web/paths.ts';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';

const route = getRouteApi('/inside/products/$productId/edit');

export function EditProductPage() {
  const { productId } = route.useParams();
  const navigate = route.useNavigate();
  const edit = useEditProduct();
  const isKnown = useMe().data !== undefined;
  const mayEdit = useMayEverywhere('catalogue.edit');
  // Not the copy of the product's page: a form is filled from what is true now.
  const { data, error, refetch } = useQuery({
    queryKey: ['product', productId, 'edit'],
    queryFn: ({ signal }) => fetchProduct(productId, signal),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const leave = () => void navigate({ to: paths.product, params: { productId } });
  if (isKnown && !mayEdit)
    return (
      <Page title="Edit product">
        <Notice
          title="Only admins and buyers of every store can change products"
          minHeight="40vh"
          action={
            <Link className="link" to={paths.product} params={{ productId }}>
              Look at it
            </Link>
          }
        />
      </Page>
    );
  return (
    <Page title={data && isKnown ? `Edit ${data.name}` : 'Edit product'}>
      {data && isKnown ? (
        <ProductForm
          key={productId}
          start={editionOf(data)}
          schema={ProductEdit}
          body={(draft, version) => ({ ...bodyOf(draft), productId, version })}
          send={async (body) => {
            await edit.mutateAsync(body);
            notify({ color: 'teal', title: 'Product saved', message: body.name });
          }}
          reload={async () => editionOf(await fetchProduct(productId))}
          onDone={leave}
          onCancel={leave}
        />
      ) : error ? (
        <Failed what="The product" error={error} onRetry={() => void refetch()} minHeight="40vh" />
      ) : (
        <Skeleton h={480} maw={860} />
      )}
    </Page>
  );
}
