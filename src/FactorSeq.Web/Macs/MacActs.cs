using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Factors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Macs;

/// <summary>What a person can do at a Mac, with its phone beside it: one row each.</summary>
internal static class MacActs
{
    /// <summary>By name; each makes an event of a request, or null where the request lacks something.</summary>
    internal static readonly IReadOnlyDictionary<string, MacAct> All = new Dictionary<string, MacAct>
    {
        ["login"]   = new(["user", "password"], (at, body) => new(new MacEvent.PasswordGiven(body["user"], IsRight(at, body["user"], body["password"])))),
        ["setup"]   = new([], (_, _) => new(new MacEvent.SetUpAsked())),
        ["link"]    = new(["login"], (_, body) => new(new MacEvent.OktaUserNamed(body["login"]))),
        ["choose"]  = new(["factor"], (_, body) => new(DesktopFactors.Find(body["factor"]) is { } factor ? new MacEvent.Chosen(factor) : null)),
        ["code"]    = new(["code"], Code),
        ["touch"]   = new([], (_, _) => new(new MacEvent.KeyTouched())),
        ["scan"]    = new([], (_, _) => new(new MacEvent.Scanned())),
        ["pin"]     = new(["pin"], (at, body) => new(new MacEvent.PinGiven(IsPin(at, body["pin"])))),
        ["insert"]  = new(["key"], (_, body) => new(new MacEvent.KeyInserted(body["key"]))),
        ["remove"]  = new(["key"], (_, body) => new(new MacEvent.KeyRemoved(body["key"]))),
        ["allow"]   = new(["key"], (_, body) => new(new MacEvent.KeyAllowed(body["key"]))),
        ["back"]    = new([], (_, _) => new(new MacEvent.Back())),
        ["lock"]    = new([], (_, _) => new(new MacEvent.Lock())),
        ["restart"] = new([], (_, _) => new(new MacEvent.Restart())),
    };

    /// <summary>A recovery PIN's digest, which only the org can work out: a PIN is short.</summary>
    internal static string PinDigest(Org org, string pin) => Convert.ToBase64String(org.Keyed("recovery pin", pin));

    private static bool IsRight(MacAt at, string user, string password) =>
        at.Mac.User(user) is { } local
        && at.Org.Catalog[FactorKind.Password].Judge(
            new Enrollment(Enrollment.PasswordId, FactorKind.Password, local.Password, at.Now),
            null,
            new Answer.Password(new Secret(password)),
            at.Org.Current.Configuration.Settings.ForFactors(),
            at.Now) is Verdict.Accepted;

    private static bool IsPin(MacAt at, string pin) => at.Mac.Pin is { } known
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(PinDigest(at.Org, pin)), Encoding.UTF8.GetBytes(known.Digest));

    private static async ValueTask<MacEvent?> Code(MacAt at, IReadOnlyDictionary<string, string> body)
    {
        if (at.Mac.Screen is not LoginScreen.Typing typing || at.Mac.User(typing.User) is not { } user)
        {
            return null;
        }

        var code = new Secret(body["code"].Replace(" ", ""));
        if (typing.Factor == DesktopFactor.OktaVerifyCode)
        {
            return (typing.Link ?? user.Login) is { } login
                ? await MacOkta.Code(at.Context, at.Mac, login, code, () => user.OfflineSecret is { } secret && DeviceCodes.IsOf(secret, code, at.Now))
                : null;
        }

        var account = user.UserId is { } id ? (await at.Org.FindAccountById(id))?.Value : null;
        return DeviceCodes.Judge(at.Mac, user, code, at.Org.Current.Configuration.Settings.DeviceCodeWindowSteps, account, at.Now);
    }
}

/// <summary>One thing to do.</summary>
/// <param name="Members">What the request has to say.</param>
internal sealed record MacAct(string[] Members, Func<MacAt, IReadOnlyDictionary<string, string>, ValueTask<MacEvent?>> Make);

/// <summary>A Mac at the moment at which something is done to it.</summary>
internal sealed record MacAt(HttpContext Context, Mac Mac)
{
    internal Org Org => Context.Org();

    internal DateTimeOffset Now { get; } = Context.Org().Clock.Now;
}
