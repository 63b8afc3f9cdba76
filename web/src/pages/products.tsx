import { Button, NativeSelect } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ProductList } from '#web/features/products/product-list.tsx';
import { shown, useCategories, useIsAnyIncomplete, useProducts } from '#web/features/products/list-products.ts';
import { useSupplierChoice } from '#web/features/suppliers/list-suppliers.ts';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { paths, type ProductsSearch } from '#web/paths.ts';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { SearchBox } from '#web/ui/search-box.tsx';

const route = getRouteApi('/inside/products');

export function ProductsPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const products = useProducts(filter);
  const categories = useCategories();
  const suppliers = useSupplierChoice();
  const mayEdit = useMayEverywhere('catalogue.edit');
  const isKnown = useMe().data !== undefined;
  const incomplete = useIsAnyIncomplete() && mayEdit && filter.status !== 'attention';
  const change = (next: ProductsSearch) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: true });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <Page
      title="Products"
      note={
        incomplete ? (
          <Link className="link" to={paths.products} search={{ status: 'attention' }}>
            Some wait to be completed
          </Link>
        ) : null
      }
      actions={
        <>
          <SearchBox
            label="Search products"
            placeholder="Name, SKU or barcode"
            value={filter.search}
            onChange={(search) => change({ search })}
          />
          <Choice label="Status" choices={shown} value={filter.status} onChange={(status) => change({ status })} />
          <Choice
            label="Category"
            choices={[
              { value: '', label: 'All categories' },
              ...categories.map(({ category }) => ({ value: category, label: category })),
            ]}
            value={filter.category}
            onChange={(category) => change({ category })}
          />
          <Choice
            label="Supplier"
            choices={[
              { value: '', label: 'All suppliers' },
              ...suppliers.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={filter.supplier}
            onChange={(supplier) => change({ supplier })}
          />
          {mayEdit || !isKnown ? <NewProduct isKnown={isKnown} /> : null}
        </>
      }
    >
      <Listing
        what="The products"
        pages={products}
        empty={isFiltered ? <NothingFound filter={filter} onClear={() => void navigate({ search: {} })} /> : <None />}
      >
        {(items) => <ProductList products={items} />}
      </Listing>
    </Page>
  );
}

/** Its place is kept while it is not known who asks. */
const NewProduct = ({ isKnown = true }: { isKnown?: boolean }) => (
  <Button
    renderRoot={(props) => <Link {...props} to={paths.newProduct} />}
    style={isKnown ? {} : { visibility: 'hidden' }}
  >
    New product
  </Button>
);

type ChoiceProps = {
  label: string;
  choices: { value: string; label: string }[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
};

function Choice({ label, choices, value = '', onChange }: ChoiceProps) {
  const isKnown = choices.some((choice) => choice.value === value);
  return (
    <NativeSelect
      aria-label={label}
      w={160}
      data={isKnown ? choices : [...choices, { value, label: value }]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

function NothingFound({ filter, onClear }: { filter: ProductsSearch; onClear: () => void }) {
  const clear = (
    <Button variant="default" onClick={onClear}>
      Clear the filters
    </Button>
  );
  return filter.status === 'attention' ? (
    <Notice title="Nothing to complete" minHeight={280} action={clear}>
      Every product in use has been completed and has a price.
    </Notice>
  ) : (
    <Notice title="No product matches" minHeight={280} action={clear}>
      Search finds part of a name or SKU, or a whole barcode.
    </Notice>
  );
}

function None() {
  const mayEdit = useMayEverywhere('catalogue.edit');
  return (
    <Notice title="No products yet" minHeight={280} action={mayEdit ? <NewProduct /> : null}>
      {mayEdit ? (
        <>
          <Link className="link" to={paths.imports} search={{ send: 'products' }}>
            Import a products file
          </Link>
          , or add them one by one.
        </>
      ) : (
        'They show here once somebody has added them.'
      )}
    </Notice>
  );
}
