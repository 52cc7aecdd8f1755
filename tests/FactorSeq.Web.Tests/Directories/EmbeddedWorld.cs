using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Directories.Embedded;
using FactorSeq.Storage.Memory;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>The directory inside the emulator, in a store of its own.</summary>
public sealed class EmbeddedWorld : DirectoryWorld
{
    private readonly MemoryDocuments documents = new();
    private int units;

    public override DirectoryIntegration Integration { get; } = new()
    {
        Id = "0oa1234567890abcdefg",
        Name = "example.test",
        Type = DirectoryType.ActiveDirectory,
        Source = new DirectorySource.Embedded(LockoutThreshold: 3),
        OrganizationalUnits = ["OU=People,DC=example,DC=test"],
    };

    public override string People => "OU=People,DC=example,DC=test";

    public override string Elsewhere => "OU=Elsewhere,DC=example,DC=test";

    public override int LockoutThreshold => 3;

    private EmbeddedDirectory Own => new("demo", Integration, documents, () => TimeProvider.System.GetUtcNow(), passwordIterations: 1);

    public override bool Knows(DirectoryAnswer state) => true;

    public override IDirectory Open(DirectoryIntegration integration) =>
        new EmbeddedDirectory("demo", integration, documents, () => TimeProvider.System.GetUtcNow(), passwordIterations: 1);

    public override Task<string> NewUnit() => Task.FromResult($"OU=U{Interlocked.Increment(ref units)},{People}");

    public override Task Put(Person person, DirectoryAnswer state) => Change(person, state switch
    {
        DirectoryAnswer.Disabled => new EmbeddedPatch { Disabled = true },
        DirectoryAnswer.MustChangePassword => new EmbeddedPatch { MustChangePassword = true },
        DirectoryAnswer.PasswordExpired => new EmbeddedPatch { PasswordExpired = true },
        DirectoryAnswer.AccountExpired => new EmbeddedPatch { AccountExpires = DateTimeOffset.UnixEpoch },
        DirectoryAnswer.LogonHours => new EmbeddedPatch { LogonHoursDenied = true },
        DirectoryAnswer.Workstation => new EmbeddedPatch { Workstations = ["OTHERPC"] },
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    });

    public override async Task Rename(Person person, string firstName) =>
        await Own.TakeSeeded((await Own.Person(person.Name))! with { GivenName = firstName }, null);

    public override async Task ChangeLogin(Person person, string login) =>
        await Own.TakeSeeded((await Own.Person(person.Name))! with { Login = login }, null);

    public override async Task<Person> Move(Person person, string unit)
    {
        await Change(person, new EmbeddedPatch { OrganizationalUnit = unit });
        return person with { DistinguishedName = $"CN={person.Name},{unit}" };
    }

    public override Task Delete(Person person) => Change(person, new EmbeddedPatch { Deleted = true });

    public override async Task<int> WrongPasswords(Person person) => (await Own.Person(person.Name))!.BadPasswords;

    public override async Task HireMany(string unit, string prefix, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            Assert.NotNull(await Own.Create(Somebody($"{prefix}{i}", unit, "Test")));
        }
    }

    protected override async Task<Person> Hire(string name, string unit, string lastName)
    {
        var password = $"Passw0rd-{name}";
        Assert.NotNull(await Own.Create(Somebody(name, unit, lastName), new Secret(password)));
        return new Person(name, $"{name}@example.test", password, $"CN={name},{unit}");
    }

    private static EmbeddedPerson Somebody(string name, string unit, string lastName) => new()
    {
        ExternalId = "",
        ShortName = name,
        Login = $"{name}@example.test",
        GivenName = "Given",
        Surname = lastName,
        Telephone = "+1 555 0100",
        State = new EmbeddedState { OrganizationalUnit = unit },
    };

    private async Task Change(Person person, EmbeddedPatch patch) => Assert.NotNull(await Own.Change(person.Name, patch));
}

public sealed class EmbeddedContractTests(EmbeddedWorld world) : DirectoryContract(world), IClassFixture<EmbeddedWorld>;
