using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.DesktopMfa;

/// <summary>Any walk of events, whether or not a shell would bring them in this order.</summary>
public sealed class LoginWindowProperties
{
    private static readonly OktaUser Ana = new("00uana", "ana@demo.test");

    private static readonly MacEvent[] Events =
    [
        new MacEvent.PasswordGiven(AMac.User, true), new MacEvent.PasswordGiven(AMac.User, true), new MacEvent.PasswordGiven(AMac.User, false),
        new MacEvent.PasswordGiven("nobody", true), new MacEvent.SetUpAsked(), new MacEvent.OktaUserNamed(Ana.Login),
        .. DesktopFactors.All.Select(factor => new MacEvent.Chosen(factor)),
        new MacEvent.PushSent("push", Ana.Login, 42, World.Morning), .. Enum.GetValues<OktaRefusal>().Select(why => new MacEvent.PushRefused(why)),
        .. Enum.GetValues<PushOutcome>().Select(outcome => new MacEvent.PushAnswered(outcome, Ana)), new MacEvent.PushAnswered(PushOutcome.Approved),
        .. Enum.GetValues<OktaCodeVerdict>().Select(verdict => new MacEvent.OktaCodeJudged(verdict, Ana)),
        .. Enum.GetValues<DeviceCodeVerdict>().Select(verdict => new MacEvent.DeviceCodeJudged(verdict, 7)),
        new MacEvent.KeysFound([], 0), new MacEvent.KeysFound(["key"], 1), new MacEvent.KeyTouched(), new MacEvent.Scanned(),
        new MacEvent.PinWanted(AMac.User, "digest"), new MacEvent.PinWanted("nobody", "digest"), new MacEvent.PinGiven(true), new MacEvent.PinGiven(false),
        new MacEvent.Back(), new MacEvent.Lock(), new MacEvent.Restart(), new MacEvent.Passed(),
        new MacEvent.KeyInserted("key"), new MacEvent.KeyRemoved("key"), new MacEvent.KeyAllowed("key"), new MacEvent.Install(Installation.ProfileFirst),
        new MacEvent.Adjusted { Online = false }, new MacEvent.Adjusted { Online = true }, new MacEvent.Adjusted { Usb = UsbMode.Always },
    ];

    private static readonly Arbitrary<(bool Linked, List<(MacEvent Event, int Minutes)> Walk)> Walks = (
        from linked in Gen.Elements(true, false)
        from walk in Gen.ListOf(
            from happened in Gen.Elements(Events)
            from minutes in Gen.Elements(0, 0, 0, 1, 6, 60 * 49, 60 * 24 * 8)
            select (happened, minutes))
        select (linked, walk.ToList())).ToArbitrary();

    [Fact]
    public void No_walk_gets_in_but_by_a_proof_of_the_last_event() => Check.QuickThrowOnFailure(Prop.ForAll(Walks, story =>
        Walk(story, (before, happened, step, now) =>
        {
            if (step.Mac.Screen is not LoginScreen.Desktop desktop || before.Screen is LoginScreen.Desktop)
            {
                return;
            }

            Assert.True(happened switch
            {
                MacEvent.PasswordGiven { IsRight: true } => before.User(AMac.User)!.Login is null && LoginWindow.InGrace(before, now),
                MacEvent.PushAnswered { Outcome: PushOutcome.Approved, By: not null } => before.Screen is LoginScreen.Waiting,
                MacEvent.OktaCodeJudged { Verdict: OktaCodeVerdict.Right } => before.Screen is LoginScreen.Typing { Factor: DesktopFactor.OktaVerifyCode },
                MacEvent.DeviceCodeJudged { Verdict: DeviceCodeVerdict.Right } code => code.Step > before.User(AMac.User)!.OfflineStep,
                MacEvent.KeyTouched => before.Screen is LoginScreen.Touching { Key: not null },
                MacEvent.PinGiven { IsRight: true } => before.Pin is not null,
                MacEvent.Scanned => before.Screen is LoginScreen.Enrolling,
                _ => false,
            }, $"{happened} let {desktop.User} in");
        })));

    [Fact]
    public void What_does_not_fit_changes_nothing_that_anybody_sees() => Check.QuickThrowOnFailure(Prop.ForAll(Walks, story =>
        Walk(story, (before, happened, step, now) =>
        {
            if (!step.Fits)
            {
                Assert.Empty(step.Effects);
                Assert.Equal(before.Users.AsEnumerable(), step.Mac.Users.AsEnumerable());
                Assert.Equal(before.Pin, step.Mac.Pin);
            }
        })));

    [Fact]
    public void Every_word_on_the_display_that_is_an_error_has_its_row() => Check.QuickThrowOnFailure(Prop.ForAll(Walks, story =>
        Walk(story, (_, _, step, _) =>
        {
            Assert.True(step.Mac.Screen.Cause is null || DesktopCauses.Find(step.Mac.Screen.Cause) is not null);
            Assert.True(step.Mac.History.Length <= 20);
            Assert.DoesNotContain("JBSWY3DPEHPK3PXP", step.Mac.ToString() + step.Mac.Screen);
        })));

    private static void Walk(
        (bool Linked, List<(MacEvent Event, int Minutes)> Walk) story, Action<Mac, MacEvent, MacStep, DateTimeOffset> look)
    {
        var begun = story.Linked ? AMac.Linked() : new AMac();
        var (mac, now) = (begun.Mac, begun.Now);
        foreach (var (happened, minutes) in story.Walk)
        {
            now += TimeSpan.FromMinutes(minutes);
            var step = LoginWindow.Step(mac, happened, begun.Facts, now);
            look(mac, happened, step, now);
            mac = step.Mac;
        }
    }
}
