using System.Text.Json.Nodes;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Emulator;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Logs;

/// <summary>An entry of the System Log in Okta's shape (System Log API, "LogEvent object").</summary>
internal static class LogEvent
{
    /// <param name="names">Full names of users, by id.</param>
    internal static JsonObject Of(Recorded<LogEntry> record, Org org, IReadOnlyDictionary<string, string> names)
    {
        var entry = record.Value;
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
                ["authenticationProvider"] = Provider(entry.Event.Type),
                ["credentialProvider"] = null,
                ["credentialType"] = null,
                ["issuer"] = null,
                ["interface"] = null,
                ["authenticationStep"] = 0,
                ["externalSessionId"] = "unknown",
            },
            ["displayMessage"] = EventTypes.Text(entry.Event.Type),
            ["eventType"] = entry.Event.Type,
            ["outcome"] = new JsonObject { ["result"] = entry.Event.Outcome.ToString().ToUpperInvariant(), ["reason"] = entry.Event.Reason },
            ["published"] = OktaJson.Instant(record.At),
            ["securityContext"] = new JsonObject { ["asNumber"] = null, ["asOrg"] = null, ["isp"] = null, ["domain"] = null, ["isProxy"] = null },
            ["severity"] = entry.Event.Outcome is EventOutcome.Failure or EventOutcome.Deny ? "WARN" : "INFO",
            ["debugContext"] = new JsonObject { ["debugData"] = DebugData(entry) },
            ["legacyEventType"] = Legacy(entry.Event),
            ["transaction"] = new JsonObject
            {
                ["type"] = entry.RequestId.Length == 0 ? "JOB" : "WEB",
                ["id"] = entry.RequestId.Length == 0 ? entry.Uuid : entry.RequestId,
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
            ["target"] = new JsonArray([.. entry.Targets.Select(target => Party(target.Id, target.Type, target.AlternateId, target.DisplayName))]),
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

    private static string? Provider(string type) => type switch
    {
        "user.session.start"                    => "OKTA_AUTHENTICATION_PROVIDER",
        "user.authentication.auth_via_mfa"      => "FACTOR_PROVIDER",
        "user.authentication.auth_via_AD_agent" => "ACTIVE_DIRECTORY",
        "user.authentication.auth_via_LDAP_agent" => "LDAP",
        "user.authentication.auth_via_IDP"      => "FEDERATION",
        _                                       => null,
    };

    // As far as public samples have them.
    private static string? Legacy(SystemEvent happened) => (happened.Type, happened.Outcome) switch
    {
        ("user.session.start", EventOutcome.Success)               => "core.user_auth.login_success",
        ("user.session.start", EventOutcome.Failure)               => "core.user_auth.login_failed",
        ("user.session.end", _)                                    => "core.user_auth.logout_success",
        ("user.authentication.auth_via_mfa", EventOutcome.Success) => "core.user.factor.attempt_success",
        ("user.authentication.auth_via_mfa", EventOutcome.Failure) => "core.user.factor.attempt_fail",
        ("user.account.lock", _)                                   => "core.user_auth.account_locked",
        _                                                          => null,
    };
}
