using System.Text;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Tests.Seed;

public sealed class DemoSeedTests
{
    [Theory]
    [InlineData("adam@demo.test", "password")]
    [InlineData("ana@demo.test", "push; sms -> question; password -> push | totp")]
    [InlineData("ben@demo.test", "push")]
    [InlineData("bella@demo.test", "push; sms -> question; password -> push | totp")]
    [InlineData("carla@demo.test", "sms -> question")]
    [InlineData("cato@demo.test", "password")]
    [InlineData("dave@demo.test", "password -> push | totp")]
    [InlineData("erin@demo.test", "email -> google_totp; call -> question")]
    [InlineData("finn@demo.test", "password")]
    [InlineData("gina@demo.test", "password -> any")]
    [InlineData("ivy@demo.test", "")]
    [InlineData("kim@demo.test", "password -> totp")]
    [InlineData("kim@demo.test", "password", "10.1.2.3")]
    [InlineData("lena@demo.test", "password -> any")]
    [InlineData("milo@demo.test", "password")]
    [InlineData("nora@demo.test", "password")]
    [InlineData("otto@demo.test", "password -> yubikey | rsa | symantec | hotp | duo")]
    public void Everybody_in_the_demo_org_meets_their_chains(string login, string chains, string from = "127.0.0.1")
    {
        var seed = Seeds.Ready(Seeds.Demo);
        var org = seed.Configuration;
        var user = seed.Account(login).User;
        var names = new PolicyNames(org.Groups.ToDictionary(group => group.Id, group => group.Name), org.Zones);
        var request = new SignOnRequest(
            login, user.Id, user.Groups, System.Net.IPAddress.Parse(from), AuthenticationDoor.Any, false, CredentialProvider.Okta);
        var rule = Evaluate.First(org.SignOn, names, request).Rule!;
        Assert.Equal(chains, string.Join("; ", rule.Action.Authenticate.Compile(org.Sequencing, false).Items.Select(c => c.Describe(Seeds.Catalog.NameOf))));
    }

    [Fact]
    public void Everybody_in_the_demo_org_has_the_password_the_page_says()
    {
        var seed = Seeds.Ready(Seeds.Demo);
        Assert.Equal(AccountStatus.LockedOut, seed.Account("hugo@demo.test").User.Status);
        Assert.All(
            seed.Passwords.Where(pair => !pair.Key.StartsWith("admin@", StringComparison.Ordinal)),
            pair => Assert.Equal($"Passw0rd-{pair.Key.Split('@')[0]}", pair.Value));
        Assert.DoesNotContain("jo@demo.test", seed.Passwords.Keys);
    }

    [Fact]
    public void The_demo_org_cut_off_at_any_line_reads_or_says_why_not()
    {
        var lines = Seeds.Demo.Split('\n');
        for (var count = 0; count < lines.Length; count++)
        {
            ReadsOrComplains(string.Join('\n', lines.Take(count)));
        }
    }

    [Fact]
    public void The_demo_org_with_bytes_changed_reads_or_says_why_not()
    {
        var chance = new Random(20260105);
        const string Signs = "{}[]:-|>*&!%@`'\"#, \n\t?\\~0";
        var demo = Encoding.UTF8.GetBytes(Seeds.Demo);
        for (var run = 0; run < 2000; run++)
        {
            var bytes = demo.ToArray();
            for (var change = chance.Next(1, 6); change > 0; change--)
            {
                bytes[chance.Next(bytes.Length)] = (byte)(chance.Next(4) == 0 ? chance.Next(256) : Signs[chance.Next(Signs.Length)]);
            }

            ReadsOrComplains(Encoding.UTF8.GetString(bytes));
        }
    }

    private static void ReadsOrComplains(string text)
    {
        if (Seeds.Read(text) is SeedResult.Refused refused)
        {
            Assert.NotEmpty(refused.Errors);
            Assert.All(refused.Errors, error => Assert.InRange(error.Line, 1, text.Split('\n').Length + 1));
        }
    }
}
