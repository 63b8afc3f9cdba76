// The one account of the local cloud. Its names have the form of real ones and lead nowhere.

export const region = 'eu-west-1';
const account = '000000000000';

export const credentials = {
  accessKeyId: 'LOCALCLOUDACCESSKEY1',
  secretAccessKey: 'a-secret-that-opens-nothing-but-this-machine',
};

export const userPoolId = `${region}_local`;
export const databaseArn = `arn:aws:rds:${region}:${account}:cluster:stockroom`;
export const ownerSecretArn = `arn:aws:secretsmanager:${region}:${account}:secret:stockroom-owner`;
export const appSecretArn = `arn:aws:secretsmanager:${region}:${account}:secret:stockroom-app`;
