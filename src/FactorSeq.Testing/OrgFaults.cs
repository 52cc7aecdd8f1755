using System.Text.Json.Nodes;
using System.Xml;

namespace FactorSeq.Testing;

/// <summary>What is to go wrong in the org, so that a test sees how the app takes it. A reset takes all of it back.</summary>
public sealed class OrgFaults
{
    private const string Path = "/emulator/faults";

    private readonly OrgWire wire;

    internal OrgFaults(OrgWire wire) => this.wire = wire;

    /// <summary>Has something go wrong from now on.</summary>
    /// <returns>The fault as the org has it; give it to <see cref="RemoveAsync"/>, or dispose of it, to take it back.</returns>
    /// <exception cref="OktaException">The org has no such route, factor, directory or user, or what follows makes no sense: the causes say which.</exception>
    public async Task<ActiveFault> AddAsync(Fault fault, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return Read((await wire.Post(Path, Body(fault), cancellation))!);
    }

    /// <summary>Has a route answer with an error of Okta's.</summary>
    /// <param name="route">Its template, a path, or a beginning and <c>*</c>: <c>/api/v1/authn/factors/{factorId}/verify</c>.</param>
    /// <param name="errorCode">For example <c>E0000047</c>, which is 429 with the time to come back.</param>
    /// <param name="times">How often; null until it is taken back.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OktaException">There is no such route.</exception>
    public Task<ActiveFault> AnswerAsync(string route, string errorCode, int? times = null, CancellationToken cancellation = default) =>
        AddAsync(new Fault { Route = route, ErrorCode = errorCode, Times = times }, cancellation);

    /// <summary>Has a directory fail whoever asks it for a password, and imports.</summary>
    /// <param name="directory">Its name.</param>
    /// <param name="how"><c>timeout</c>, <c>unreachable</c> or <c>unwilling</c>.</param>
    /// <param name="times">How often; null until it is taken back.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OktaException">There is no such directory.</exception>
    public Task<ActiveFault> FailDirectoryAsync(string directory, string how = "timeout", int? times = null, CancellationToken cancellation = default) =>
        AddAsync(new Fault { Directory = directory, Fails = how, Times = times }, cancellation);

    /// <summary>Has a factor's provider be down when it is reached.</summary>
    /// <param name="factor">As the seed names it: <c>sms</c>, <c>push</c>, …</param>
    /// <param name="times">How often; null until it is taken back.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OktaException">There is no such factor.</exception>
    public Task<ActiveFault> FailFactorAsync(string factor, int? times = null, CancellationToken cancellation = default) =>
        AddAsync(new Fault { Factor = factor, Times = times }, cancellation);

    /// <summary>Those that will strike yet, in their order.</summary>
    public async Task<IReadOnlyList<ActiveFault>> ListAsync(CancellationToken cancellation = default) =>
        [.. (await wire.Get(Path, cancellation))!.AsArray().Select(fault => Read(fault!))];

    /// <summary>Takes one back.</summary>
    /// <exception cref="OktaException">It is gone already.</exception>
    public Task RemoveAsync(string id, CancellationToken cancellation = default) =>
        wire.Send(HttpMethod.Delete, $"{Path}/{Uri.EscapeDataString(id)}", null, cancellation);

    /// <summary>Takes all of them back.</summary>
    public Task ClearAsync(CancellationToken cancellation = default) => wire.Send(HttpMethod.Delete, Path, null, cancellation);

    private static JsonObject Body(Fault fault)
    {
        var body = new JsonObject();
        foreach (var (name, value) in new (string, string?)[]
        {
            ("route", fault.Route), ("method", fault.Method?.Method), ("factor", fault.Factor), ("directory", fault.Directory), ("user", fault.User),
            ("fails", fault.Fails), ("errorCode", fault.ErrorCode), ("errorSummary", fault.ErrorSummary),
            ("delay", fault.Delay is { } delay ? XmlConvert.ToString(delay) : null),
        })
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }

        if (fault.Status is { } status)
        {
            body["status"] = status;
        }

        if (fault.Times is { } times)
        {
            body["times"] = times;
        }

        if (fault.Drop)
        {
            body["drop"] = true;
        }

        return body;
    }

    private ActiveFault Read(JsonNode fault) => new(this, (string)fault["id"]!, (int?)fault["remaining"], fault.AsObject());
}

/// <summary>Something that is to go wrong: where (<see cref="Route"/>, <see cref="Factor"/>, <see cref="Directory"/>, <see cref="User"/>), and what follows.</summary>
public sealed record Fault
{
    /// <summary>A route's template, a path, or a beginning and <c>*</c>; nothing under <c>/emulator</c> is ever struck.</summary>
    public string? Route { get; init; }

    /// <summary>Only requests by this method; null for all.</summary>
    public HttpMethod? Method { get; init; }

    /// <summary>A factor, as the seed names it, whose provider is reached.</summary>
    public string? Factor { get; init; }

    /// <summary>The name of a directory that is asked.</summary>
    public string? Directory { get; init; }

    /// <summary>Only this user's requests: a login, or the part before the @.</summary>
    public string? User { get; init; }

    /// <summary>How a factor or a directory fails: <c>timeout</c>, <c>unreachable</c>, <c>unwilling</c>.</summary>
    public string? Fails { get; init; }

    /// <summary>The error code of the answer: Okta's status and body for it.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Its text, where it is a code that the server does not know.</summary>
    public string? ErrorSummary { get; init; }

    /// <summary>The status of the answer; without a code, the code that Okta has for it.</summary>
    public int? Status { get; init; }

    /// <summary>How much later the answer comes: real time, 10 seconds at most.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Whether the connection is dropped without an answer.</summary>
    public bool Drop { get; init; }

    /// <summary>How often it strikes; null until it is taken back.</summary>
    public int? Times { get; init; }
}

/// <summary>A fault that strikes; disposing of it takes it back.</summary>
public sealed class ActiveFault : IAsyncDisposable
{
    private readonly OrgFaults faults;

    internal ActiveFault(OrgFaults faults, string id, int? remaining, JsonObject json)
    {
        this.faults = faults;
        (Id, Remaining, Json) = (id, remaining, json);
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>How often it will strike yet, when it was read; null for always.</summary>
    public int? Remaining { get; }

    /// <summary>All that the org says of it.</summary>
    public JsonObject Json { get; }

    /// <summary>Takes it back, where it has not run out.</summary>
    public async ValueTask DisposeAsync()
    {
        if ((await faults.ListAsync()).Any(fault => fault.Id == Id))
        {
            await faults.RemoveAsync(Id);
        }
    }
}
