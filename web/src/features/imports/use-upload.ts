import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { NewUpload } from '#domain/imports/import.ts';
import { createUpload } from './create-upload.ts';
import { sendFile } from './send-file.ts';

export type Upload =
  | { phase: 'idle' }
  | { phase: 'sending'; fileName: string; sent: number; size: number }
  | { phase: 'failed'; fileName: string; error: unknown };

/**
 * Uploads one file at a time.
 * @param onSent called with the import's id when the file has arrived
 */
export function useUpload(onSent: (importId: string) => void) {
  const [upload, setUpload] = useState<Upload>({ phase: 'idle' });
  const queries = useQueryClient();
  const isSending = upload.phase === 'sending';

  // Leaving in the middle would break the upload off; the browser asks first.
  useEffect(() => {
    if (!isSending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isSending]);

  const start = useCallback(
    async (file: File, about: Pick<NewUpload, 'kind' | 'storeCode'>) => {
      const fileName = file.name;
      setUpload({ phase: 'sending', fileName, sent: 0, size: file.size });
      try {
        const place = await createUpload({ fileName, ...about });
        // The history lists it from now on, and not only at its next turn.
        void queries.invalidateQueries({ queryKey: ['imports'] });
        await sendFile(place, file, (sent) => setUpload({ phase: 'sending', fileName, sent, size: file.size }));
        setUpload({ phase: 'idle' });
        onSent(place.importId);
      } catch (error) {
        setUpload({ phase: 'failed', fileName, error });
      }
    },
    [onSent, queries],
  );
  return { upload, start };
}
