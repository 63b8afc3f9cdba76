import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  UnsupportedUserStateException,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { setting } from '#domain/platform/config.ts';

/** Who can sign in. It knows nothing of what they may do. Every call may be made again. */
export type Directory = {
  /**
   * Makes an account and has a first password sent to it; finds the account that is there already.
   * @returns the id of the person (`sub`)
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
  const client = new CognitoIdentityProviderClient({});
  const UserPoolId = setting('USER_POOL_ID');
  const idOf = (attributes: { Name?: string | undefined; Value?: string | undefined }[] = []) => {
    const id = attributes.find(({ Name }) => Name === 'sub')?.Value;
    if (id === undefined) throw new Error('The user pool answered an account without an id');
    return id;
  };
  const ifThere = (error: unknown) => {
    if (!(error instanceof UserNotFoundException)) throw error;
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
        if (!(error instanceof UsernameExistsException)) throw error;
        const known = await client.send(new AdminGetUserCommand({ UserPoolId, Username: email }));
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
