import { Page } from '#web/ui/page.tsx';

export const CountSheetPage = () => <Page title="…">{null}</Page>;
