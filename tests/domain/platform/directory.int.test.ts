import { afterAll, beforeAll, expect, test } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { type Directory, openDirectory } from '#domain/platform/directory.ts';
import { type Listening, listen, sendJson } from '#local/listen.ts';

let server: Listening;
let directory: Directory;
let answers: { status: number; type: string }[] = [];

/** A user pool that refuses each call in turn; what it does when all is well is tried with the local sign-in. */
beforeAll(async () => {
  server = await listen(0, (_request, response) => {
    const { status, type } = answers.shift() ?? { status: 500, type: 'InternalErrorException' };
    sendJson(response, status, { __type: type, message: 'A secret of the pool' });
  });
  Object.assign(process.env, { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: server.url, USER_POOL_ID: 'pool' });
  directory = openDirectory();
});
afterAll(() => server.stop());

const refusal = async (...given: { status: number; type: string }[]) => {
  answers = given;
  const error: unknown = await directory.invite('bo@example.com', 'Bo').catch((thrown: unknown) => thrown);
  if (error instanceof DomainError) expect(error.message).not.toContain('secret');
  return error;
};

test.each([
  ['InvalidParameterException', 'invalid', 'person.email'],
  ['CodeDeliveryFailureException', 'unavailable', 'directory.mail'],
  ['LimitExceededException', 'unavailable', 'directory.unavailable'],
])('%s is told as %s', async (type, problem, code) => {
  expect(await refusal({ status: 400, type })).toMatchObject({ problem, code });
});

test('a pool that fails twice, or is busy, is not available; the second try may pass', async () => {
  const failing = { status: 500, type: 'InternalErrorException' };
  expect(await refusal(failing, failing)).toMatchObject({ code: 'directory.unavailable' });
  const busy = { status: 400, type: 'TooManyRequestsException' };
  expect(await refusal(busy, busy)).toMatchObject({ code: 'directory.unavailable' });
  expect(await refusal(failing, { status: 400, type: 'InvalidParameterException' })).toMatchObject({
    code: 'person.email',
  });
});

test('a pool that cannot be reached is not available', async () => {
  process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = 'http://127.0.0.1:9';
  await expect(openDirectory().lockOut('bo')).rejects.toMatchObject({ code: 'directory.unavailable' });
});

test('what is wrong with the deployment stays an error of ours', async () => {
  const error = await refusal({ status: 400, type: 'ResourceNotFoundException' });
  expect(error).not.toBeInstanceOf(DomainError);
  expect(error).toMatchObject({ name: 'ResourceNotFoundException' });
});
