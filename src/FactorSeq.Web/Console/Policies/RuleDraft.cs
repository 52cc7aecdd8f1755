using System.Text.Json.Nodes;

namespace FactorSeq.Web.Console.Policies;

/// <summary>What is selected in the rule editor's Authentication section (Okta, "Sign-on policy rules"; the labels are those of Classic's editor).</summary>
public enum Method
{
    /// <summary>"Password / Any IDP".</summary>
    Password,

    /// <summary>"Password / Any IDP + Any factor".</summary>
    PasswordAndAny,

    /// <summary>"Factor Sequence".</summary>
    Sequence,
}

/// <summary>One box of the editor: a first factor, and the factors of which one must follow.</summary>
public sealed class ChainDraft
{
    /// <summary><c>type/provider</c>; empty while none is chosen.</summary>
    internal string First { get; set; } = "";

    /// <summary>As <see cref="First"/>; an empty one is "None".</summary>
    internal List<string> Second { get; init; } = [""];
}

/// <summary>A sign-on rule while it is edited: the fields of the form, read from the API's JSON and written back to it.</summary>
public sealed class RuleDraft
{
    private JsonObject before = [];

    internal string Name { get; set; } = "";

    internal List<string> ExcludedUsers { get; } = [];

    internal List<string> Groups { get; private set; } = [];

    /// <summary><c>ANYWHERE</c>, <c>IN</c> or <c>NOT_IN</c> zones.</summary>
    internal string Location { get; set; } = "ANYWHERE";

    internal HashSet<string> Zones { get; } = [];

    internal string AuthType { get; set; } = "ANY";

    internal HashSet<string> Behaviors { get; } = [];

    internal bool Denied { get; set; }

    internal Method Method { get; set; }

    internal string PromptMode { get; set; } = "ALWAYS";

    internal int FactorLifetime { get; set; } = 15;

    internal bool RememberByDefault { get; set; }

    internal List<ChainDraft> Chains { get; } = [];

    internal int MaxIdleMinutes { get; set; } = 120;

    internal int MaxLifetimeMinutes { get; set; }

    internal bool PersistentCookie { get; set; }

    internal static RuleDraft Of(JsonObject rule)
    {
        var signon = (rule["actions"]?["signon"] as JsonObject) ?? [];
        var session = signon["session"];
        var network = rule["conditions"]?["network"];
        var excluded = Texts(network?["exclude"]);
        var draft = new RuleDraft
        {
            before = (JsonObject)rule.DeepClone(),
            Name = (string?)rule["name"] ?? "",
            AuthType = (string?)rule["conditions"]?["authContext"]?["authType"] ?? "ANY",
            Location = (string?)network?["connection"] != "ZONE" ? "ANYWHERE" : excluded.Count > 0 ? "NOT_IN" : "IN",
            Denied = (string?)signon["access"] == "DENY",
            Method = (string?)signon["access"] == "CHALLENGE" ? Method.Sequence : (bool?)signon["requireFactor"] == true ? Method.PasswordAndAny : Method.Password,
            PromptMode = (string?)signon["factorPromptMode"] ?? "ALWAYS",
            FactorLifetime = (int?)signon["factorLifetime"] ?? 15,
            RememberByDefault = (bool?)signon["rememberDeviceByDefault"] == true,
            MaxIdleMinutes = (int?)session?["maxSessionIdleMinutes"] ?? 120,
            MaxLifetimeMinutes = (int?)session?["maxSessionLifetimeMinutes"] ?? 0,
            PersistentCookie = (bool?)session?["usePersistentCookie"] == true,
            Groups = Texts(rule["conditions"]?["people"]?["groups"]?["include"]),
        };
        draft.ExcludedUsers.AddRange(Texts(rule["conditions"]?["people"]?["users"]?["exclude"]));
        draft.Zones.UnionWith(excluded.Count > 0 ? excluded : Texts(network?["include"]));
        draft.Behaviors.UnionWith(Texts(rule["conditions"]?["risk"]?["behaviors"]));
        foreach (var chain in signon["challenge"]?["chain"] as JsonArray ?? [])
        {
            var second = Criteria(chain?["next"]?[0]);
            draft.Chains.Add(new ChainDraft { First = Criteria(chain).FirstOrDefault() ?? "", Second = second.Count == 0 ? [""] : second });
        }

        return draft;
    }

    /// <summary>The body of a request that saves it. What the form does not show stays as it was.</summary>
    internal JsonObject ToJson()
    {
        var body = new JsonObject { ["type"] = "SIGN_ON", ["name"] = Name.Trim() };
        if (before["priority"] is { } priority)
        {
            body["priority"] = priority.DeepClone();
        }

        body["conditions"] = Conditions();
        body["actions"] = new JsonObject { ["signon"] = SignOn() };
        return body;
    }

    private JsonObject Conditions()
    {
        var people = new JsonObject { ["users"] = new JsonObject { ["exclude"] = List(ExcludedUsers) } };
        if (Groups.Count > 0)
        {
            people["groups"] = new JsonObject { ["include"] = List(Groups) };
        }

        var network = new JsonObject { ["connection"] = Location == "ANYWHERE" ? "ANYWHERE" : "ZONE" };
        if (Location != "ANYWHERE")
        {
            network[Location == "IN" ? "include" : "exclude"] = List(Zones);
        }

        return new JsonObject
        {
            ["people"] = people,
            ["network"] = network,
            ["authContext"] = new JsonObject { ["authType"] = AuthType },
            ["risk"] = new JsonObject { ["behaviors"] = List(Behaviors) },
        };
    }

    private JsonObject SignOn()
    {
        var any = !Denied && Method == Method.PasswordAndAny;
        var signon = new JsonObject
        {
            ["access"] = Denied ? "DENY" : Method == Method.Sequence ? "CHALLENGE" : "ALLOW",
            ["requireFactor"] = any,
            ["rememberDeviceByDefault"] = any && PromptMode == "DEVICE" && RememberByDefault,
        };
        foreach (var kept in (string[])["primaryFactor"])
        {
            if (before["actions"]?["signon"]?[kept] is { } value)
            {
                signon[kept] = value.DeepClone();
            }
        }

        if (any)
        {
            signon["factorPromptMode"] = PromptMode;
            if (PromptMode == "SESSION")
            {
                signon["factorLifetime"] = FactorLifetime;
            }
        }

        if (!Denied && Method == Method.Sequence)
        {
            signon["challenge"] = new JsonObject { ["chain"] = new JsonArray([.. Chains.Select(Chain)]) };
        }

        signon["session"] = new JsonObject
        {
            ["usePersistentCookie"] = PersistentCookie,
            ["maxSessionIdleMinutes"] = MaxIdleMinutes,
            ["maxSessionLifetimeMinutes"] = MaxLifetimeMinutes,
        };
        return signon;
    }

    private static JsonNode Chain(ChainDraft chain)
    {
        var link = new JsonObject { ["criteria"] = chain.First.Length == 0 ? [] : new JsonArray(Criterion(chain.First)) };
        var second = chain.Second.Where(kind => kind.Length > 0).ToList();
        if (second.Count > 0)
        {
            link["next"] = new JsonArray(new JsonObject { ["criteria"] = new JsonArray([.. second.Select(Criterion)]) });
        }

        return link;
    }

    private static JsonNode Criterion(string kind)
    {
        var slash = kind.LastIndexOf('/');
        return new JsonObject { ["provider"] = kind[(slash + 1)..], ["factorType"] = kind[..slash] };
    }

    private static List<string> Criteria(JsonNode? link) =>
        [.. (link?["criteria"] as JsonArray ?? []).Select(criterion => $"{(string?)criterion?["factorType"]}/{(string?)criterion?["provider"]}")];

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => (string?)item ?? "")];

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
