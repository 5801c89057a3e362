import { ErrorCode } from '../protocol/error-codes.ts';
import { ApiVersions } from '../protocol/messages/api-versions.ts';
import type { Cluster } from './cluster.ts';
import { clusterMetadataRoutes } from './handlers/cluster-metadata.ts';
import { configsRoute } from './handlers/configs.ts';
import { fetchRoute } from './handlers/fetch.ts';
import { groupAdministrationRoutes } from './handlers/group-administration.ts';
import { groupMembershipRoutes } from './handlers/group-membership.ts';
import { groupOffsetsRoutes } from './handlers/group-offsets.ts';
import { listOffsetsRoute } from './handlers/list-offsets.ts';
import { produceRoute } from './handlers/produce.ts';
import { topicAdministrationRoutes } from './handlers/topic-administration.ts';
import { transactionRoutes } from './handlers/transactions.ts';
import { type Route, route } from './route.ts';

/** Everything the broker answers, by the number of the API. */
export function routesOf(cluster: Cluster): ReadonlyMap<number, Route> {
  const routes: Route[] = [
    produceRoute(cluster),
    fetchRoute(cluster),
    listOffsetsRoute(cluster),
    ...clusterMetadataRoutes(cluster),
    ...topicAdministrationRoutes(cluster),
    configsRoute(cluster),
    ...groupMembershipRoutes(cluster),
    ...groupOffsetsRoutes(cluster),
    ...groupAdministrationRoutes(cluster),
    ...transactionRoutes(cluster),
  ];
  routes.push(route(ApiVersions, () => ({ errorCode: ErrorCode.NONE, apis: routes })));
  routes.sort((a, b) => a.key - b.key);
  return new Map(routes.map((each) => [each.key, each]));
}
