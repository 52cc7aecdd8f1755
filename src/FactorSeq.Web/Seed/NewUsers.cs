using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary>Ids of users who come in while the org runs.</summary>
internal static class NewUsers
{
    /// <summary>The id that a seed would give the login, so that it finds them; another one where somebody has that who was called so before.</summary>
    internal static async ValueTask<string> IdOf(Org org, string login)
    {
        var derived = Ids.User(org.Name, login);
        return await org.FindAccountById(derived) is null ? derived : Ids.New("00u");
    }
}
