import { Button, Menu, Modal, Skeleton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { ProductDetail } from '#domain/catalogue/product.ts';
import { may } from '#domain/users/rights.ts';
import { Id } from '#domain/values.ts';
import { AdjustForm } from '#web/features/products/adjust-form.tsx';
import { useSetStatus } from '#web/features/products/change-product.ts';
import { Events } from '#web/features/products/events.tsx';
import { fetchProduct, useProduct } from '#web/features/products/get-product.ts';
import { Levels } from '#web/features/products/levels.tsx';
import { Movements } from '#web/features/movements/product-movements.tsx';
import { PriceHistory } from '#web/features/products/price-history.tsx';
import { ProductFacts } from '#web/features/products/product-facts.tsx';
import { ProductFigures } from '#web/features/products/product-figures.tsx';
import { Suppliers } from '#web/features/products/suppliers.tsx';
import { TimelinePanel } from '#web/features/products/timeline.tsx';
import { useStoreList } from '#web/lib/stores.ts';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { ProductSupplier } from '#web/features/suppliers/product-supplier.tsx';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { ApiProblem } from '#web/lib/problem.ts';
import { paths, type ProductSearch } from '#web/paths.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { daysOf } from '#web/ui/period.ts';
import { PeriodControl } from '#web/ui/period-control.tsx';
import { RowMenu } from '#web/ui/row-menu.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import { useToday } from '#web/ui/use-today.ts';
import { ChangesEntry } from './changes-link.tsx';
import classes from './product.module.css';

const route = getRouteApi('/inside/products/$productId');

export function ProductPage() {
  const { productId } = route.useParams();
  const search = route.useSearch();
  const { store } = search;
  const navigate = route.useNavigate();
  const today = useToday({ store });
  const list = useStoreList();
  const stores = list.data ?? [];
  const me = useMe();
  const caller = me.data;
  const { data: product, error, refetch } = useProduct(productId);
  const mayEdit = useMayEverywhere('catalogue.edit');
  const mayOpenImports = useMayEverywhere('import.read');
  const [item, setItem] = useState<ProductDetail['suppliers'][number] | 'new'>();

  const change = (next: Partial<ProductSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  const filters = (
    <>
      <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
      <PeriodControl search={search} today={today} onChange={change} />
    </>
  );
  if (!product && error) return <Missing productId={productId} error={error} onRetry={() => void refetch()} />;
  // What may be done here hangs on both: a button that came later would move the page.
  if (!product || list.isPending || me.isPending) return <Waiting filters={filters} />;
  const adjustable = stores.filter(
    ({ id, isArchived }) => caller && !isArchived && product.isStocked && may(caller, 'stock.adjust', id),
  );
  const { adjust: isAdjusting, ...span } = search;
  const filter = { ...daysOf(search, today), store };
  const adjust = (isOpen: boolean) => change({ adjust: isOpen ? 'yes' : undefined });
  return (
    <Page
      title={product.name}
      actions={
        <>
          {filters}
          {adjustable.length > 0 ? <Button onClick={() => adjust(true)}>Adjust stock</Button> : null}
          {mayEdit ? <Editing product={product} /> : null}
        </>
      }
    >
      <ProductFacts product={product} />
      <div className={classes['stack']}>
        <TimelinePanel productId={productId} sku={product.sku} filter={filter} />
        <ProductFigures productId={productId} filter={filter} today={today} />
        <Levels levels={product.levels} store={store} />
        <div className={classes['two']}>
          <Events productId={productId} filter={filter} />
          <div className={classes['stack']}>
            <Suppliers
              suppliers={product.suppliers}
              {...(mayEdit ? { onEdit: (chosen) => setItem(chosen ?? 'new') } : {})}
            />
            <PriceHistory product={product} mayOpenImports={mayOpenImports} />
          </div>
        </div>
        <Movements
          productId={productId}
          store={store}
          side={
            <Link className="link" to={paths.bridge} search={{ ...span, product: productId }}>
              Stock bridge
            </Link>
          }
        />
      </div>
      <Modal
        opened={isAdjusting === 'yes' && adjustable.length > 0}
        onClose={() => adjust(false)}
        title={`Adjust ${product.name}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <AdjustForm product={product} stores={adjustable} store={store} onDone={() => adjust(false)} />
      </Modal>
      <FormModal
        opened={item !== undefined}
        title={item === 'new' || item === undefined ? `A supplier of ${product.name}` : `Terms of ${item.supplierName}`}
        onClose={() => setItem(undefined)}
      >
        <ProductSupplier
          productId={productId}
          item={item === 'new' ? undefined : item}
          current={async () => (await fetchProduct(productId)).suppliers}
          onDone={() => setItem(undefined)}
        />
      </FormModal>
    </Page>
  );
}

/** The way to the form, and out of use and back. */
function Editing({ product }: { product: ProductDetail }) {
  const setStatus = useSetStatus();
  const [isAsking, setIsAsking] = useState(false);
  const isArchived = product.status === 'archived';
  const ask = () => {
    setStatus.reset();
    setIsAsking(true);
  };
  return (
    <>
      <Button
        variant="default"
        renderRoot={(props) => <Link {...props} to={paths.editProduct} params={{ productId: product.id }} />}
      >
        {product.status === 'draft' ? 'Complete' : 'Edit'}
      </Button>
      <RowMenu label="More for this product" Icon={IconDots}>
        <ChangesEntry kind="product" subject={product.id} />
        <Menu.Item onClick={ask}>{isArchived ? 'Restore…' : 'Archive…'}</Menu.Item>
      </RowMenu>
      <Confirm
        opened={isAsking}
        title={`${isArchived ? 'Restore' : 'Archive'} ${product.name}?`}
        action={isArchived ? 'Restore' : 'Archive'}
        deed={setStatus}
        onClose={() => setIsAsking(false)}
        onConfirm={() =>
          setStatus.mutate(
            { product, status: isArchived ? 'active' : 'archived' },
            { onSuccess: () => setIsAsking(false) },
          )
        }
      >
        {isArchived
          ? 'It can be sold and counted again, and shows in every list.'
          : 'It is no longer offered, and leaves the lists. Its history stays, and it can be restored. No store may have any left.'}
      </Confirm>
    </>
  );
}

function Missing({ productId, error, onRetry }: { productId: string; error: Error; onRetry: () => void }) {
  // An address that can be nobody's (`/products/abc`) is refused by the API, and nothing is there all the same.
  const isMissing = !Id.safeParse(productId).success || (error instanceof ApiProblem && error.status === 404);
  return (
    <Page title={isMissing ? 'No such product' : 'Product'}>
      {isMissing ? (
        <Notice
          title="This product does not exist"
          minHeight="40vh"
          action={
            <Link className="link" to={paths.stock}>
              Look in the stock list
            </Link>
          }
        />
      ) : (
        <Failed what="The product" error={error} onRetry={onRetry} minHeight="40vh" />
      )}
    </Page>
  );
}

/** As high as what will stand in its place. */
function Waiting({ filters }: { filters: ReactNode }) {
  const narrow = useNarrow();
  return (
    <Page
      title="Product"
      actions={
        <>
          {filters}
          <Button style={{ visibility: 'hidden' }}>Adjust stock</Button>
        </>
      }
    >
      <div className={classes['stack']}>
        <Skeleton h={narrow ? 118 : 32} />
        <Skeleton h={narrow ? 510 : 460} />
        <Skeleton h={230} />
        <Skeleton h={420} />
      </div>
    </Page>
  );
}
