using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Password;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Registration;

/// <summary>
/// <c>POST /api/v1/registration/{policyId}/register {userProfile}</c>: makes an account that is not active yet, and answers the token that
/// <c>POST /api/v1/authn {token}</c> activates it with. Unlike a sign-in it does tell that a login is taken, as Okta does.
/// </summary>
internal static class Register
{
    private const string Domain = "registration request";

    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    internal static async Task Post(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var org = context.Org();
        var policy = (string)context.Request.RouteValues["policyId"]!;
        if (policy != RegistrationForm.PolicyId(org))
        {
            await ErrorCodes.NotFound.With($"Resource not found: {policy} (RegistrationPolicy)").Write(context);
            return;
        }

        var profile = body.Root.TryGetProperty("userProfile", out var given) ? given : default;
        var client = Client.Of(context);
        var user = NewUser(org, profile);
        var demands = RegistrationForm.Demands(org, client, user.Login);
        LocatedCause[] causes =
            [.. RegistrationForm.Members.Select(member => Fault(profile, member.Name, member.Label, member.Most, demands, user)).OfType<LocatedCause>()];
        if (causes.Length > 0)
        {
            await Refuse(context, causes);
        }
        else if (await Create(org, client, user, JsonBody.Text(profile, RegistrationForm.Password)!) is { } token)
        {
            await OktaJson.Ok(context, json =>
            {
                json.WriteStartObject();
                json.WriteString("activationToken", token);
                json.WriteEndObject();
            });
        }
        else
        {
            await Refuse(context, new LocatedCause(
                "An account with this email already exists.", Domain, RegistrationForm.Email, "UNIQUE_CONSTRAINT"));
        }
    }

    private static Task Refuse(HttpContext context, params LocatedCause[] causes) =>
        (ErrorCodes.ValidationFailed.With("registration") with { Located = causes }).Write(context);

    private static LocatedCause? Fault(JsonElement profile, string name, string label, int most, PasswordComplexity demands, User user)
    {
        var value = JsonBody.Text(profile, name);
        var fault = string.IsNullOrWhiteSpace(value) ? $"{label} cannot be left blank."
            : value.Length > most ? $"{label} has {most} characters at most."
            : name == RegistrationForm.Email && !Formats.IsEmail(value) ? "Email is not a mail address."
            : name == RegistrationForm.Password && !demands.Admits(value, user) ? demands.Demands
            : null;
        return fault is null ? null : new LocatedCause(fault, Domain, name, string.IsNullOrWhiteSpace(value) ? "REQUIRED" : "INVALID");
    }

    private static User NewUser(Org org, JsonElement profile)
    {
        var login = JsonBody.Text(profile, RegistrationForm.Email) ?? "";
        var now = org.Clock.Now;
        return new User
        {
            Id = "",
            Login = login,
            Email = login,
            FirstName = JsonBody.Text(profile, "firstName"),
            LastName = JsonBody.Text(profile, "lastName"),
            Status = AccountStatus.Staged,
            Groups = [org.Current.Everyone],
            Created = now,
            StatusChanged = now,
            PasswordChanged = now,
        };
    }

    /// <returns>null where the login is taken, by whomever was faster.</returns>
    private static async ValueTask<string?> Create(Org org, Client client, User user, string chosen)
    {
        if (await org.FindAccount(user.Login) is not null)
        {
            return null;
        }

        user = user with { Id = await NewUsers.IdOf(org, user.Login) };
        var now = user.Created;
        var password = ((PasswordFactor)org.Catalog[FactorKind.Password]).Enroll(chosen);
        var account = new Account(user, [new Enrollment(Enrollment.PasswordId, FactorKind.Password, password, now)], Attempts.None);
        var work = new UnitOfWork(org.Name);
        work.Insert(DocumentKinds.Accounts, user.Id, RuledGroups.Settle(org, work, account), alias: Login.Key(user.Login))
            .Append(DocumentKinds.Log, user.Id, now, new LogEntry(
                Guid.NewGuid(),
                new SystemEvent("user.lifecycle.create", EventOutcome.Success),
                user.Id,
                user.Login,
                client.Address?.ToString(),
                client.UserAgent,
                client.RequestId,
                client.RequestUri));
        var token = SignOnRunner.IssueToken(org, work, user.Id, RecoveryKind.AccountActivation, TokenLife);
        if (!await org.Documents.Commit(work))
        {
            return null;
        }

        org.Changes.Tell("users");
        org.Changes.Tell("events");
        return token;
    }
}
