import { Page } from '#web/ui/page.tsx';

export const AlertsPage = () => <Page title="…">{null}</Page>;
