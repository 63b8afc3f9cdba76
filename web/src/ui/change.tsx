import type { Difference } from '#web/lib/figure-words.ts';

/**
 * "▲ 12.5% better": the arrow says where it went, the word whether that is good; the colour only helps. Where there is
 * no room for the word (`brief`), what got worse is bold, and the word is still read out.
 */
export function Change({ difference, brief = false }: { difference: Difference; brief?: boolean }) {
  const { direction, verdict, text } = difference;
  if (direction === 'same') return <span className="quiet">no change</span>;
  const word = verdict ?? direction;
  return (
    <span
      className={verdict === 'better' ? 'good' : verdict === 'worse' ? 'bad' : undefined}
      style={{ whiteSpace: 'nowrap', fontWeight: brief && verdict === 'worse' ? 650 : undefined }}
    >
      <span aria-hidden>{direction === 'up' ? '▲' : '▼'}</span> {text}{' '}
      {verdict !== null ? <span className="hidden">{direction}, </span> : null}
      <span className={brief ? 'hidden' : undefined}>{word}</span>
    </span>
  );
}
