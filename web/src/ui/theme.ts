import { createTheme, type CSSVariablesResolver, DrawerHeader, ModalHeader } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'indigo',
  colors: {
    // Cooler than Mantine's own greys, in step with the cards of global.css.
    dark: [
      '#c9cdd5',
      '#b4bac5',
      '#8d95a3',
      '#69717f',
      '#4b525e',
      '#383e48',
      '#262b33',
      '#1c1f25',
      '#14161a',
      '#0f1114',
    ],
  },
  // Mantine's default shade (6) fails the 4.5:1 contrast of WCAG AA for text on it and for text in it.
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  // Black and white are as easy to read on a luminance of 0.179. A little above, white still has 4.5:1, and more on the darker
  // shade under a pointer, where black has less: so the red of buttons, 0.1826, bears white.
  luminanceThreshold: 0.183,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
  components: {
    // A dialog's head is a <header>, which screen readers would take for a second banner of the page.
    DrawerHeader: DrawerHeader.extend({ defaultProps: { role: 'none' } }),
    ModalHeader: ModalHeader.extend({ defaultProps: { role: 'none' } }),
  },
});

/** The colours that Mantine ships too pale for WCAG AA, one shade stronger in each scheme. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    ...Object.fromEntries(
      Object.keys(colors).flatMap((name) => [
        [`--mantine-color-${name}-light`, `var(--mantine-color-${name}-0)`],
        [`--mantine-color-${name}-light-hover`, `var(--mantine-color-${name}-1)`],
      ]),
    ),
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
  },
});
