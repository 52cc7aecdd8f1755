using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>A code that shows up twice was stolen, before or after: what came of it ends (RFC 6749 §4.1.2, §10.5).</summary>
internal static class CodeReplay
{
    internal static async ValueTask End(Org org, Stored<AuthorizationCode> code, SpentCode spent)
    {
        await org.Documents.Commit(new UnitOfWork(org.Name).Insert(
            DocumentKinds.RevokedTokens, Tokens.Digest(spent.AccessTokenId), new RevokedToken(code.Value.Grant.ClientId), expires: spent.AccessExpires));
        while (spent.RefreshFamily is { } id
            && await org.Documents.Find(org.Name, DocumentKinds.RefreshTokens, id) is { } family
            && !await RefreshToken.End(org, family))
        {
        }
    }
}
