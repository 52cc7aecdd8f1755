using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Browser.Tests.Support;

/// <summary>What the person beside the browser does: answers pushes, reads messages, moves the clock.</summary>
internal sealed class Tester(string baseUrl) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(baseUrl + "/emulator/") };

    public void Dispose() => http.Dispose();

    internal async Task Reset() => (await http.PostAsync("reset", null)).EnsureSuccessStatusCode();

    internal Task Approve(string user) => Answer(user, new { decision = "approve" });

    internal Task Deny(string user) => Answer(user, new { decision = "deny" });

    internal async Task<string> PushId(string user)
    {
        var waiting = (await http.GetFromJsonAsync<JsonArray>("pushes"))!.Where(p => (string)p!["user"]! == user).ToList();
        return (string)Assert.Single(waiting)!["id"]!;
    }

    /// <summary>Answers a push by its id; false where it is no longer waiting.</summary>
    internal async Task<bool> ApproveLate(string pushId) =>
        (await http.PostAsJsonAsync($"pushes/{pushId}", new { decision = "approve" })).IsSuccessStatusCode;

    /// <summary>The newest code that was sent to somebody.</summary>
    internal async Task<string> Code(string user, string channel) =>
        (string)(await http.GetFromJsonAsync<JsonArray>($"messages?user={user}&channel={channel}"))![0]!["code"]!;

    /// <summary>The link in the newest mail to somebody.</summary>
    internal async Task<string> Link(string user, string channel = "email") =>
        (string)(await http.GetFromJsonAsync<JsonArray>($"messages?user={user}&channel={channel}"))![0]!["link"]!;

    /// <summary>How many messages somebody has had.</summary>
    internal async Task<int> Messages(string user) => (await http.GetFromJsonAsync<JsonArray>($"messages?user={user}"))!.Count;

    /// <summary>Scans the QR code that somebody's sign-in shows.</summary>
    /// <returns>The number that the app shows then, if it shows one.</returns>
    internal async Task<string?> Scan(string user)
    {
        var waiting = (await http.GetFromJsonAsync<JsonArray>("activations"))!.Last(a => (string)a!["user"]! == user)!;
        (await http.PostAsJsonAsync($"activations/{waiting["id"]}", new { device = "New phone" })).EnsureSuccessStatusCode();
        return (string?)waiting["code"];
    }

    /// <summary>Ends somebody's visit to a factor's far end.</summary>
    internal async Task Visit(string user, string decision, string? reason = null)
    {
        var waiting = (await http.GetFromJsonAsync<JsonArray>("visits"))!.Last(v => (string)v!["user"]! == user)!;
        (await http.PostAsJsonAsync($"visits/{waiting["id"]}", new { decision, reason })).EnsureSuccessStatusCode();
    }

    /// <summary>What a token shows that nobody has set up yet: its code and, of some, the next.</summary>
    internal async Task<(string Code, string? Next)> Token(string user, string factor, string credentialId)
    {
        var shown = (await http.GetFromJsonAsync<JsonObject>($"users/{user}/otp?factor={factor}&credentialId={credentialId}"))!;
        return ((string)shown["code"]!, (string?)shown["nextCode"]);
    }

    /// <summary>Has the server of somebody's RSA token ask for the code after the next one.</summary>
    internal async Task AskForNextToken(string user) =>
        (await http.PostAsJsonAsync($"users/{user}/token-mode", new { factor = "rsa", nextToken = true })).EnsureSuccessStatusCode();

    /// <summary>What somebody's software token shows.</summary>
    internal async Task<string> Otp(string user, string factor) =>
        (string)(await http.GetFromJsonAsync<JsonObject>($"users/{user}/otp?factor={factor}"))!["code"]!;

    internal async Task Advance(string duration) =>
        (await http.PostAsJsonAsync("clock", new { advance = duration })).EnsureSuccessStatusCode();

    internal async Task<TimeSpan> ClockOffset() =>
        System.Xml.XmlConvert.ToTimeSpan((string)(await http.GetFromJsonAsync<JsonObject>("clock"))!["offset"]!);

    internal async Task Set(string setting, object value) =>
        (await http.PatchAsync("settings", JsonContent.Create(new Dictionary<string, object> { [setting] = value }))).EnsureSuccessStatusCode();

    /// <summary>Types wrong passwords for somebody until the account is locked.</summary>
    internal async Task LockByPassword(string user)
    {
        for (var i = 0; i < 5; i++)
        {
            await http.PostAsJsonAsync("../api/v1/authn", new { username = user, password = "wrong" });
        }
    }

    /// <summary>Begins to set up Okta Verify for somebody who has no factor yet.</summary>
    /// <returns>The sign-in that waits for its QR code to be scanned.</returns>
    internal async Task<JsonObject> BeginPush(string user, string password) => await Enroll(await SignIn(user, password), "push");

    /// <summary>Begins to set up a software token.</summary>
    internal async Task BeginToken(string user, string password) => await Enroll(await SignIn(user, password), "token:software:totp");

    /// <summary>Sends somebody to Duo.</summary>
    internal async Task BeginDuo(string user, string password)
    {
        var named = await Authn("", new { username = user });
        var second = await Verify(named, "password", password);
        await Verify(second, "web", null);
    }

    /// <summary>The status after asking whether the QR code was scanned.</summary>
    internal async Task<string> PollActivation(JsonObject at) => (string)(await Authn(
        $"/factors/{(string)at["_embedded"]!["factor"]!["id"]!}/lifecycle/activate", new { stateToken = (string)at["stateToken"]! }))["status"]!;

    /// <summary>Has a link mailed that resets somebody's password.</summary>
    internal Task Forgot(string user) => Authn("/recovery/password", new { username = user, factorType = "EMAIL" });

    private async Task<JsonObject> SignIn(string user, string password) =>
        await Verify(await Authn("", new { username = user }), "password", password);

    private Task<JsonObject> Verify(JsonObject at, string factorType, string? password)
    {
        var factor = at["_embedded"]!["factors"]!.AsArray().Single(f => (string)f!["factorType"]! == factorType)!;
        return Authn($"/factors/{(string)factor["id"]!}/verify", new { stateToken = (string)at["stateToken"]!, password });
    }

    private Task<JsonObject> Enroll(JsonObject at, string factorType) =>
        Authn("/factors", new { stateToken = (string)at["stateToken"]!, factorType, provider = "OKTA" });

    private async Task<JsonObject> Authn(string path, object body)
    {
        var answer = await http.PostAsJsonAsync($"../api/v1/authn{path}", body);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task Answer(string user, object decision)
    {
        var id = await PushId(user);
        var answer = await http.PostAsync($"pushes/{id}", JsonContent.Create(decision, options: JsonSerializerOptions.Web));
        answer.EnsureSuccessStatusCode();
    }
}
