import { useImports } from './list-imports.ts';

/** Beside a title, while files are being read: what stands below changes with each of them. Nothing for the rest of the time. */
export function StillReading() {
  const pages = useImports(undefined).data?.pages ?? [];
  const isReading = pages[0]?.items.some(({ status }) => status === 'received' || status === 'running') === true;
  return isReading ? <span>still reading files </span> : null;
}
