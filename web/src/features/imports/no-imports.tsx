import { Notice } from '#web/ui/notice.tsx';

type NoImportsProps = { mayImport: boolean; ofKind?: string; minHeight: number };

/** In place of a list of imports: what to do first, for those who may do it. */
export function NoImports({ mayImport, ofKind = '', minHeight }: NoImportsProps) {
  if (!mayImport)
    return (
      <Notice title={`No imports${ofKind} that you may see`} minHeight={minHeight}>
        Files that are imported for your stores are listed here with what came of them.
      </Notice>
    );
  return (
    <Notice title={`No imports${ofKind} yet`} minHeight={minHeight}>
      Files that are sent or dropped into the bucket are listed here with what came of them. Begin with products, then
      stock, then sales.
    </Notice>
  );
}
