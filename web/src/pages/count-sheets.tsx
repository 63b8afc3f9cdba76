import { Page } from '#web/ui/page.tsx';

export const CountSheetsPage = () => <Page title="…">{null}</Page>;
