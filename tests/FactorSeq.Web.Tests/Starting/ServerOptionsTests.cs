using FactorSeq.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace FactorSeq.Web.Tests.Starting;

public sealed class ServerOptionsTests
{
    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    [Fact]
    public void Without_a_word_it_listens_on_7700_and_keeps_all_in_memory()
    {
        var options = ServerOptions.Read([], Nothing);

        Assert.Equal("http://localhost:7700", options.Urls);
        Assert.Null(options.Data);
        Assert.False(options.Watch);
        Assert.Equal(100, options.PasswordIterations);
    }

    [Fact]
    public void A_flag_takes_no_word_after_it_for_its_value()
    {
        var options = ServerOptions.Read(["--watch", "--data", "org.db", "--seed=my.yaml"], Nothing);

        Assert.True(options.Watch);
        Assert.Equal("org.db", options.Data);
        Assert.Equal("my.yaml", options.Seed);
        Assert.Equal(100_000, options.PasswordIterations);
    }

    [Fact]
    public void Several_seeds_are_several_orgs_whichever_way_they_are_named()
    {
        Assert.Equal(["a.yaml", "b.yaml", "c.yaml"], ServerOptions.Read(["--seed", "a.yaml;b.yaml", "--seed=c.yaml"], Nothing).Seeds);
        Assert.Equal("b.db", ServerOptions.Read(["--data", "a.db", "--data", "b.db"], Nothing).Data);
    }

    [Fact]
    public void Appsettings_speak_where_the_command_line_is_silent()
    {
        var file = new ConfigurationBuilder()
            .AddInMemoryCollection([new("FactorSeq:seed", "file.yaml"), new("FactorSeq:issuer", "https://idp.example.test/")])
            .Build();

        var options = ServerOptions.Read(["--seed", "word.yaml"], file);

        Assert.Equal("word.yaml", options.Seed);
        Assert.Equal("https://idp.example.test", options.Issuer);
    }

    [Fact]
    public void Each_start_without_a_token_makes_another() =>
        Assert.NotEqual(ServerOptions.Read([], Nothing).AdminToken, ServerOptions.Read([], Nothing).AdminToken);

    [Theory]
    [InlineData("--sed", "--sed is not an option of FactorSeq.")]
    [InlineData("seed.yaml", "seed.yaml is not an option of FactorSeq.")]
    [InlineData("--seed", "--seed wants a value: --seed FILE")]
    [InlineData("--watch=often", "watch is often; write true or false.")]
    [InlineData("--issuer=idp.example.test", "--issuer idp.example.test is no address; write one like https://idp.example.test")]
    [InlineData("--issuer=ftp://idp.example.test", "--issuer ftp://idp.example.test is no address; write one like https://idp.example.test")]
    [InlineData("--trusted-proxies=proxy", "--trusted-proxies: proxy is no IP address and no network; write 10.0.0.5 or 10.0.0.0/8.")]
    [InlineData("--trusted-proxies=10.0.0.0/33", "--trusted-proxies: 10.0.0.0/33 is no IP address and no network")]
    [InlineData("--issuer=https://who@idp.example.test", "--issuer https://who@idp.example.test is no address")]
    [InlineData("--key=server.key", "--key server.key belongs to a certificate: name that too, --certificate FILE.")]
    [InlineData("--certificate=/no/such.pem", "--certificate /no/such.pem: there is no such file.")]
    public void What_cannot_be_used_stops_the_start_with_its_cure(string argument, string says) =>
        Assert.StartsWith(says, Assert.Throws<UnusableException>(() => ServerOptions.Read([argument], Nothing)).Message);
}
