/** Spark SQL names that are not ours in camel case. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['dayofmonth', 'dayOfMonth'],
  ['dayofyear', 'dayOfYear'],
  ['dayofweek', 'dayOfWeek'],
  ['weekofyear', 'weekOfYear'],
  ['datediff', 'dateDiff'],
  ['dateadd', 'dateAdd'],
  ['timestampadd', 'timestampAdd'],
  ['timestampdiff', 'timestampDiff'],
  ['startswith', 'startsWith'],
  ['endswith', 'endsWith'],
  ['nullif', 'nullIf'],
  ['ifnull', 'ifNull'],
  ['nvl', 'ifNull'],
  ['div', 'integralDivide'],
  ['isnan', 'isNaN'],
  ['power', 'pow'],
  ['sign', 'signum'],
  ['ceiling', 'ceil'],
  ['substr', 'substring'],
  ['mean', 'avg'],
]);

/** The name by which the functions door knows a function of Spark SQL. */
export function apiName(name: string): string {
  const camelCase = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return OTHER_NAMES.get(name) ?? camelCase;
}

/** The name of Spark SQL, for messages. */
export function sparkName(name: string): string {
  const [known] = [...OTHER_NAMES].find(([, other]) => other === name) ?? [];
  return known ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
