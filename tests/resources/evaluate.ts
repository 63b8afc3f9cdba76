import { at, type Properties } from './template.ts';

/**
 * What CloudFormation would make of a value of a template, as text: `Ref`, `Fn::Sub`, `Fn::GetAtt`, `Fn::Join` and
 * `Fn::Base64` (left readable).
 * @param values what references stand for: `Bucket`, `AWS::Region`, `Distribution.DomainName`
 * @throws for a function or a reference that it does not know
 */
export function textOf(value: unknown, values: Record<string, string>): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const look = (name: string): string => {
    const found = values[name];
    if (found === undefined) throw new Error(`nothing is known of ${name}`);
    return found;
  };
  const [[kind, argument] = ['', undefined]] = Object.entries(value as Properties);
  switch (kind) {
    case 'Ref':
      return look(String(argument));
    case 'Fn::GetAtt':
      return look([argument].flat().join('.'));
    case 'Fn::Base64':
      return textOf(argument, values);
    case 'Fn::Join':
      return (at(argument, 1) as unknown[]).map((part) => textOf(part, values)).join(String(at(argument, 0)));
    case 'Fn::Sub': {
      const [text, named] = Array.isArray(argument) ? (argument as [string, Properties]) : [String(argument), {}];
      // As CloudFormation's: `${!Literal}` is not a reference.
      return text.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => {
        if (name.startsWith('!')) return whole.replace('!', '');
        return name in named ? textOf(named[name], values) : look(name);
      });
    }
    default:
      throw new Error(`${kind} is not evaluated here`);
  }
}
