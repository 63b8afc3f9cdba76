import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import { day } from '#web/lib/format.ts';
import table from '#web/ui/table.module.css';
import classes from './suggestions.module.css';

/** Everything that a quantity was worked out from. */
export const Terms = ({ suggestion }: { suggestion: Suggestion }) => (
  <div className={classes['terms']}>
    <table className={table['table']} aria-label={`How ${suggestion.name} was worked out`}>
      <tbody>
        {suggestion.terms.map(({ key, label, value, unit, note }) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td className={table['right']}>
              {value} <span className="quiet">{unit}</span>
            </td>
            <td className="quiet">{note}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <p className="quiet">Planned for {day(suggestion.businessDate)}.</p>
  </div>
);
