using FactorSeq.Core.Users;

namespace FactorSeq.Web.Api;

/// <summary>An admin at the console, as the console's own calls of the API say. Nothing that comes over the wire can say so.</summary>
internal sealed record ConsoleAdmin(User User);
