using System.Text.Json.Serialization;

// What "dotnet new web" makes, with the logging of its appsettings.json.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
var app = builder.Build();

app.MapGet("/ready", () => "Hello World!");
app.MapPost("/echo", Echo.Handle);

app.Run();

/// <summary>As much JSON as a verify request brings, back and forth, by the shortest way the framework has.</summary>
internal sealed record Echo(string? StateToken, string? PassCode)
{
    internal static async Task Handle(HttpContext context) =>
        await context.Response.WriteAsJsonAsync((await context.Request.ReadFromJsonAsync(EchoJson.Default.Echo))!, EchoJson.Default.Echo);
}

[JsonSerializable(typeof(Echo))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class EchoJson : JsonSerializerContext;
