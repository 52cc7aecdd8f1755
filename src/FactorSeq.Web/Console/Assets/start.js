// One connection, and no request before it that would have to meet the same node: any node of a cluster may take it.
const webSockets = 1;
Blazor.start({
  circuit: { configureSignalR: builder => builder.withUrl('_blazor', { skipNegotiation: true, transport: webSockets }) },
});
