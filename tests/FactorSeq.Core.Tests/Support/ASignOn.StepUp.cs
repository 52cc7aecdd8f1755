using FactorSeq.Core.SignOn;

namespace FactorSeq.Core.Tests.Support;

/// <summary>Somebody who is signed in proves more, for an app.</summary>
internal sealed partial class ASignOn
{
    internal const string Session = "digest-of-a-session";

    /// <summary>The same person, asked for more.</summary>
    internal ASignOn SteppingUp(bool password = false, bool factor = true) =>
        new ASignOn(world, new Subject.Known(Ana.Id), target: "/home/bookmark/0oa_app/2557")
            .Take(new Step.AskedToStepUp(new StepUp("0oa_app", Session, password, factor)));

    internal ASignOn Redeem(string? session) => Take(new Step.Redeemed(session));
}
