using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FactorSeq.Web.Emulator;
using FactorSeq.Web.Saml;
using FactorSeq.Web.Tests.Directories;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Lab;

/// <summary>The emulator's OpenAPI document says what there is, all of it, and what it answers.</summary>
public sealed partial class OpenApiTests : IAsyncLifetime
{
    private OrgHost org = null!;
    private JsonNode api = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(CorpOrg.Seed(null, true));
        api = (await org.Get("/emulator/openapi.json")).Expect(200).Json!;
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public void It_is_of_version_3_1_and_names_the_token() => Assert.Equal(
        ("3.1.0", "Authorization"), ((string)api["openapi"]!, (string)api["components"]!["securitySchemes"]!["adminToken"]!["name"]!));

    [Fact]
    public void It_has_every_route_of_the_tables_and_no_other() => Assert.Equal(
        Routes().Select(route => $"{route.Method} {route.Pattern}").Order(StringComparer.Ordinal),
        Operations().Select(operation => $"{operation.Verb.ToUpperInvariant()} {operation.Path}").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_place_in_a_path_is_a_parameter()
    {
        foreach (var (path, verb, operation) in Operations())
        {
            var places = Place().Matches(path).Select(match => match.Groups[1].Value);
            Assert.True(places.SequenceEqual(Parameters(operation, "path")), $"{verb} {path}");
        }
    }

    [Fact]
    public void Every_question_that_the_code_asks_of_a_query_is_a_parameter_and_no_other()
    {
        var asked = new[] { "Emulator", "Upgrade" }.SelectMany(folder => Directory.EnumerateFiles(Repository.Path("src", "FactorSeq.Web", folder), "*.cs"))
            .Where(file => Path.GetFileName(file) != "EmulatorGate.cs")
            .SelectMany(file => Question().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .ToHashSet();

        Assert.Equal(asked.Order(StringComparer.Ordinal), Operations().SelectMany(o => Parameters(o.Operation, "query")).ToHashSet().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_name_that_is_referred_to_is_there_and_every_one_there_is_referred_to()
    {
        var referred = Reference().Matches(api.ToJsonString()).Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var name in referred)
        {
            Assert.NotNull(name.Split('/').Aggregate(api, (at, part) => at![part]!));
        }

        Assert.Equal(
            api["components"]!["schemas"]!.AsObject().Select(schema => $"components/schemas/{schema.Key}").Order(StringComparer.Ordinal),
            referred.Where(name => name.StartsWith("components/schemas/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_says_what_it_answers_and_what_it_reads()
    {
        var names = Operations().Select(operation => (string)operation.Operation["operationId"]!).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        foreach (var (path, verb, operation) in Operations())
        {
            var success = operation["responses"]!.AsObject().Single(response => response.Key[0] == '2');
            Assert.True(success.Key is "204" or "202" || success.Value!["content"] is not null, $"{verb} {path} answers nothing");
            Assert.True(verb is "get" or "delete" || path.EndsWith("/activation", StringComparison.Ordinal) || operation["requestBody"]?["content"] is not null, $"{verb} {path} reads nothing");
            Assert.NotNull(operation["summary"]);
        }
    }

    [Fact]
    public async Task What_is_answered_is_as_it_says()
    {
        await org.SignIn(CorpOrg.Okta1, "wrong");
        (await Ask("POST", "/emulator/snapshot", "/emulator/snapshot", new { name = "s" })).Expect(201);
        var fault = (await Ask("POST", "/emulator/faults", "/emulator/faults", new { route = "/api/v1/authn", errorCode = "E0000047", delay = "PT0.01S", times = 1 })).Expect(201);
        await Ask("POST", "/emulator/orgs/{name}", "/emulator/orgs/x", new { from = "corp" });
        await Ask("PUT", "/emulator/phones/{user}", $"/emulator/phones/{CorpOrg.Okta1}", new { answer = "approve", number = 7, times = 2, after = "PT1S" });
        await Ask("GET", "/emulator/phones/{user}", $"/emulator/phones/{CorpOrg.Okta1}");
        await org.Identify(CorpOrg.Okta1);
        foreach (var path in Operations().Where(o => o.Verb == "get" && !o.Path.Contains('{')
            && o.Path is not ("/emulator/stream" or "/emulator/certificate" or "/emulator/identity-provider" or "/emulator/explain")).Select(o => o.Path))
        {
            (await Ask("GET", path, path)).Expect(200);
        }

        await Ask("GET", "/emulator/explain", $"/emulator/explain?user={CorpOrg.Okta1}");
        await Ask("GET", "/emulator/directories/{name}/users", "/emulator/directories/corp-ad/users");
        await Ask("POST", "/emulator/directories/{name}/import", "/emulator/directories/corp-ad/import", new { });
        await Ask("GET", "/emulator/directories/{name}/imports", "/emulator/directories/corp-ad/imports");
        await Ask("PATCH", "/emulator/users/{login}", $"/emulator/users/{CorpOrg.Okta1}", new { status = "ACTIVE" });
        await Ask("POST", "/emulator/clock", "/emulator/clock", new { advance = "PT1S" });
        await Ask("POST", "/emulator/restore", "/emulator/restore", new { name = "none" });
        await Ask("DELETE", "/emulator/faults/{id}", $"/emulator/faults/{fault.Text("id")}");
        await Ask("DELETE", "/emulator/orgs/{name}", "/emulator/orgs/x");
    }

    [Fact]
    public async Task Its_page_carries_nothing_from_elsewhere()
    {
        var page = (await org.Get("/emulator/api")).Expect(200);
        Assert.DoesNotContain("://", page.Body, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        foreach (var file in new[] { "api.js", "api.css" })
        {
            (await org.Get($"/emulator/assets/{file}")).Expect(200);
        }
    }

    private async Task<Reply> Ask(string method, string pattern, string path, object? body = null)
    {
        var reply = await org.Send(new HttpMethod(method), path, body is null ? null : OrgHost.Body(body));
        var operation = api["paths"]![pattern]![method.ToLowerInvariant()]!;
        var response = operation["responses"]![reply.Status.ToString()] ?? throw new InvalidOperationException($"{method} {pattern} says nothing of {reply}");
        if (response["$ref"] is { } reference)
        {
            response = Resolve((string)reference!);
        }

        var content = response["content"]?.AsObject();
        if (content is null)
        {
            Assert.Empty(reply.Body);
        }
        else
        {
            Assert.Equal(content.First().Key, reply.Header("Content-Type")!.Split(';')[0]);
            if (content.First().Key == "application/json")
            {
                Assert.Empty(Faults(reply.Json, content.First().Value!["schema"]!, $"{method} {pattern}"));
            }
        }

        return reply;
    }

    // As much of JSON Schema as the document uses.
    private IEnumerable<string> Faults(JsonNode? value, JsonNode schema, string at)
    {
        if (schema["$ref"] is { } reference)
        {
            return Faults(value, Resolve((string)reference!), at);
        }

        var types = schema["type"] switch
        {
            null => [],
            JsonArray several => several.Select(type => (string)type!).ToArray(),
            var one => [(string)one!],
        };
        var type = value?.GetValueKind() switch
        {
            null => "null",
            System.Text.Json.JsonValueKind.Object => "object",
            System.Text.Json.JsonValueKind.Array => "array",
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => value.ToJsonString().Contains('.') ? "number" : types.Contains("integer") ? "integer" : "number",
            _ => "boolean",
        };
        if (types.Length > 0 && !types.Contains(type))
        {
            return [$"{at} is {type}, not {string.Join(" or ", types)}"];
        }

        if (schema["enum"] is JsonArray choices && !choices.Any(choice => JsonNode.DeepEquals(choice, value)))
        {
            return [$"{at} is {value}, none of {choices.ToJsonString()}"];
        }

        return value switch
        {
            JsonArray items => items.SelectMany((item, i) => Faults(item, schema["items"] ?? new JsonObject(), $"{at}[{i}]")),
            JsonObject members => (schema["required"]?.AsArray() ?? []).Select(name => (string)name!).Where(name => !members.ContainsKey(name)).Select(name => $"{at} lacks {name}")
                .Concat(members.SelectMany(member => schema["properties"]?[member.Key] is { } property ? Faults(member.Value, property, $"{at}.{member.Key}")
                    : (bool?)schema["additionalProperties"] == false ? [$"{at} has {member.Key}"] : [])),
            _ => [],
        };
    }

    private JsonNode Resolve(string reference) => reference[2..].Split('/').Aggregate(api, (at, part) => at[part]!);

    private static IEnumerable<(string Method, string Pattern)> Routes() => EmulatorApi.Table.Concat(SamlApi.Table)
        .Where(route => route.Pattern.StartsWith("/emulator", StringComparison.Ordinal) && !route.Pattern.StartsWith("/emulator/assets/", StringComparison.Ordinal))
        .Select(route => (route.Method, route.Pattern));

    private IEnumerable<(string Path, string Verb, JsonNode Operation)> Operations() =>
        api["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (path.Key, operation.Key, operation.Value!)));

    private static IEnumerable<string> Parameters(JsonNode operation, string place) =>
        (operation["parameters"]?.AsArray() ?? []).Where(parameter => (string)parameter!["in"]! == place).Select(parameter => (string)parameter!["name"]!);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"[qQ]uery\[""(\w+)""\]")]
    private static partial Regex Question();

    [GeneratedRegex(@"""#/([\w/]+)""")]
    private static partial Regex Reference();
}
