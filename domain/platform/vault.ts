import { ListObjectsV2Command, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { setting } from '#domain/platform/config.ts';

/** A bucket that is only ever added to. */
export type Vault = {
  /**
   * Writes an object that was not there.
   * @param sha256 of the bytes, in hexadecimal; S3 refuses bytes that arrived otherwise
   * @returns false if there is one of that name, which stays as it is
   */
  add(key: string, bytes: Uint8Array, sha256: string, type: string): Promise<boolean>;
  /** Writes an object, over an older one of that name if there is any. */
  put(key: string, bytes: Uint8Array, type: string): Promise<void>;
  /** Names of objects that begin with `prefix` and come after `after`, at most 1,000. */
  list(prefix: string, after: string): Promise<string[]>;
};

/** S3's conditional writes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function openVault(bucket: string): Vault {
  const client = new S3Client({ forcePathStyle: setting('S3_FORCE_PATH_STYLE') });
  return {
    async add(Key, Body, sha256, ContentType) {
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
      try {
        await client.send(
          new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType, ChecksumSHA256, IfNoneMatch: '*' }),
        );
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return false;
        throw error;
      }
    },
    async put(Key, Body, ContentType) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType }));
    },
    async list(Prefix, StartAfter) {
      const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, StartAfter }));
      return (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    },
  };
}

/** Has a function run with this event soon, without waiting for it. */
export async function invokeLater(functionName: string, event: unknown): Promise<void> {
  await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload: JSON.stringify(event) }),
  );
}
