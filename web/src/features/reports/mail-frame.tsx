import type { ReportMailBody } from '#domain/reports/archive.ts';
import { plural } from '#web/lib/format.ts';
import listing from '#web/ui/listing.module.css';
import classes from './reports.module.css';

/**
 * A mail as its reader sees it. It runs no script and reaches nothing of the page around it; its links open in a tab of
 * their own.
 */
export function MailFrame({ mail }: { mail: ReportMailBody }) {
  return (
    <div className={classes['mail']}>
      <p className={classes['subject']}>{mail.subject}</p>
      {mail.files.length > 0 ? (
        <p className={listing['sub']}>
          {plural(mail.files.length, 'file', 'files')}: {mail.files.join(', ')}
        </p>
      ) : null}
      <iframe
        className={classes['frame']}
        title={mail.subject}
        srcDoc={mail.html}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
      />
    </div>
  );
}
