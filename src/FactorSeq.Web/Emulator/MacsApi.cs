using System.Security.Cryptography;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Macs;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Throttling;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>Macs with Desktop MFA, and the page on which one is used. Okta has no such interface: all of it is ours.</summary>
internal static class MacsApi
{
    private const int MaxListed = 100;
    private const int LongestText = 1024;

    private static readonly Shape Change = new("macChange", ["clockOffset", "online", "certificate", "usb", "profile", "installed"]);

    internal static Task Page(HttpContext context) => Assets.Page(
        context,
        "emulator/mac.html",
        StatusCodes.Status200OK,
        ("config", PageConfig.Write(json => json.WriteString("orgName", context.Org().Name))));

    /// <summary><c>GET /emulator/macs</c>.</summary>
    internal static async Task List(HttpContext context)
    {
        var org = context.Org();
        var macs = new List<(Mac Mac, MacDesk Desk)>();
        foreach (var stored in await org.Documents.List(org.Name, DocumentKinds.Macs, MaxListed))
        {
            macs.Add((stored.Value, await MacJson.Desk(org, stored.Value)));
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var (mac, desk) in macs)
            {
                MacJson.Write(json, org, mac, desk);
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>POST /emulator/macs</c>: one more, in the words of the seed.</summary>
    internal static async Task Make(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var org = context.Org();
        var (section, scope, root) = Section(org, $"{{\"macs\":[{body.Root.GetRawText()}]}}", Shapes.Seed);
        await Name(org, body, scope);
        var macs = section.Read(root!);
        if (scope.Errors.Any || macs.IsEmpty)
        {
            await Refuse(context, scope);
        }
        else if (!await org.Documents.Commit(new UnitOfWork(org.Name).Insert(DocumentKinds.Macs, macs[0].Name, macs[0])))
        {
            await ErrorCodes.ValidationFailed.With("mac", $"name: there is already a Mac {macs[0].Name}.").Write(context);
        }
        else
        {
            org.Changes.Tell("macs");
            await Write(context, macs[0], StatusCodes.Status201Created);
        }
    }

    /// <summary><c>GET /emulator/macs/{name}</c>: what time and the phone have brought about is taken up.</summary>
    internal static async Task Get(HttpContext context) =>
        await (await MacRunner.Look(context, Named(context)) is { } mac ? Write(context, mac) : NotFound(context));

    /// <summary><c>PATCH /emulator/macs/{name}</c>: the clock, the network, the USB port, what device management has put on it.</summary>
    internal static async Task Patch(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        if (await MacRunner.Find(context.Org(), Named(context)) is not { Value: var present })
        {
            await NotFound(context);
            return;
        }

        var (section, scope, root) = Section(context.Org(), body.Root.GetRawText(), Change);
        var adjusted = section.Adjusted(root!, present.Profile);
        var install = root!["installed"] is null ? (Installation?)null : (Installation)root.Choice("installed", 0, MacSection.Installations);
        if (scope.Errors.Any)
        {
            await Refuse(context, scope);
            return;
        }

        var step = await MacRunner.Run(context, present.Name, _ => new(adjusted));
        if (install is { } how)
        {
            step = await MacRunner.Run(context, present.Name, _ => new(new MacEvent.Install(how)));
        }

        await (step is null ? NotFound(context) : Write(context, step.Mac));
    }

    /// <summary><c>DELETE /emulator/macs/{name}</c>.</summary>
    internal static async Task Remove(HttpContext context)
    {
        var org = context.Org();
        while (await MacRunner.Find(org, Named(context)) is { } stored)
        {
            if (await org.Documents.Commit(new UnitOfWork(org.Name).Delete(DocumentKinds.Macs, stored)))
            {
                org.Changes.Tell("macs");
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }

        await NotFound(context);
    }

    /// <summary><c>POST /emulator/macs/{name}/{act}</c>: what a person does at the Mac.</summary>
    internal static async Task Act(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var name = (string)context.Request.RouteValues["act"]!;
        if (!MacActs.All.TryGetValue(name, out var act))
        {
            await ErrorCodes.NotFound.With($"Resource not found: {name} (MacAct)").Write(context);
            return;
        }

        var given = act.Members.ToDictionary(member => member, member => body.Text(member) ?? "");
        if (act.Members.FirstOrDefault(member => given[member].Length is 0 or > LongestText) is { } missing)
        {
            await ErrorCodes.ValidationFailed.With("mac", $"{missing}: {name} needs it, with {LongestText} characters at most.").Write(context);
            return;
        }

        await Answer(context, await MacRunner.Run(context, Named(context), mac => act.Make(new MacAt(context, mac), given)));
    }

    /// <summary><c>POST /emulator/macs/{name}/recovery-pin</c>: what an administrator does in the Admin Console. The PIN is told once.</summary>
    internal static async Task Pin(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var pin = RandomNumberGenerator.GetString("0123456789", 8);
        var digest = MacActs.PinDigest(context.Org(), pin);
        var step = await MacRunner.Run(context, Named(context), _ => new(new MacEvent.PinWanted(body.Text("user") ?? "", digest)));
        if (step is not { Fits: true })
        {
            await Answer(context, step);
            return;
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("pin", step.Mac.Pin?.Digest == digest ? pin : null);
            json.WriteEndObject();
        });
    }

    /// <summary><c>POST /emulator/macs/{name}/assignment</c>: gives a linked user the Desktop MFA app, or takes it.</summary>
    internal static async Task Assign(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var org = context.Org();
        if (await MacRunner.Find(org, Named(context)) is not { Value: var mac })
        {
            await NotFound(context);
            return;
        }

        var user = mac.User(body.Text("user"))?.UserId is { } id ? (await org.FindAccountById(id))?.Value.User : null;
        var app = org.Current.App(mac.Profile?.ClientId ?? "");
        var assigned = bool.TryParse(body.Text("assigned"), out var flag) ? flag : (bool?)null;
        var fault = user is null ? "user: write a local user of this Mac who is linked."
            : assigned is null ? "assigned: write true or false."
            : app is null ? "DMFAClientID of the managed profile names no app."
            : assigned == false && app.Groups.Any(group => user.Groups.Contains(group)) ? $"The app is assigned to {user.Login} through a group: take them out of it."
            : null;
        if (fault is not null)
        {
            await ErrorCodes.ValidationFailed.With("mac", fault).Write(context);
            return;
        }

        await org.Change(configuration => configuration with
        {
            Apps =
            [
                .. configuration.Apps.Select(a => a.Id != app!.Id || a.Users.Contains(user!.Id) == assigned ? a
                    : a with { Users = assigned == true ? a.Users.Add(user.Id) : a.Users.Remove(user.Id) }),
            ],
        });
        org.Changes.Tell("macs");
        await Write(context, mac);
    }

    /// <summary><c>GET /emulator/macs/{name}/keys?user=</c>: the look-up behind "Device access key", with its limit.</summary>
    internal static async Task Keys(HttpContext context)
    {
        var org = context.Org();
        var limit = org.Current.Configuration.Settings.KeyLookupsPerMinute;
        while (await MacRunner.Find(org, Named(context)) is { Value: var mac } stored)
        {
            if (mac.User(context.Request.Query["user"].ToString()) is not { Login: { } login } user)
            {
                await ErrorCodes.NotFound.With($"Resource not found: {context.Request.Query["user"]} (LocalUser)").Write(context);
                return;
            }

            var now = org.Clock.Now;
            var counted = LoginWindow.LookUp(mac, user, MacRunner.Facts(org), now);
            var counting = KeyLookups.Counting((counted ?? mac).User(user.Name)!.KeyLookups, now);
            var work = new UnitOfWork(org.Name).Update(DocumentKinds.Macs, stored, counted ?? mac);
            if (counted is null)
            {
                LogEntry.Append(work, now, LoginWindow.LookupsSpent(mac, user).Event, (await org.FindAccount(login))?.Value.User, Client.Of(context));
            }

            if (!await org.Documents.Commit(work))
            {
                continue;
            }

            var reset = org.Clock.Machine + (counting.Min() + KeyLookups.Window - now);
            context.Features.Set(new RateLimitStanding(limit, limit - counting.Length, (long)Math.Ceiling((reset - DateTimeOffset.UnixEpoch).TotalSeconds)));
            OktaHeaders.Put(context);
            if (counted is null)
            {
                org.Changes.Tell("events");
                await ErrorCodes.TooManyRequests.Because().Write(context);
                return;
            }

            var found = await MacOkta.Keys(context, mac, login);
            await OktaJson.Ok(context, json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("keys");
                foreach (var key in found.Usable)
                {
                    json.WriteStringValue(key);
                }

                json.WriteEndArray();
                json.WriteNumber("unsupported", found.Others);
                json.WriteEndObject();
            });
            return;
        }

        await NotFound(context);
    }

    /// <summary><c>GET /emulator/macs/{name}/phone?user=</c>: the accounts that Okta Verify shows on the phone beside the Mac, by the phone's clock.</summary>
    internal static async Task Phone(HttpContext context)
    {
        var org = context.Org();
        if (await MacRunner.Find(org, Named(context)) is not { Value: var mac })
        {
            await NotFound(context);
            return;
        }

        var user = mac.User(context.Request.Query["user"].ToString());
        var login = user?.Login ?? (mac.Screen is LoginScreen.Typing { Link: { } link } typing && typing.User == user?.Name ? link : null);
        var account = login is null ? null : (await org.FindAccount(login))?.Value;
        var now = org.Clock.Now;
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("user", account?.User.Login);
            json.WriteInstant("clock", now);
            json.WriteNumber("validFor", 30 - (int)(now.ToUnixTimeSeconds() % 30));
            json.WriteStartArray("accounts");
            if (account is not null && DeviceCodes.OfOkta(account) is { } okta)
            {
                Account(context.BaseUrl(), account.User.Login, DeviceCodes.Shown(okta, now), "OV_TOTP");
            }

            if (user?.OfflineSecret is { } offline)
            {
                Account("Device access code", $"{mac.Name} ({mac.Serial})", DeviceCodes.Shown(offline, now), "Offline_TOTP");
            }

            json.WriteEndArray();
            json.WriteEndObject();

            void Account(string title, string name, string code, string factor)
            {
                json.WriteStartObject();
                json.WriteString("title", title);
                json.WriteString("name", name);
                json.WriteString("code", code);
                json.WriteString("factor", factor);
                json.WriteEndObject();
            }
        });
    }

    private static string Named(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private static Task NotFound(HttpContext context) => ErrorCodes.NotFound.With($"Resource not found: {Named(context)} (Mac)").Write(context);

    private static Task Answer(HttpContext context, MacStep? step) => step is null ? NotFound(context)
        : step.Fits ? Write(context, step.Mac)
        : ErrorCodes.ValidationFailed.With("mac", $"The display shows {MacJson.StateOf(step.Mac.Screen)} and has no place for that.").Write(context);

    private static async Task Write(HttpContext context, Mac mac, int status = StatusCodes.Status200OK)
    {
        var desk = await MacJson.Desk(context.Org(), mac);
        await OktaJson.Ok(context, json => MacJson.Write(json, context.Org(), mac, desk), status);
    }

    // A request is read as a seed is: the same words, the same errors.
    private static (MacSection Section, SeedScope Scope, Fields? Root) Section(Org org, string text, Shape shape)
    {
        var errors = new SeedErrors("mac");
        var scope = new SeedScope(OrgSection.Read(null, org.Name, errors), org.Catalog, org.Clock.Now, errors);
        return (new MacSection(scope), scope, SeedTree.Read(text, errors) is { } root ? Fields.Of(root, shape, errors) : null);
    }

    private static async ValueTask Name(Org org, JsonBody body, SeedScope scope)
    {
        if (!body.Root.TryGetProperty("users", out var users) || users.ValueKind != System.Text.Json.JsonValueKind.Array)
        {
            return;
        }

        foreach (var user in users.EnumerateArray())
        {
            if (JsonBody.Text(user, "okta") is { } login && await org.FindAccount(login) is { } account)
            {
                scope.Users.Add(login, account.Id);
            }
        }
    }

    private static Task Refuse(HttpContext context, SeedScope scope) =>
        ErrorCodes.ValidationFailed.With("mac", [.. scope.Errors.InOrder.Select(error => $"{error.Path}: {error.Message}. {error.Cure}")]).Write(context);
}
