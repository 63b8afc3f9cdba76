import { Button } from '@mantine/core';
import type { ReportMail } from '#domain/reports/archive.ts';
import { dateTime } from '#web/lib/format.ts';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import { daysOf, kindWords, reasonOf, stateWords } from './report-words.ts';

type MailListProps = {
  mails: ReportMail[];
  onRead: (mail: ReportMail) => void;
  onSendAgain: (mail: ReportMail) => void;
};

/** The mails of reports, whom each was for and what became of it. */
export function MailList(props: MailListProps) {
  const narrow = useNarrow();
  if (narrow)
    return (
      <ul className={rows['list']} aria-label="Reports">
        {props.mails.map((mail) => (
          <li key={mail.id} className={listing['row']}>
            <About mail={mail} />
            <State mail={mail} />
            <Reader mail={mail} />
            <Deeds mail={mail} {...props} />
          </li>
        ))}
      </ul>
    );
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Reports">
      <thead>
        <tr>
          <th scope="col">Report</th>
          <th scope="col">To</th>
          <th scope="col">State</th>
          <th scope="col" className={listing['actions']}>
            <span className="hidden">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.mails.map((mail) => (
          <tr key={mail.id}>
            <td>
              <About mail={mail} />
            </td>
            <td>
              <Reader mail={mail} />
            </td>
            <td>
              <State mail={mail} />
            </td>
            <td className={listing['actions']}>
              <Deeds mail={mail} {...props} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `Leeds, daily, Sun 22 Nov 2026`. */
export const titleOf = (mail: ReportMail): string =>
  `${mail.storeName ?? 'All stores'}, ${kindWords[mail.kind].toLowerCase()}, ${daysOf(mail)}`;

function About({ mail }: { mail: ReportMail }) {
  const marks = [mail.revision > 1 ? 'told again' : null, mail.isPartial === true ? 'partial' : null].filter(Boolean);
  return (
    <div>
      <div className={listing['name']}>{mail.storeName ?? 'All stores'}</div>
      <div className={listing['sub']}>{[kindWords[mail.kind], daysOf(mail), ...marks].join(' · ')}</div>
    </div>
  );
}

function Reader({ mail }: { mail: ReportMail }) {
  return (
    <div>
      <div>{mail.readerName ?? mail.email ?? 'somebody who is gone'}</div>
      {mail.readerName !== null && mail.email !== null ? <div className={listing['sub']}>{mail.email}</div> : null}
    </div>
  );
}

function State({ mail }: { mail: ReportMail }) {
  const { label, tone } = stateWords[mail.state];
  const more = mail.state === 'sent' && mail.sentAt !== null ? dateTime(mail.sentAt) : reasonOf(mail);
  return (
    <div>
      <Tag tone={tone}>{label}</Tag>
      {more === '' ? null : <div className={listing['sub']}>{more}</div>}
    </div>
  );
}

function Deeds({ mail, onRead, onSendAgain }: Omit<MailListProps, 'mails'> & { mail: ReportMail }) {
  return (
    <span className={listing['deeds']}>
      {mail.maySendAgain ? (
        <Button size="xs" aria-label={`Send again: ${titleOf(mail)}`} onClick={() => onSendAgain(mail)}>
          Send again
        </Button>
      ) : null}
      {mail.isKept ? (
        <Button size="xs" variant="default" aria-label={`Read: ${titleOf(mail)}`} onClick={() => onRead(mail)}>
          Read
        </Button>
      ) : null}
    </span>
  );
}
