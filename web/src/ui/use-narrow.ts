import { useMediaQuery } from '@mantine/hooks';

/** Whether the window is a phone's: below 48em (768 px), where tables become cards. Right from the first render. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
}
