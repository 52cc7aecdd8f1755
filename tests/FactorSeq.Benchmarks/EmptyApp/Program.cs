using System.Text.Json.Serialization;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, EchoJson.Default));

var app = builder.Build();
app.MapGet("/ready", () => "ready");
app.MapPost("/echo", (Echo echo) => new Echo(echo.StateToken, echo.PassCode));
app.Run();

internal sealed record Echo(string? StateToken, string? PassCode);

[JsonSerializable(typeof(Echo))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class EchoJson : JsonSerializerContext;
