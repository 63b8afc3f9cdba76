import { beforeAll, describe, expect, test } from 'vitest';
import { type Package, packaged } from './package.ts';

let dev: Package;
let prod: Package;
beforeAll(async () => {
  [dev, prod] = await Promise.all([packaged('dev'), packaged('prod')]);
}, 240_000);

const of = ({ template }: Package, type: string) =>
  Object.values(template.Resources).filter((resource) => resource.Type === type);
const pool = (from: Package) => of(from, 'AWS::Cognito::UserPool')[0]!;

describe('the sign-in', () => {
  test('takes nobody who was not invited, by mail, with a text that Cognito can fill in', () => {
    for (const from of [dev, prod]) {
      const { AdminCreateUserConfig: config } = pool(from).Properties as {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: boolean; InviteMessageTemplate: { EmailMessage: unknown } };
      };
      expect(config.AllowAdminCreateUserOnly).toBe(true);
      const message = JSON.stringify(config.InviteMessageTemplate.EmailMessage);
      for (const needed of ['{username}', '{####}']) expect(message).toContain(needed);
    }
  });

  test('lets people use an authenticator app, no SMS, and wants long passwords', () => {
    expect(pool(dev).Properties).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 14 } },
    });
  });

  test('cannot be deleted in prod and watches for stolen passwords there; everywhere it outlives the stack', () => {
    expect(pool(prod)).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        DeletionProtection: 'ACTIVE',
        UserPoolTier: 'PLUS',
        UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
      },
    });
    expect(of(prod, 'AWS::Cognito::UserPoolRiskConfigurationAttachment')[0]?.Properties).toMatchObject({
      CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } },
    });
    expect(pool(dev)).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { DeletionProtection: 'INACTIVE', UserPoolTier: 'ESSENTIALS' },
    });
    expect(of(dev, 'AWS::Cognito::UserPoolRiskConfigurationAttachment')).toEqual([]);
  });

  test('gives the browser codes, no secret and no tokens in addresses, and has pages of its own', () => {
    const clients = of(dev, 'AWS::Cognito::UserPoolClient');
    expect(clients).toHaveLength(1);
    expect(clients[0]?.Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      AccessTokenValidity: 60,
    });
    expect(JSON.stringify(clients[0]?.Properties['ExplicitAuthFlows'])).not.toContain('PASSWORD');
    expect(of(dev, 'AWS::Cognito::UserPoolDomain')[0]?.Properties).toMatchObject({
      Domain: 'stockroom-demo-dev',
      ManagedLoginVersion: 2,
    });
    expect(of(dev, 'AWS::Cognito::ManagedLoginBranding')).toHaveLength(1);
  });
});
