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
        new("POST", "/api/v1/authn/factors/{factorId}/verify",          VerifyFactor.Handle),
        new("POST", "/api/v1/authn/factors/{factorId}/verify/resend",   ResendFactor.Handle),
    ];
}
