using System.Collections.Frozen;
using System.Text.Json.Nodes;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Logs;

/// <summary>An entry of the System Log in Okta's shape (System Log API, "LogEvent object").</summary>
internal static class LogEvent
{
    private const string Okta = "OKTA_CREDENTIAL_PROVIDER";

    // By debugData.factor: who has issued what was shown, and what it is.
    private static readonly FrozenDictionary<string, (string? Provider, string? Type)> Credentials = new Dictionary<string, (string?, string?)>
    {
        ["PASSWORD_AS_FACTOR"]  = (Okta,       "PASSWORD"),
        ["OKTA_SOFT_TOKEN"]     = (Okta,       "OTP"),
        ["OKTA_VERIFY_PUSH"]    = (Okta,       "OTP"),
        ["SMS"]                 = (Okta,       "SMS"),
        ["EMAIL"]               = (Okta,       "EMAIL"),
        ["GOOGLE_AUTHENTICATOR"] = ("GOOGLE",   "OTP"),
        ["YUBIKEY_TOKEN"]       = ("YUBIKEY",  "OTP"),
        ["RSA_SECURID"]         = ("RSA",      "OTP"),
        ["SYMANTEC_VIP"]        = ("SYMANTEC", "OTP"),
        ["DUO_SECURITY"]        = ("DUO",      null),
    }.ToFrozenDictionary();

    /// <param name="names">Full names of users, by id.</param>
    internal static JsonObject Of(Recorded<LogEntry> record, Org org, IReadOnlyDictionary<string, string> names)
    {
        var entry = record.Value;
        var type = EventTypes.Find(entry.Event.Type);
        var credential = Credentials.GetValueOrDefault(entry.Event.Factor ?? "");
        return new JsonObject
        {
            ["actor"] = Actor(record, org, names),
            ["client"] = new JsonObject
            {
                ["userAgent"] = entry.UserAgent is null ? null : new JsonObject
                {
                    ["rawUserAgent"] = entry.UserAgent, ["os"] = UserAgents.System(entry.UserAgent), ["browser"] = UserAgents.Browser(entry.UserAgent),
                },
                ["zone"] = "null",
                ["device"] = UserAgents.Device(entry.UserAgent),
                ["id"] = null,
                ["ipAddress"] = entry.Address,
                ["geographicalContext"] = Nowhere(),
            },
            ["authenticationContext"] = new JsonObject
            {
                ["authenticationProvider"] = type?.Provider,
                ["credentialProvider"] = credential.Provider,
                ["credentialType"] = credential.Type,
                ["issuer"] = null,
                ["interface"] = null,
                ["authenticationStep"] = 0,
                ["externalSessionId"] = "unknown",
            },
            ["displayMessage"] = type?.Text ?? entry.Event.Type,
            ["eventType"] = entry.Event.Type,
            ["outcome"] = new JsonObject { ["result"] = entry.Event.Outcome.ToString().ToUpperInvariant(), ["reason"] = entry.Event.Reason },
            ["published"] = OktaJson.Instant(record.At),
            ["securityContext"] = new JsonObject { ["asNumber"] = null, ["asOrg"] = null, ["isp"] = null, ["domain"] = null, ["isProxy"] = null },
            ["severity"] = EventTypes.Severity(entry.Event),
            ["debugContext"] = new JsonObject { ["debugData"] = DebugData(entry) },
            ["legacyEventType"] = EventTypes.Legacy(entry.Event),
            ["transaction"] = new JsonObject
            {
                ["type"] = entry.RequestId.Length == 0 ? "JOB" : "WEB",
                ["id"] = entry.RequestId.Length == 0 ? entry.Uuid.ToString() : entry.RequestId,
                ["detail"] = new JsonObject(),
            },
            ["uuid"] = entry.Uuid,
            ["version"] = "0",
            ["request"] = new JsonObject
            {
                ["ipChain"] = entry.Address is null ? new JsonArray() : new JsonArray(new JsonObject
                {
                    ["ip"] = entry.Address, ["geographicalContext"] = Nowhere(), ["version"] = entry.Address.Contains(':', StringComparison.Ordinal) ? "V6" : "V4", ["source"] = null,
                }),
            },
            ["target"] = new JsonArray([.. entry.Targets.Select(target => Party(target.Id, target.Type, target.AlternateId, target.DisplayName)), .. Deciders(entry.Event.By)]),
        };
    }

    private static JsonObject Actor(Recorded<LogEntry> record, Org org, IReadOnlyDictionary<string, string> names)
    {
        var entry = record.Value;
        return entry.UserId is { } id ? Party(id, "User", entry.Login, names.GetValueOrDefault(id, entry.Login))
            : org.Current.App(entry.Login) is { } app ? Party(app.Id, "PublicClientApp", app.ClientId, app.Label)
            : entry.RequestId.Length == 0 ? Party("system", "SystemPrincipal", entry.Login, "Okta System")
            : Party("unknown", "User", entry.Login.Length == 0 ? "unknown" : entry.Login, "unknown");
    }

    // A policy is called by its type, a rule by the policy it stands in.
    private static IEnumerable<JsonObject> Deciders(Deciders? by)
    {
        if (by is not null)
        {
            var policy = Party(by.PolicyId, "PolicyEntity", "unknown", by.Policy);
            policy["detailEntry"] = new JsonObject { ["policyType"] = "OktaSignOn" };
            yield return policy;
            yield return Party(by.RuleId, "PolicyRule", by.PolicyId, by.Rule);
        }
    }

    private static JsonObject Party(string id, string type, string alternateId, string displayName) => new()
    {
        ["id"] = id, ["type"] = type, ["alternateId"] = alternateId, ["displayName"] = displayName, ["detailEntry"] = null,
    };

    private static JsonObject Nowhere() =>
        new() { ["city"] = null, ["state"] = null, ["country"] = null, ["postalCode"] = null, ["geolocation"] = null };

    private static JsonObject DebugData(LogEntry entry)
    {
        var data = new JsonObject { ["requestId"] = entry.RequestId, ["requestUri"] = entry.RequestUri, ["url"] = entry.RequestUri + "?" };
        foreach (var (name, value) in new[] { ("factor", entry.Event.Factor), ("ErrorCode", entry.Event.ErrorCode), ("detail", entry.Event.Detail) })
        {
            if (value is not null)
            {
                data[name] = value;
            }
        }

        return data;
    }
}
