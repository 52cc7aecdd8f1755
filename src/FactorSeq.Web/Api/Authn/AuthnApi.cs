using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>The Authentication API's routes.</summary>
internal static class AuthnApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("POST", "/api/v1/authn",                                    PrimaryAuthentication.Handle),
        new("POST", "/api/v1/authn/introspect",                         TransactionState.Introspect),
        new("POST", "/api/v1/authn/cancel",                             TransactionState.Cancel),
        new("POST", "/api/v1/authn/previous",                           TransactionState.Previous),
        new("POST", "/api/v1/authn/skip",                               TransactionState.Skip),

        new("POST", "/api/v1/authn/factors",                            EnrollFactor.Handle),
        new("POST", "/api/v1/authn/factors/{factorId}/verify",          VerifyFactor.Handle),
        new("POST", "/api/v1/authn/factors/{factorId}/verify/resend",   ResendFactor.Handle),
        new("POST", "/api/v1/authn/factors/{factorId}/lifecycle/duoCallback",         DuoCallback.Handle),
        new("POST", "/api/v1/authn/factors/{factorId}/lifecycle/activate",         ActivateFactor.Handle),
        new("POST", "/api/v1/authn/factors/{factorId}/lifecycle/activate/poll",    ActivateFactor.Handle),
        new("POST", "/api/v1/authn/factors/{factorId}/lifecycle/activate/email",   ActivateFactor.ByEmail),
        new("POST", "/api/v1/authn/factors/{factorId}/lifecycle/activate/sms",     ActivateFactor.BySms),
        new("POST", "/api/v1/authn/factors/{factorId}/lifecycle/resend",           ActivateFactor.Resend),

        new("POST", "/api/v1/authn/credentials/change_password",        Credentials.Change),
        new("POST", "/api/v1/authn/credentials/reset_password",         Credentials.Reset),

        new("POST", "/api/v1/authn/recovery/password",                  Recovery.Password),
        new("POST", "/api/v1/authn/recovery/unlock",                    Recovery.Unlock),
        new("POST", "/api/v1/authn/recovery/token",                     Recovery.Token),
        new("POST", "/api/v1/authn/recovery/answer",                    Recovery.Answer),
        new("POST", "/api/v1/authn/recovery/factors/{channel}/verify",  Recovery.Verify),
        new("POST", "/api/v1/authn/recovery/factors/{channel}/resend",  Recovery.Resend),
    ];
}
