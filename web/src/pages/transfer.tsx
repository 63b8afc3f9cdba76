import { Page } from '#web/ui/page.tsx';

export const TransferPage = () => <Page title="…">{null}</Page>;
