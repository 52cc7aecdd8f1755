using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;

var builder = WebApplication.CreateBuilder(args);

builder.Services
    .AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
    .AddJwtBearer(options =>
    {
        options.Authority = builder.Configuration["Okta:Issuer"];
        options.Audience = builder.Configuration["Okta:Audience"];
        options.MapInboundClaims = false;
    });
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("auditor", policy => policy.RequireClaim("role", "auditor"));

var app = builder.Build();
var notes = new ConcurrentDictionary<string, ConcurrentQueue<string>>();

var mine = app.MapGroup("/notes").RequireAuthorization();
mine.MapGet("/", (ClaimsPrincipal me) => notes.GetValueOrDefault(me.FindFirstValue("sub")!, []));
mine.MapPost("/", (ClaimsPrincipal me, Note note) => notes.GetOrAdd(me.FindFirstValue("sub")!, _ => []).Enqueue(note.Text));

app.MapGet("/authors", () => notes.Keys.Order()).RequireAuthorization("auditor");

app.Run();

internal sealed record Note(string Text);
