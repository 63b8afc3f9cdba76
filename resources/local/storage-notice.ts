import { randomBytes } from 'node:crypto';
import type { UploadTrigger } from './manifest.ts';

type CreatedBy = 'Put' | 'Post' | 'Copy' | 'CompleteMultipartUpload';
export type Created = { bucket: string; key: string; size: number; etag: string; by: CreatedBy };

let lastSequence = 0n;

/** Grows with every call, over restarts too, and has a fixed length: S3's sequencers of one key compare as text. */
export function nextSequencer(nowMs = Date.now()): string {
  const byClock = BigInt(nowMs) << 16n;
  lastSequence = byClock > lastSequence ? byClock : lastSequence + 1n;
  return lastSequence.toString(16).toUpperCase().padStart(18, '0');
}

/**
 * The notification of a new object, in the form of
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function notice(created: Created, region: string, sequencer = nextSequencer()): { Records: unknown[] } {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: new Date().toISOString(),
        eventName: `ObjectCreated:${created.by}`,
        userIdentity: { principalId: 'AWS:LOCAL' },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: {
          'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
          'x-amz-id-2': randomBytes(32).toString('base64'),
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'local',
          bucket: {
            name: created.bucket,
            ownerIdentity: { principalId: 'LOCAL' },
            arn: `arn:aws:s3:::${created.bucket}`,
          },
          object: {
            key: formEncode(created.key),
            size: created.size,
            eTag: created.etag.replaceAll('"', ''),
            sequencer,
          },
        },
      },
    ],
  };
}

/** As a form would: a space is a plus sign, a slash stays. */
function formEncode(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Whether a trigger of the service wants to hear of this object. */
export function wants(trigger: UploadTrigger, created: Created): boolean {
  return (
    trigger.bucket === created.bucket &&
    created.key.startsWith(trigger.prefix) &&
    created.key.endsWith(trigger.suffix) &&
    trigger.events.some((event) => ['s3:ObjectCreated:*', `s3:ObjectCreated:${created.by}`].includes(event))
  );
}
