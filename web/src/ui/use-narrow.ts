import { useMediaQuery } from '@mantine/hooks';

/** Whether the window is a phone's: below 48em (768 px), where tables become cards; never on paper. Right from the first render. */
export function useNarrow(): boolean {
  return useMediaQuery('screen and (max-width: 47.99em)', false, { getInitialValueInEffect: false });
}
