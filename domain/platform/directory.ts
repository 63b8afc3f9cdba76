import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  CodeDeliveryFailureException,
  CognitoIdentityProviderClient,
  InvalidParameterException,
  LimitExceededException,
  TooManyRequestsException,
  UnsupportedUserStateException,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { DomainError } from '#domain/errors.ts';
import { setting } from '#domain/platform/config.ts';

/**
 * Who can sign in. It knows nothing of what they may do. Every call may be made again; each throws DomainError
 * `directory.unavailable` when there is no answer in time.
 */
export type Directory = {
  /**
   * Makes an account and has a first password sent to it; finds the account that is there already.
   * @returns the id of the person (`sub`)
   * @throws DomainError `person.email` for an address that the sign-in does not take, `directory.mail` when the
   * invitation could not be sent
   */
  invite(email: string, name: string): Promise<string>;
  /** Sends the invitation again. 'confirmed': they have a password of their own; 'unknown': there is no such account. */
  resendInvitation(email: string): Promise<'sent' | 'confirmed' | 'unknown'>;
  /** Ends all sessions and lets nobody sign in; nothing happens where there is no such account. */
  lockOut(userId: string): Promise<void>;
  letIn(userId: string): Promise<void>;
};

/** The user pool. Its user names are ids (its users sign in by e-mail), and an e-mail address stands for the name too. */
export function openDirectory(): Directory {
  // Twice 4 s for each of two calls, and the database, fit into the time of an HTTP answer.
  const client = new CognitoIdentityProviderClient({
    maxAttempts: 2,
    requestHandler: { requestTimeout: 4_000, throwOnRequestTimeout: true },
  });
  const UserPoolId = setting('USER_POOL_ID');
  const idOf = (attributes: { Name?: string | undefined; Value?: string | undefined }[] = []) => {
    const id = attributes.find(({ Name }) => Name === 'sub')?.Value;
    if (id === undefined) throw new Error('The user pool answered an account without an id');
    return id;
  };
  const ifThere = (error: unknown) => {
    if (!(error instanceof UserNotFoundException)) throw readError(error);
  };
  return {
    async invite(email, name) {
      try {
        const made = await client.send(
          new AdminCreateUserCommand({
            UserPoolId,
            Username: email,
            DesiredDeliveryMediums: ['EMAIL'],
            UserAttributes: [
              { Name: 'email', Value: email },
              { Name: 'email_verified', Value: 'true' },
              { Name: 'name', Value: name },
            ],
          }),
        );
        return idOf(made.User?.Attributes);
      } catch (error) {
        if (!(error instanceof UsernameExistsException)) throw readError(error);
        const asked = new AdminGetUserCommand({ UserPoolId, Username: email });
        const known = await client.send(asked).catch((refused: unknown) => {
          throw readError(refused);
        });
        return idOf(known.UserAttributes);
      }
    },
    async resendInvitation(email) {
      try {
        await client.send(new AdminCreateUserCommand({ UserPoolId, Username: email, MessageAction: 'RESEND' }));
        return 'sent';
      } catch (error) {
        if (error instanceof UnsupportedUserStateException) return 'confirmed';
        ifThere(error);
        return 'unknown';
      }
    },
    async lockOut(userId) {
      await client.send(new AdminDisableUserCommand({ UserPoolId, Username: userId })).catch(ifThere);
    },
    async letIn(userId) {
      await client.send(new AdminEnableUserCommand({ UserPoolId, Username: userId })).catch(ifThere);
    },
  };
}

/** What a caller may read of an error of the user pool; any other comes back as it is. */
function readError(error: unknown): unknown {
  if (error instanceof InvalidParameterException)
    return new DomainError('invalid', 'person.email', 'The sign-in does not take this address', { cause: error });
  if (error instanceof CodeDeliveryFailureException)
    return new DomainError('unavailable', 'directory.mail', 'The invitation could not be sent; send it again', {
      cause: error,
    });
  // A call without an answer (reset, timeout) has no status.
  const call = (error as { $metadata?: { httpStatusCode?: number } }).$metadata;
  const busy = error instanceof TooManyRequestsException || error instanceof LimitExceededException;
  if (call === undefined || (!busy && (call.httpStatusCode ?? 503) < 500)) return error;
  const message = 'The sign-in does not answer; try again soon';
  return new DomainError('unavailable', 'directory.unavailable', message, { cause: error });
}
