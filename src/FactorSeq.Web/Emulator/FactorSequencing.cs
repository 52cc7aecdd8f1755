using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Api.Features;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>
/// The two fixes of Okta's article on the Factor Service Error: look whether factor sequencing is on and used, and have Okta Support, whom this
/// plays, switch it off for whoever names the article.
/// </summary>
internal static class FactorSequencing
{
    private const string ArticleWanted =
        "articleRef: name the article that Support is to look at, as a case must: \"Factor Service Error\" During Okta Login for Locked Out Directory-Sourced User.";

    /// <summary><c>GET /emulator/factor-sequencing</c>: the feature, how far it is used, and every rule as its editor shows it.</summary>
    internal static Task Get(HttpContext context)
    {
        var org = context.Org();
        var configuration = org.Current.Configuration;
        return OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("feature", Feature.FactorSequencing);
            json.WriteString("featureId", FeaturesApi.IdOf(org, Feature.FactorSequencing));
            json.WriteBoolean("flag", configuration.Sequencing);
            json.WriteString("state", Sequencing.State(configuration) switch
            {
                SequencingState.EnabledActive => "ENABLED_ACTIVE",
                SequencingState.EnabledUnused => "ENABLED_UNUSED",
                _ => "OFF",
            });
            json.WriteStartArray("rules");
            foreach (var rule in Sequencing.Rules(configuration, org.Catalog.NameOf, kind => org.Catalog[kind].Type.PolicyKey))
            {
                json.WriteStartObject();
                json.WriteString("policy", rule.Policy);
                json.WriteString("rule", rule.Rule);
                json.WriteBoolean("active", rule.Active);
                json.WriteString("editor", rule.Editor);
                json.WriteTexts("chains", rule.Chains);
                json.WriteTexts("warnings", rule.Warnings);
                json.WriteString("lint", rule.Lint);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary><c>POST /emulator/support/features/{name}</c>: <c>{"enabled", "articleRef"?, "force"?}</c>.</summary>
    internal static async Task Support(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var name = (string)context.Request.RouteValues["name"]!;
        if (name != Feature.FactorSequencing)
        {
            await ErrorCodes.NotFound.With($"Resource not found: {name} (Feature)").Write(context);
            return;
        }

        if (!bool.TryParse(body.Text("enabled"), out var enabled))
        {
            await ErrorCodes.ValidationFailed.With("feature", "enabled: write true or false.").Write(context);
            return;
        }

        if (!enabled && string.IsNullOrWhiteSpace(body.Text("articleRef")))
        {
            await ErrorCodes.ValidationFailed.With("feature", ArticleWanted).Write(context);
            return;
        }

        var org = context.Org();
        if (!enabled && !body.Flag("force") && Sequencing.State(org.Current.Configuration) == SequencingState.EnabledActive)
        {
            await ErrorCodes.FeatureInUse
                .Because("Active rules have factor chains. Without the feature they would ask for the password alone; send \"force\": true if that is wanted.")
                .Write(context);
            return;
        }

        await org.Change(configuration => configuration with
        {
            Features = enabled
                ? configuration.Sequencing ? configuration.Features : configuration.Features.Add(Feature.FactorSequencing)
                : configuration.Features.Remove(Feature.FactorSequencing),
        });
        var work = new UnitOfWork(org.Name);
        LogEntry.Append(
            work,
            org.Clock.Now,
            new SystemEvent(enabled ? "system.feature.enable" : "system.feature.disable", EventOutcome.Success, Detail: $"{name}, by Okta Support: {body.Text("articleRef")}"),
            null,
            Client.Of(context),
            "support");
        await org.Documents.Commit(work);
        org.Changes.Tell("events");
        await Get(context);
    }
}
