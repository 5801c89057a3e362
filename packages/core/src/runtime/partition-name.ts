/**
 * The name of a partition in a query: the number of its source, and its name there. A source that tells
 * none apart is one partition. Stored on disk: never change.
 */
export function partitionName(sourceIndex: number, partition: string = ''): string {
  return `${sourceIndex}:${partition}`;
}
