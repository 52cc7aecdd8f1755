using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Factors;
using FactorSeq.Factors.Hotp;
using FactorSeq.Factors.Rsa;
using FactorSeq.Factors.Symantec;
using FactorSeq.Factors.Totp;
using FactorSeq.Factors.YubiKey;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>What people's tokens show, and what the servers behind them may be asked to do.</summary>
internal static class TokenCodes
{
    /// <summary>A token's code.</summary>
    /// <param name="Next">The code after it, where a client may be asked for both.</param>
    /// <param name="Seconds">For how long steps of time last; null of tokens that count.</param>
    private sealed record Shown(string Code, string? Next, int? Seconds);

    /// <summary>What a token shows at the org's time: the user's own, or with <c>credentialId</c> one that nobody has enrolled yet.</summary>
    internal static async Task Get(HttpContext context)
    {
        var org = context.Org();
        var login = (string)context.Request.RouteValues["login"]!;
        var key = context.Request.Query["factor"].ToString() is { Length: > 0 } given ? given : "totp";
        var kind = org.Catalog.Find(key)?.Type.Kind;
        if ((await org.FindAccount(login))?.Value is not { } account)
        {
            await ErrorCodes.NotFound.With($"Resource not found: {login} (User)").Write(context);
            return;
        }

        var data = context.Request.Query["credentialId"].ToString() is { Length: > 0 } credentialId
            ? Unclaimed(org, key, credentialId)
            : account.Enrollments.FirstOrDefault(e => e.Kind == kind)?.Data;
        var now = org.Clock.Now;
        if (Show(kind, data, now) is not { } shown)
        {
            await ErrorCodes.NotFound.With($"Resource not found: {key} of {login} (Factor)").Write(context);
            return;
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("code", shown.Code);
            if (shown.Next is not null)
            {
                json.WriteString("nextCode", shown.Next);
            }

            if (shown.Seconds is { } seconds)
            {
                json.WriteNumber("validFor", seconds - (int)(now.ToUnixTimeSeconds() % seconds));
            }

            json.WriteEndObject();
        });
    }

    /// <summary>Has the server of an RSA or on-premises token ask for the next code, or stop asking: <c>{"factor", "nextToken"}</c>.</summary>
    internal static async Task SetMode(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var org = context.Org();
        var login = (string)context.Request.RouteValues["login"]!;
        var key = body.Text("factor") ?? "rsa";
        var kind = org.Catalog.Find(key)?.Type.Kind;
        if (!bool.TryParse(body.Text("nextToken"), out var wanted))
        {
            await ErrorCodes.ValidationFailed.With("nextToken", "nextToken: write true or false.").Write(context);
            return;
        }

        while (await org.FindAccount(login) is { } stored
            && stored.Value.Enrollments.FirstOrDefault(e => e.Kind == kind) is { Data: RsaEnrollment token } enrollment)
        {
            var asked = token with { NextToken = wanted ? NextTokenMode.Wanted : NextTokenMode.Off, WrongCodes = 0 };
            var work = new UnitOfWork(org.Name).Update(DocumentKinds.Accounts, stored, stored.Value.With(enrollment, asked));
            if (await org.Documents.Commit(work))
            {
                org.Changes.Tell("users");
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }

        await ErrorCodes.NotFound.With($"Resource not found: {key} of {login} (Factor)").Write(context);
    }

    private static Shown? Show(FactorKind? kind, FactorData? data, DateTimeOffset now) => data switch
    {
        TotpEnrollment token => new Shown(
            TotpVerifier.Code(Base32.Decode(token.Secret), TotpVerifier.StepAt(now)), null, TotpVerifier.StepSeconds),
        RsaEnrollment token => new Shown(RsaVerifier.Code(kind!.Provider, token.CredentialId, now), null, RsaVerifier.StepSeconds),
        SymantecEnrollment credential => new Shown(
            SymantecVerifier.Code(credential.CredentialId, now), SymantecVerifier.Code(credential.CredentialId, now, stepsAhead: 1), SymantecVerifier.StepSeconds),
        HotpEnrollment token => new Shown(OneTimePassword.Code(Convert.FromBase64String(token.Secret), token.Counter), null, null),
        YubiKeyEnrollment { Next: { } next } => new Shown(next, null, null),
        _ => null,
    };

    private static FactorData? Unclaimed(Org org, string key, string credentialId) => key switch
    {
        "rsa" or "onprem" => new RsaEnrollment(credentialId),
        "symantec" => new SymantecEnrollment(credentialId, 0),
        "yubikey" => org.Current.Configuration.YubiKeys.FirstOrDefault(k => k.PublicId == credentialId) is { } known
            ? new YubiKeyEnrollment(known.PublicId, known.AesKey, known.PrivateId, 0)
            : null,
        _ => null,
    };
}
