import { Alert, Text } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { openDetector } from './detector.ts';
import classes from './orders.module.css';

/** How long the same code is not counted again while it stays before the camera, in ms. */
const again = 1_500;
/** How often a picture is looked at, in ms. */
const pace = 120;

/** The camera's picture, and what codes it sees: each once, until it has been out of sight or some time has gone by. */
export default function Camera({ onCode }: { onCode: (code: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<string>();
  const tell = useEffectEvent(onCode);
  useEffect(() => {
    const end = new AbortController();
    look(video.current, tell, end.signal).catch((error: unknown) => {
      if (!end.signal.aborted) setProblem(wordsFor(error));
    });
    return () => end.abort();
  }, []);
  return (
    <div className={classes['camera']}>
      {problem === undefined ? (
        // A live picture has nothing to caption.
        <video ref={video} muted playsInline aria-label="Picture of the camera" />
      ) : (
        <Alert color="red" role="alert" title="The camera cannot be used">
          <Text size="sm">{problem}</Text>
        </Alert>
      )}
    </div>
  );
}

async function look(video: HTMLVideoElement | null, tell: (code: string) => void, end: AbortSignal): Promise<void> {
  if (!video) return;
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  if (end.aborted) return stop();
  end.addEventListener('abort', stop);
  video.srcObject = stream;
  const detector = await openDetector();
  await video.play();
  const seenAt = new Map<string, number>();
  while (!end.aborted) {
    const codes = video.readyState < video.HAVE_CURRENT_DATA ? [] : await detector.detect(video);
    for (const { rawValue } of codes) {
      const now = performance.now();
      const isNew = now - (seenAt.get(rawValue) ?? -Infinity) > again;
      if (isNew && !end.aborted) {
        seenAt.set(rawValue, now);
        navigator.vibrate?.(60);
        tell(rawValue);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pace));
  }
}

function wordsFor(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError') return 'Allow this page to use it in the settings of the browser, or type the code.';
  if (name === 'NotFoundError') return 'This device has none. A scanner on a cable works, and so does typing the code.';
  return 'Its picture could not be read. A scanner on a cable works, and so does typing the code.';
}
