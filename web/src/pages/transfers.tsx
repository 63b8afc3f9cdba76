import { Page } from '#web/ui/page.tsx';

export const TransfersPage = () => <Page title="…">{null}</Page>;
