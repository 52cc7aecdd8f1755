namespace FactorSeq.Browser.Tests.Support;

/// <summary>A test in the org of <c>states.yaml</c>: passwords that age, accounts that lock, factors to set up.</summary>
[Collection(StatesCollection.Name)]
public abstract class StatesTest(BrowserFixture fixture) : BrowserTest(fixture)
{
    /// <summary>Everybody's.</summary>
    protected const string Password = "Old-passw0rd";

    protected override Task<string> Server() => Fixture.States();

    /// <summary>Opens the page, so that its address alone leads back to the sign-in, and signs in with the password.</summary>
    private protected async Task AsBookmarked(string login)
    {
        await SignIn.Open();
        var stateToken = await Page.EvaluateAsync<string>("JSON.parse(document.getElementById('factorseq-config').textContent).stateToken");
        await SignIn.Open($"?stateToken={stateToken}");
        await SignIn.Name(login);
        await SignIn.Password(Password);
    }

    private protected async Task As(string login, string password = Password)
    {
        await SignIn.As(login);
        await SignIn.Password(password);
    }
}
