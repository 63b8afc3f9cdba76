import { Page } from '#web/ui/page.tsx';

export const AlertSettingsPage = () => <Page title="…">{null}</Page>;
