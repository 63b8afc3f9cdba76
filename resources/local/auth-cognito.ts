import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { userPoolId } from './account.ts';
import type { Account, Accounts } from './auth-accounts.ts';
import { readBody } from './listen.ts';

const target = 'AWSCognitoIdentityProviderService.';
const askedOf = z.looseObject({
  UserPoolId: z.string(),
  Username: z.string().min(1).max(128),
  MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
  UserAttributes: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
});
type Asked = z.infer<typeof askedOf>;

/** A refusal, by the name that Cognito gives it. */
class Refused extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** What the calls bring about beside the accounts themselves. */
type Effects = { invite(account: Account): Promise<void>; signOut(sub: string): void };

/** Whether a request is a call of Cognito's API and not of the sign-in. */
export function isCognitoCall(request: IncomingMessage): boolean {
  return request.method === 'POST' && String(request.headers['x-amz-target'] ?? '').startsWith(target);
}

/**
 * Answers the calls of Cognito's user pool API with which an admin invites people and locks them out.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
export async function answerCognito(
  accounts: Accounts,
  effects: Effects,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const operation = String(request.headers['x-amz-target']).slice(target.length);
  try {
    const asked = askedOf.parse(JSON.parse((await readBody(request, 100_000)).toString('utf8')));
    if (asked.UserPoolId !== userPoolId)
      throw new Refused('ResourceNotFoundException', `User pool ${asked.UserPoolId} does not exist.`);
    send(response, 200, await run(operation, accounts, effects, asked));
  } catch (error) {
    const type = error instanceof Refused ? error.type : 'InvalidParameterException';
    send(response, 400, { __type: type, message: error instanceof Error ? error.message : String(error) });
  }
}

async function run(
  operation: string,
  accounts: Accounts,
  effects: Effects,
  asked: Asked,
): Promise<Record<string, unknown>> {
  const found = accounts.find(asked.Username);
  const known = (): Account => {
    if (found === undefined) throw new Refused('UserNotFoundException', 'User does not exist.');
    return found;
  };
  switch (operation) {
    case 'AdminCreateUser': {
      if (asked.MessageAction === 'RESEND') {
        if (known().isConfirmed)
          throw new Refused('UnsupportedUserStateException', 'Resend not possible: the user has confirmed.');
        await effects.invite(known());
        return { User: { ...told(known()), Attributes: attributes(known()) } };
      }
      if (found !== undefined) throw new Refused('UsernameExistsException', 'User account already exists');
      const value = (name: string): string | undefined => asked.UserAttributes.find(({ Name }) => Name === name)?.Value;
      const email = z.email('Username should be an email.').parse(value('email') ?? asked.Username);
      const made = accounts.add(email, value('name') ?? email);
      if (asked.MessageAction === undefined) await effects.invite(made);
      return { User: { ...told(made), Attributes: attributes(made) } };
    }
    case 'AdminGetUser':
      return { ...told(known()), UserAttributes: attributes(known()) };
    case 'AdminDisableUser':
    case 'AdminEnableUser':
      accounts.setEnabled(known().sub, operation === 'AdminEnableUser');
      if (operation === 'AdminDisableUser') effects.signOut(known().sub);
      return {};
    default:
      throw new Refused('UnknownOperationException', `This Cognito does not know ${operation}.`);
  }
}

const told = ({ sub, isEnabled, isConfirmed }: Account): Record<string, unknown> => ({
  Username: sub,
  Enabled: isEnabled,
  UserStatus: isConfirmed ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
});

const attributes = ({ sub, email, name }: Account): { Name: string; Value: string }[] => [
  { Name: 'sub', Value: sub },
  { Name: 'email', Value: email },
  { Name: 'email_verified', Value: 'true' },
  { Name: 'name', Value: name },
];

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
