using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Registration;

/// <summary>Self-service registration as the Classic widget asks for it; an org has it where its settings say so.</summary>
internal static class RegistrationApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/api/v1/registration/form",                  IfOn(RegistrationForm.Get)),
        new("POST", "/api/v1/registration/{policyId}/register",   IfOn(Register.Post)),
    ];

    private static RequestDelegate IfOn(RequestDelegate handle) => context =>
        context.Org().Current.Configuration.Settings.SelfServiceRegistration ? handle(context) : ErrorCodes.FeatureOff.Because().Write(context);
}
