import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';

/**
 * Deletes everything in a bucket, old versions too: CloudFormation removes empty buckets only.
 * @returns how many versions there were
 */
export async function emptyBucket(bucket: string): Promise<number> {
  const client = new S3Client({});
  let count = 0;
  for (;;) {
    // Always the first page: what was on it before is gone.
    const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (versions.length === 0) return count;
    const Objects = versions.map(({ Key, VersionId }) => ({ Key, VersionId }));
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
    if (Errors.length > 0) throw new Error(`${bucket}: ${Errors[0]?.Key} was not deleted: ${Errors[0]?.Message}`);
    count += Objects.length;
  }
}
