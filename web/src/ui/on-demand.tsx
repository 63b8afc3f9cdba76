import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';

/**
 * A button whose menu, drawer or dialogue is fetched when it is first pressed: most visits never open it.
 * @param load the module of the whole thing, its button included; it opens by itself when it comes
 * @param button the button until then, looking the same. `want` fetches, to be called on press; `hint` when a press
 * is near.
 */
export function onDemand<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  button: (props: Props, ask: { want: () => void; hint: () => void }) => ReactNode,
) {
  const Whole = lazy(load);
  const hint = () => void load().catch(() => undefined);
  return function OnDemand(props: Props) {
    const [isWanted, setIsWanted] = useState(false);
    const placeholder = button(props, { want: () => setIsWanted(true), hint });
    return isWanted ? (
      <Suspense fallback={placeholder}>
        <Whole {...props} />
      </Suspense>
    ) : (
      placeholder
    );
  };
}
