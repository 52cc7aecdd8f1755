using System.Text.Json.Nodes;
using FactorSeq.Web.Console.Pages.Apps;

namespace FactorSeq.Web.Tests.Console;

/// <summary>The console's form of an app: what it sends, and at which field it says what is wrong.</summary>
public sealed class AppFormTests : IAsyncLifetime
{
    private const string Apps = "/api/v1/apps";

    private ConsoleWorld world = null!;

    public async Task InitializeAsync() => world = await ConsoleWorld.Start();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Every_kind_is_made_and_saved_as_it_is()
    {
        var admin = world.Circuit(await world.SignIn(ConsoleWorld.Root));
        foreach (var draft in Drafts())
        {
            var made = await admin.Post(Apps, draft.ToJson());
            Assert.True(made.Ok, $"{draft.Label}: {string.Join(" ", made.Faults)}");
            var again = AppDraft.Of(made.Object);
            var saved = await admin.Put($"{Apps}/{made.Object["id"]}", again.ToJson());
            Assert.True(saved.Ok, $"{draft.Label}: {string.Join(" ", saved.Faults)}");
            Assert.True(JsonNode.DeepEquals(made.Object["settings"], saved.Object["settings"]), $"{made.Object["settings"]} {saved.Object["settings"]}");
            Assert.True(JsonNode.DeepEquals(made.Object["credentials"], saved.Object["credentials"]), $"{made.Object["credentials"]} {saved.Object["credentials"]}");
            Assert.Equal(draft.Label, again.Label);
            Assert.Equal((draft.Mode, draft.RedirectUris, draft.Page, draft.AcsUrl), (again.Mode, again.RedirectUris, again.Page, again.AcsUrl));
        }
    }

    [Fact]
    public async Task The_addresses_that_were_the_same_follow_the_address_of_assertions()
    {
        var admin = world.Circuit(await world.SignIn(ConsoleWorld.Root));
        var made = await admin.Post(Apps, Drafts().Single(draft => draft.Mode == AppDraft.Saml).ToJson());
        var draft = AppDraft.Of(made.Object);
        draft.AcsUrl = "http://elsewhere.test/acs";
        var signOn = (await admin.Put($"{Apps}/{made.Object["id"]}", draft.ToJson())).Object["settings"]!["signOn"]!;
        Assert.All(["ssoAcsUrl", "recipient", "destination"], name => Assert.Equal("http://elsewhere.test/acs", (string?)signOn[name]));

        signOn["recipient"] = "http://own.test/";
        made.Object["settings"]!["signOn"] = signOn.DeepClone();
        draft = AppDraft.Of(made.Object);
        draft.AcsUrl = "http://third.test/acs";
        signOn = draft.ToJson()["settings"]!["signOn"]!;
        Assert.Equal("http://own.test/", (string?)signOn["recipient"]);
        Assert.Null(signOn["destination"]);
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field()
    {
        var admin = world.Circuit(await world.SignIn(ConsoleWorld.Root));
        (AppDraft Draft, string Place)[] wrong =
        [
            (new AppDraft { RedirectUris = "http://made.test/" }, "label"),
            (new AppDraft { Label = "Made" }, "settings.oauthClient.redirect_uris"),
            (new AppDraft { Label = "Made", RedirectUris = "http://made.test/", Authentication = "private_key_jwt" }, "settings.oauthClient.jwks"),
            (new AppDraft { Label = "Made", Mode = AppDraft.Saml, AcsUrl = "nowhere", Audience = "made" }, "settings.signOn.ssoAcsUrl"),
            (new AppDraft { Label = "Made", Mode = AppDraft.Bookmark, Page = "nowhere" }, "settings.app.url"),
        ];
        foreach (var (draft, place) in wrong)
        {
            Assert.StartsWith($"{place}:", Assert.Single((await admin.Post(Apps, draft.ToJson())).Faults));
        }
    }

    [Fact]
    public void A_secret_is_handed_on_once_and_to_the_page_of_its_client_alone()
    {
        var fresh = new FreshSecret();
        var app = JsonNode.Parse("""{"id":"0oa1","credentials":{"oauthClient":{"client_secret":"s"}}}""")!.AsObject();
        fresh.Keep(app);
        Assert.Equal("s", fresh.Take("0oa1"));
        Assert.Null(fresh.Take("0oa1"));
        fresh.Keep(app);
        Assert.Null(fresh.Take("0oa2"));
        Assert.Null(fresh.Take("0oa1"));
    }

    [Fact]
    public async Task Who_may_only_read_sees_apps_and_makes_none()
    {
        var reader = world.Circuit(await world.SignIn(ConsoleWorld.Reader));
        Assert.True((await reader.Get(Apps)).Ok);
        Assert.Equal(403, (await reader.Post(Apps, Drafts()[0].ToJson())).Status);
    }

    private static List<AppDraft> Drafts()
    {
        var drafts = new List<AppDraft>();
        foreach (var type in (string[])["web", "browser", "native", "service"])
        {
            var draft = new AppDraft { Label = type, RedirectUris = type == "service" ? "" : "http://made.test/cb\nhttp://made.test/other" };
            draft.Become(type);
            drafts.Add(draft);
        }

        drafts[0].Grants.Add("implicit");
        drafts[0].SignOutUris = "http://made.test/out";
        drafts[0].LoginUri = "http://made.test/login";
        drafts[0].Consent = true;
        drafts.Add(new AppDraft { Label = "Wiki by hand", Mode = AppDraft.Saml, AcsUrl = "http://wiki.test/acs", Audience = "wiki" });
        drafts.Add(new AppDraft { Label = "Page", Mode = AppDraft.Bookmark, Page = "http://page.test/" });
        return drafts;
    }
}
