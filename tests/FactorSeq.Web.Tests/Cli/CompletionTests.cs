using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cli;

/// <summary>What the Tab key offers.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("push a", "approve")]
    [InlineData("see", "seed")]
    [InlineData("run --se", "--seed")]
    [InlineData("otp ana --factor y", "symantec yubikey")]
    [InlineData("completion z", "zsh")]
    [InlineData("data c", "copy")]
    [InlineData("data copy --f", "--from")]
    public async Task Commands_options_and_values_are_offered(string line, string offered)
    {
        var words = await Suggest($"factorseq {line}");
        Assert.All(offered.Split(' '), word => Assert.Contains(word, words));
    }

    [Fact]
    public async Task Logins_are_those_of_the_server_and_none_where_there_is_no_server()
    {
        await using var org = await OrgHost.Start();
        Assert.Equal(["ana@demo.test"], await Suggest($"factorseq otp --url {org.Address} an"));
        Assert.DoesNotContain(await Suggest("factorseq otp --url http://127.0.0.1:1 an"), word => word.Contains('@'));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _factorseq_complete factorseq")]
    [InlineData("zsh", "compdef _factorseq factorseq")]
    [InlineData("fish", "complete -f -c factorseq")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName factorseq")]
    public async Task Each_shell_has_its_script(string shell, string script) =>
        Assert.Contains(script, (await Shell.Run("completion", shell)).Expect(0).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Another_shell_has_none() => (await Shell.Run("completion", "tcsh")).Expect(2);

    private static async Task<string[]> Suggest(string line) => (await Shell.Run($"[suggest:{line.Length}]", line)).Expect(0).Lines;
}
