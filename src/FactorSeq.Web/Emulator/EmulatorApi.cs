using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Upgrade;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>What Okta does not have: the user's phone and mailbox, the clock, the reasons. None of it is part of Okta's API.</summary>
internal static class EmulatorApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",   "/emulator",                       Page),
        new("GET",   "/emulator/assets/emulator.css",   Assets.File("emulator/emulator.css")),
        new("GET",   "/emulator/assets/emulator.js",    Assets.File("emulator/emulator.js")),
        new("GET",   "/emulator/assets/api.css",        Assets.File("emulator/api.css")),
        new("GET",   "/emulator/assets/api.js",         Assets.File("emulator/api.js")),
        new("GET",   "/emulator/assets/accounts.js",    Assets.File("emulator/accounts.js")),
        new("GET",   "/emulator/assets/activations.js", Assets.File("emulator/activations.js")),
        new("GET",   "/emulator/assets/audit.css",      Assets.File("emulator/audit.css")),
        new("GET",   "/emulator/assets/audit.js",       Assets.File("emulator/audit.js")),
        new("GET",   "/emulator/assets/cards.js",       Assets.File("emulator/cards.js")),
        new("GET",   "/emulator/assets/chips.js",       Assets.File("emulator/chips.js")),
        new("GET",   "/emulator/assets/clock.js",       Assets.File("emulator/clock.js")),
        new("GET",   "/emulator/assets/directories.css", Assets.File("emulator/directories.css")),
        new("GET",   "/emulator/assets/directories.js", Assets.File("emulator/directories.js")),
        new("GET",   "/emulator/assets/directory-people.js", Assets.File("emulator/directory-people.js")),
        new("GET",   "/emulator/assets/dom.js",         Assets.File("emulator/dom.js")),
        new("GET",   "/emulator/assets/explain.js",     Assets.File("emulator/explain.js")),
        new("GET",   "/emulator/assets/live.js",        Assets.File("emulator/live.js")),
        new("GET",   "/emulator/assets/log.css",        Assets.File("emulator/log.css")),
        new("GET",   "/emulator/assets/log.js",         Assets.File("emulator/log.js")),
        new("GET",   "/emulator/assets/messages.js",    Assets.File("emulator/messages.js")),
        new("GET",   "/emulator/assets/people.js",      Assets.File("emulator/people.js")),
        new("GET",   "/emulator/assets/phone.js",       Assets.File("emulator/phone.js")),
        new("GET",   "/emulator/assets/reasons.js",     Assets.File("emulator/reasons.js")),
        new("GET",   "/emulator/assets/sequencing.js",  Assets.File("emulator/sequencing.js")),
        new("GET",   "/emulator/assets/server.js",      Assets.File("emulator/server.js")),
        new("GET",   "/emulator/assets/settings.js",    Assets.File("emulator/settings.js")),
        new("GET",   "/emulator/assets/visit.js",       Assets.File("emulator/visit.js")),
        new("GET",   "/emulator/assets/visits.js",      Assets.File("emulator/visits.js")),
        new("GET",   "/emulator/assets/identity-provider.js", Assets.File("emulator/identity-provider.js")),
        new("GET",   "/emulator/health",                Health),
        new("GET",   "/emulator/health/live",           Live),
        new("GET",   ServerCertificate.Path,            ServerCertificate.Get),
        new("GET",   "/emulator/stream",                Stream.Get),
        new("GET",   "/emulator/pushes",                Phone.List),
        new("POST",  "/emulator/pushes/{id}",           Phone.Decide),
        new("GET",   "/emulator/activations",           Activations.List),
        new("POST",  "/emulator/activations/{id}",      Activations.Scan),
        new("GET",   "/emulator/activate/{id}",         Activations.Open),
        new("GET",   "/emulator/messages",              Mailbox.List),
        new("GET",   "/emulator/users",                 People.List),
        new("PATCH", "/emulator/users/{login}",         Accounts.Change),
        new("POST",  "/emulator/users/{login}/activation", Accounts.Activation),
        new("GET",   "/emulator/users/{login}/otp",     TokenCodes.Get),
        new("POST",  "/emulator/users/{login}/token-mode", TokenCodes.SetMode),
        new("GET",   "/emulator/visits",                Visits.List),
        new("POST",  "/emulator/visits/{id}",           Visits.Decide),
        new("GET",   "/emulator/duo/{id}",              Visits.Page),
        new("GET",   "/emulator/idp/{id}",              Visits.Page),
        new("GET",   "/emulator/clock",                 Clock.Get),
        new("POST",  "/emulator/clock",                 Clock.Move),
        new("GET",   "/emulator/explain",               Explain.Get),
        new("GET",   "/emulator/events",                Events.List),
        new("GET",   "/emulator/settings",              Settings.Get),
        new("PATCH", "/emulator/settings",              Settings.Change),
        new("GET",   "/emulator/seed",                  SeedExport.Get),
        new("GET",   "/emulator/factor-sequencing",     FactorSequencing.Get),
        new("GET",   "/emulator/audit",                 AuditApi.Get),
        new("POST",  "/emulator/support/features/{name}", FactorSequencing.Support),
        new("GET",   "/emulator/directories",           DirectoriesApi.List),
        new("PATCH", "/emulator/directories/{name}",    DirectoriesApi.Change),
        new("GET",   "/emulator/directories/{name}/users", DirectoryPeople.List),
        new("PATCH", "/emulator/directories/{name}/users/{login}", DirectoryPeople.Change),
        new("POST",  "/emulator/directories/{name}/import", DirectoriesApi.Import),
        new("DELETE", "/emulator/directories/{name}/import", DirectoriesApi.Stop),
        new("GET",   "/emulator/directories/{name}/imports", DirectoriesApi.History),
        new("GET",   "/emulator/keys",                  KeysApi.List),
        new("POST",  "/emulator/keys/{change}",         KeysApi.Change),
        new("POST",  "/emulator/reset",                 Reset.Post),
        new("POST",  "/emulator/snapshot",              SnapshotsApi.Take),
        new("GET",   "/emulator/snapshots",             SnapshotsApi.List),
        new("DELETE", "/emulator/snapshots/{name}",     SnapshotsApi.Drop),
        new("POST",  "/emulator/restore",               SnapshotsApi.Restore),
        new("GET",   "/emulator/upgrade",               UpgradeApi.Get),
        new("POST",  "/emulator/upgrade",               UpgradeApi.Start),
        new("GET",   "/emulator/upgrade/plan",          UpgradeApi.Plan),
        new("GET",   "/emulator/upgrade/differential",  UpgradeApi.Compare),
        new("POST",  "/emulator/upgrade/rollback",      UpgradeApi.RollBack),
        new("GET",   "/emulator/assets/upgrade.css",    Assets.File("emulator/upgrade.css")),
        new("GET",   "/emulator/assets/upgrade.js",     Assets.File("emulator/upgrade.js")),
        new("GET",   "/emulator/orgs",                  OrgsApi.List),
        new("POST",  "/emulator/orgs/{name}",           OrgsApi.Make),
        new("DELETE", "/emulator/orgs/{name}",          OrgsApi.Drop),
        new("GET",   "/emulator/faults",                FaultsApi.List),
        new("POST",  "/emulator/faults",                FaultsApi.Add),
        new("DELETE", "/emulator/faults",               FaultsApi.Clear),
        new("DELETE", "/emulator/faults/{id}",          FaultsApi.Remove),
        new("GET",   "/emulator/phones",                PhonesApi.List),
        new("PUT",   "/emulator/phones/{user}",         PhonesApi.Put),
        new("GET",   "/emulator/phones/{user}",         PhonesApi.Get),
        new("DELETE", "/emulator/phones/{user}",        PhonesApi.Remove),
        new("GET",   "/emulator/mac",                   MacsApi.Page),
        new("GET",   "/emulator/assets/mac.css",        Assets.File("emulator/mac.css")),
        new("GET",   "/emulator/assets/mac.js",         Assets.File("emulator/mac.js")),
        new("GET",   "/emulator/assets/mac-screen.js",  Assets.File("emulator/mac-screen.js")),
        new("GET",   "/emulator/assets/mac-desk.js",    Assets.File("emulator/mac-desk.js")),
        new("GET",   "/emulator/macs",                  MacsApi.List),
        new("POST",  "/emulator/macs",                  MacsApi.Make),
        new("GET",   "/emulator/macs/{name}",           MacsApi.Get),
        new("PATCH", "/emulator/macs/{name}",           MacsApi.Patch),
        new("DELETE", "/emulator/macs/{name}",          MacsApi.Remove),
        new("GET",   "/emulator/macs/{name}/keys",      MacsApi.Keys),
        new("GET",   "/emulator/macs/{name}/phone",     MacsApi.Phone),
        new("POST",  "/emulator/macs/{name}/recovery-pin", MacsApi.Pin),
        new("POST",  "/emulator/macs/{name}/assignment", MacsApi.Assign),
        new("POST",  "/emulator/macs/{name}/{act}",     MacsApi.Act),
        new("GET",   "/emulator/requests",              RequestsApi.List),
        new("DELETE", "/emulator/requests",             RequestsApi.Clear),
        new("GET",   "/emulator/api",                   ApiPage),
        new("GET",   "/emulator/openapi.json",          Assets.File("emulator/openapi.json")),
        new("POST",  "/emulator/sign-ins",              ExternalSignIn.Post),
        new("GET",   IdentityProviderPage.Path,         IdentityProviderPage.Get),
        new("POST",  IdentityProviderPage.Path,         IdentityProviderPage.Post),
    ];

    private static Task Page(HttpContext context) => Assets.Page(
        context,
        "emulator/emulator.html",
        StatusCodes.Status200OK,
        ("config", PageConfig.Write(json =>
        {
            json.WriteString("baseUrl", $"{context.Request.Scheme}://{context.Request.Host.Value}{context.Request.PathBase.Value}");
            json.WriteString("orgName", context.Org().Name);
            json.WriteString("version", typeof(EmulatorApi).Assembly.GetName().Version!.ToString(3));
        })));

    private static Task ApiPage(HttpContext context) => Assets.Page(context, "emulator/api.html", StatusCodes.Status200OK);

    // Whether requests should come here.
    private static Task Health(HttpContext context) => context.RequestServices.GetRequiredService<Drain>().HasBegun
        ? Status(context, "stopping", StatusCodes.Status503ServiceUnavailable)
        : Status(context, "ready", StatusCodes.Status200OK);

    // Whether it need not be started again: a node that stops, or whose store is away, is alive.
    private static Task Live(HttpContext context) => Status(context, "alive", StatusCodes.Status200OK);

    private static Task Status(HttpContext context, string status, int code) => OktaJson.Ok(
        context,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("status", status);
            json.WriteEndObject();
        },
        code);
}
