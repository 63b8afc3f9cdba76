/** Something that looks like a secret: which rule says so, in what, and the text. */
export type Find = { rule: string; where: string; text: string };

// The shapes are after the rules of gitleaks, as far as somebody who works on this could leak them:
// https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml
const shapes: Record<string, RegExp> = {
  'AWS access key': /\b(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z2-7]{16}\b/g,
  'private key': /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,200}/g,
  'JSON web token': /\bey[\w-]{17,}\.ey[\w\\/-]{17,}\.[\w-]{10,}/g,
  'private JSON web key': /"d"\s*:\s*"[\w-]{40,}"/g,
  'GitHub token': /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{82})\b/g,
  'npm token': /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=\s*\S+/g,
  'Slack token': /\bxox[abeoprs]-[\w-]{10,}/g,
  'Stripe key': /\b[rs]k_(?:live|test|prod)_[A-Za-z0-9]{10,}/g,
  'Google API key': /\bAIza[\w-]{35}\b/g,
  "till's key": /\bstk_[\w-]{43}(?![\w-])/g,
  'password in an address': /\b[a-z][a-z0-9+]{1,20}:\/\/[^\s:@/'"`${}]{1,60}:[^\s:@/'"`${}]{3,}@[\w.-]+/g,
};

// What is called a secret and looks like chance. gitleaks' own threshold for its generic rule is 3.5 bits a letter.
const named =
  /(?:passw(?:or)?d|secret|token|api[_-]?key|credential|private[_-]?key)[\w.-]{0,20}["'`]?\s{0,3}(?::|=>?|:=|,)\s{0,3}["'`]([^\s"'`]{16,200})["'`]/gi;
const leastEntropy = 3.5;

/** Shannon's entropy of a text, in bits a letter. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/**
 * What in a text looks like a secret.
 * @param where names the text in what is found
 */
export function secretsIn(where: string, text: string): Find[] {
  const shaped = Object.entries(shapes).flatMap(([rule, shape]) =>
    [...text.matchAll(shape)].map(([found]) => ({ rule, where, text: found })),
  );
  const chance = [...text.matchAll(named)].flatMap(([, value = '']) =>
    // Words and names have no digits, or point somewhere else: ${…}, arn:…, a path.
    /\d/.test(value) && !/[${}()<>\s]|^(?:arn:|https?:|[./#])/.test(value) && entropyOf(value) >= leastEntropy
      ? [{ rule: 'named like a secret', where, text: value }]
      : [],
  );
  return [...shaped, ...chance];
}
