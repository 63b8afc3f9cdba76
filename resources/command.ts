/** What an error says to whoever typed the command: a sentence, with what to do; for a wrong option also the usage. */
export function sentence(error: unknown, usage: string): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    // Node goes on to explain how an argument may begin with a dash.
    return `${message.split(/\. (?=To )/)[0]}. This is what there is:\n\n${usage}`;
  if (name === 'CredentialsProviderError')
    return `No AWS credentials were found (${message}). Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN with a borrowed key).`;
  if (/^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature)/.test(name))
    return `AWS does not take these credentials: ${message}`;
  const missing = /(?:Stack with id|Stack) \[?([\w-]+)\]? does not exist/.exec(message)?.[1];
  if (missing !== undefined) return `There is no stack ${missing}: nothing is deployed under that stage.`;
  return message;
}

/**
 * Runs a command of package.json to its end. `--help` prints the usage instead; whatever is thrown becomes a sentence,
 * and the process ends with 1.
 * @param failed what did not happen then, such as "Not released."
 */
export async function command(usage: string, work: () => Promise<void>, failed?: string): Promise<void> {
  if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  try {
    await work();
  } catch (error) {
    process.stderr.write([sentence(error, usage), ...(failed === undefined ? [] : [failed]), ''].join('\n'));
    process.exitCode = 1;
  }
}
